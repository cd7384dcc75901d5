// A first word that is no verb is answered with what was meant.

import Testing

@testable import costguard

@Suite struct UnknownVerbTests {
    private let verbs = ["status", "scan", "plan", "apply", "run", "explain", "history", "help"]

    private func hint(_ words: String...) -> String? { UnknownVerb(words: words, verbs: verbs).error?.hint }

    @Test(
        "the nearest verb is named",
        arguments: [("scna", "scan"), ("Plan", "plan"), ("aply", "apply"), ("hsitory", "history")])
    func nearest(typed: String, meant: String) {
        #expect(hint(typed) == "did you mean 'costguard \(meant)'?")
    }

    @Test("where none is near, the list is", arguments: ["frobnicate", "", "i-0a1b2c3d4e5f60718"])
    func none(typed: String) { #expect(hint(typed) == "'costguard --help' lists them") }

    @Test("a word of another tool is answered with what does it here")
    func meaning() {
        for word in ["kill", "halt", "terminate", "TERMINATE", "shutdown"] {
            #expect(hint(word, "hw3-gpu")?.contains("'costguard stop hw3-gpu' stops it") == true, "\(word)")
        }
        #expect(hint("kill", "--yes")?.contains("costguard stop NAME") == true)
        #expect(hint("revert")?.contains("costguard undo") == true && hint("boot")?.contains("costguard start") == true)
        #expect(hint("snooze", "hw3-gpu")?.contains("costguard keep hw3-gpu") == true)
    }

    @Test(
        "verbs, options and nothing at all are the parser's",
        arguments: [["scan"], ["--help"], ["-q"], [], ["help", "x"]])
    func verbs(words: [String]) { #expect(UnknownVerb(words: words, verbs: verbs).error == nil) }

    @Test("the program ends with the status of a wrong command line")
    func ends() async throws {
        let home = try Home()
        for verb in ["scna", "kill", "credit"] {
            let ended = try await home.run([verb])
            #expect(ended.status == 64 && ended.output.isEmpty, "\(ended.talk)")
            #expect(ended.talk.contains("There is no verb '\(verb)'\nhint: "), "\(ended.talk)")
        }
    }

    @Test(
        "a wrong word behind a verb is told once, with the help that lists the right ones",
        arguments: [
            (["plan", "--format", "xml"], "xml", "costguard plan --help"),
            (["scan", "--frob"], "--frob", "costguard scan --help"),
            (["credits", "set", "100", "--usd", "3"], "--usd", "costguard credits set --help"),
            (["watch", "--every", "soon"], "soon", "costguard watch --help"),
        ])
    func wrongWord(arguments: [String], word: String, help: String) async throws {
        let ended = try await Home().run(arguments)
        #expect(ended.status == 64 && ended.output.isEmpty)
        #expect(ended.talk.hasPrefix("costguard: ") && ended.talk.contains(word), "\(ended.talk)")
        #expect(ended.talk.hasSuffix("hint: '\(help)' shows what it takes\n"), "\(ended.talk)")
        #expect(ended.foldedTalk.split(separator: "\n").allSatisfy { $0.count <= 80 }, "\(ended.foldedTalk)")
    }
}
