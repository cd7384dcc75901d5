// A course's configuration, as a teacher hands it out: read whole, shown, filled in, and copied. What in it wants a
// student's yes is CourseConcerns'.

import CostModel
import Foundation
import RuleEngine
import YAML

struct CourseFile {
    /// As it will be written: the teacher's words, comments among them.
    private(set) var text: String
    /// What it says.
    private(set) var settings: Settings
    /// Why it may be another's words; nil where it is ours.
    let distrusted: DistrustedFile?
    private let path: String
    private let concerns: [String]

    /// - Throws: `Diagnostics` with every fault at its line and column; `CommandError` where it is no file to read.
    static func read(_ path: String, rules: [String], terminal: Terminal) throws -> CourseFile {
        let distrusted = TrustedFiles.fault(of: .course, at: path)
        var info = stat()
        guard stat(path, &info) == 0 else {
            throw CommandError("There is no file '\(path)'", hint: "name the file that your course gave you")
        }
        guard info.st_mode & S_IFMT == S_IFREG, info.st_size <= 1 << 20,
            let data = FileManager.default.contents(atPath: path), let text = String(data: data, encoding: .utf8)
        else {
            throw CommandError(
                "'\(path)' is no readable file of UTF-8 text of at most 1 MiB", hint: "check that it is the right file")
        }
        let settings = try SettingsFile.parse(YAMLFile(origin: path, text: text))
        // A change to a rule that does not exist, or does not fit it, would else be found by cron.
        let kinds = try ListedKinds(settings.kinds, beside: nil, terminal)
        _ = try RuleFiles.load(rules, views: kinds.views, overrides: settings.rules, terminal: terminal)
        let concerns = CourseConcerns.all(settings, distrusted: distrusted)
        let head = "# Taken by 'costguard init --from' from \((path as NSString).lastPathComponent.filter(isPlain))\n"
        return CourseFile(text: head + text, settings: settings, distrusted: distrusted, path: path, concerns: concerns)
    }

    private static func isPlain(_ character: Character) -> Bool {
        character.isLetter || character.isNumber || "-_. ".contains(character)
    }

    /// Shows what the file would allow, and takes the student's word for it.
    ///
    /// - Throws: `refused` without a yes; then nothing is written.
    func agree(yes: Bool, terminal: Terminal) throws {
        guard !concerns.isEmpty else { return }
        terminal.warn("'\(path)' does more than look:")
        for concern in concerns { terminal.warn("  - \(concern)") }
        if yes { return }
        let refusal = CommandError(
            "Nothing was written: the course's file wants your yes",
            hint:
                "read the lines above; then say yes on a terminal, or add --yes. Or take those lines out of a copy of "
                + "the file, and name that",
            status: .refused)
        guard Terminal.canAsk, InitQuestions.yes("Do you want that?", terminal) else { throw refusal }
    }

    /// What only the student knows: what is used of the credit, the address, the profile.
    func ask(_ given: InitAnswers, _ questions: InitQuestions) throws -> InitAnswers {
        var answers = given
        if !given.isNamed, let first = settings.credits.first { answers.creditName = first.name }
        if let email = answers.email { try InitAnswers.check(email: email) }
        guard Terminal.canAsk else { return answers }
        if answers.profile == nil, settings.profile == nil { answers.profile = try questions.profile() }
        if answers.used == nil, let credit = settings.credits.first(where: { $0.name == answers.creditName }) {
            answers.used = try InitQuestions.asked(
                "How much of '\(credit.name)' (\(credit.amount.cents) USD) is used, as its page shows? (empty: not known)",
                questions.terminal, InitAnswers.money)
        }
        if answers.email == nil, settings.topic == nil {
            answers.email = try InitQuestions.asked(
                "Which address shall alarms go to? (empty: none)", questions.terminal, InitAnswers.check(email:))
        }
        return answers
    }

    /// What is used of the credit; nil where nobody said.
    func balance(_ answers: InitAnswers) throws -> Money? {
        guard let used = answers.used else { return nil }
        guard settings.credits.contains(where: { $0.name == answers.creditName }) else {
            let names = settings.credits.map(\.name).joined(separator: ", ")
            throw CommandError(
                "--used: the course's file has no credit '\(answers.creditName)'",
                hint: names.isEmpty
                    ? "enter it afterwards: costguard credits set 50 --used 12.40"
                    : "it names \(names): say which with --credit-name", status: .usage)
        }
        return used
    }

    /// - Throws: where the file names a topic, so that an address of the student's own has no place.
    func checkTopicIsFree() throws {
        guard settings.topic != nil else { return }
        throw CommandError(
            "The course's file names a topic for mails already, so --email has no place",
            hint: "leave --email out, or take notify.sns out of a copy of the file", status: .usage)
    }

    /// Names the student's profile.
    mutating func set(profile: String) throws {
        guard settings.profile != profile else { return }
        guard settings.profile == nil else {
            throw CommandError(
                "The course's file names the profile '\(settings.profile ?? "")' already",
                hint: "leave --profile out, or change it in a copy of the file", status: .usage)
        }
        try fill { $0.profile = profile }
    }

    /// Names the student's own topic.
    mutating func set(topic: String) throws { try fill { $0.topic = topic } }

    /// Takes over what the student's configuration says and the course's does not.
    mutating func adopt(_ own: String) throws {
        var edits = InitEdits(text, path: path)
        try edits.adopt(own)
        text = edits.text
        settings = edits.settings
    }

    private mutating func fill(_ answer: (inout InitAnswers) -> Void) throws {
        var answers = InitAnswers(profile: nil, creditName: CreditArguments.usualName)
        answer(&answers)
        var edits = InitEdits(text, path: path)
        try edits.apply(answers)
        text = edits.text
        settings = edits.settings
    }
}
