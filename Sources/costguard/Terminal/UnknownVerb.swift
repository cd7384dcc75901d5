// What is said to a first word that is no verb: the nearest one, or how costguard does what was meant.

import ArgumentParser
import CostModel

/// Called before the command line is parsed: the parser would take such a word for an argument of `status`.
struct UnknownVerb {
    /// The words that the user typed, without the program's name.
    let words: [String]
    /// Every verb of the program.
    let verbs: [String]

    /// Nil where the first word is a verb, an option, or missing.
    var error: CommandError? {
        guard let word = words.first, !word.hasPrefix("-"), !verbs.contains(word) else { return nil }
        let subject = words.dropFirst().first { !$0.hasPrefix("-") }
        if let hint = Self.meant(by: word, subject ?? "NAME") {
            return CommandError("There is no verb '\(word)'", hint: hint, status: .usage)
        }
        let typed = word.lowercased()
        let near = verbs.contains(typed) ? typed : NearestName.nearest(to: typed, among: verbs)
        return CommandError(
            "There is no verb '\(word)'",
            hint: near.map { "did you mean 'costguard \($0)'?" } ?? "'costguard --help' lists them", status: .usage)
    }

    /// What people try first, and what does it here.
    private static func meant(by word: String, _ subject: String) -> String? {
        switch word.lowercased() {
        case "stop", "kill", "halt":
            "costguard stops what a plan lists: 'costguard plan', then 'costguard apply --only \(subject)'"
        case "start", "undo", "resume":
            "'costguard history' gives the command that starts again what was stopped"
        case "keep", "ignore", "exclude":
            "tag the machine \(KeepTag.key) with the day it is to be kept until, such as 2027-01-31, or with 'yes'"
        case "list", "ls", "show":
            "'costguard status' shows what runs, 'costguard explain \(subject)' why it is let run"
        case "log", "logs", "journal": "'costguard history' shows what was changed"
        case "setup", "configure", "login": "'costguard init' writes the configuration, 'costguard doctor' checks it"
        case "version": "'costguard --version' tells it"
        default: nil
        }
    }
}
