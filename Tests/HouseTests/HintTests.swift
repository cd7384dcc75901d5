// The commands that hints and advice name are real: each parses, with its options.

import ArgumentParser
import Foundation
import Testing

@testable import costguard

@Suite struct HintTests {
    /// What stands for a user's own word, or for a value that the sources put in.
    private static let samples = [
        "ADDRESS": "me@example.org", "NAME": "web", "ID": "7f3a91c2", "PLAN": "7f3a91c2", "USD": "100",
    ]

    /// Every command of the sources' texts: in quotes, after `type:`, or after a colon to the end of the text.
    private static func commands() throws -> [(place: String, command: String)] {
        try Sources.files().flatMap { file in
            try Repository.text(file).split(separator: "\n", omittingEmptySubsequences: false).enumerated().flatMap {
                index, line -> [(String, String)] in
                let text = String(line)
                guard !text.trimmingCharacters(in: .whitespaces).hasPrefix("//") else { return [] }
                let quoted = text.matches(of: /['`]costguard ([a-z-][^'`"]*)['`]/).map { String($0.1) }
                let typed = text.matches(of: /type: "costguard ([^"]*)"/).map { String($0.1) }
                let last = text.matches(of: /: costguard ([a-z-][^"']*)"/).map { String($0.1) }
                    .filter { verbs.contains(String($0.prefix { $0 != " " })) }
                return (quoted + typed + last).map { ("\(file):\(index + 1)", $0) }
            }
        }
    }

    /// The words of a command, with samples for what is put in.
    private static func words(_ command: String) -> [String] {
        var words: [String] = []
        for word in command.replacing(/\\\([^ ]*\)/, with: "VALUE").split(separator: " ").map(String.init) {
            let isRegion = words.last == "--region"
            words.append(word == "VALUE" ? (isRegion ? "us-east-1" : "web") : samples[word] ?? word)
        }
        return words
    }

    @Test("every command that a text names is one, with options that it has")
    func parse() throws {
        let commands = try Self.commands()
        #expect(commands.count > 50, "they were found: \(commands.count)")
        let isNoWord: Set = ["init --from"]
        for (place, command) in commands where !isNoWord.contains(command) && !command.hasPrefix("VALUE") {
            let words = Self.words(command)
            guard words.first != "VALUE", !words.contains("--help"), !words.contains("--version") else { continue }
            #expect(UnknownVerb(words: words, verbs: Self.verbs).error == nil, "\(place): \(command)")
            do {
                _ = try Costguard.parseAsRoot(words)
            } catch {
                let text = Costguard.message(for: error)
                // A command that is only named need not be complete.
                #expect(text.contains("Missing expected argument"), "\(place): costguard \(command): \(text)")
            }
        }
    }

    private static let verbs = Costguard.configuration.subcommands.compactMap { $0.configuration.commandName }

    @Test("a command that is none is found out", arguments: ["scan --frob", "doktor", "credits set 100 --usd 3"])
    func findsOut(command: String) {
        let words = Self.words(command)
        let isKnown = UnknownVerb(words: words, verbs: Self.verbs).error == nil
        #expect(!isKnown || (try? Costguard.parseAsRoot(words)) == nil)
    }
}
