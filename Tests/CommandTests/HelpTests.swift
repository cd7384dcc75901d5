// Every verb explains itself.

import ArgumentParser
import Foundation
import Testing

@testable import costguard

@Suite struct HelpTests {
    /// Every verb of the registry, those below another too: `rules list`.
    static let verbs = paths(below: Costguard.configuration.subcommands)

    private static func paths(below commands: [any ParsableCommand.Type]) -> [String] {
        commands.flatMap { command -> [String] in
            guard let name = command.configuration.commandName else { return [] }
            return [name] + paths(below: command.configuration.subcommands).map { "\(name) \($0)" }
        }
    }

    @Test("every help ends in the table of exit statuses", arguments: verbs)
    func helpEndsInTheTable(verb: String) async throws {
        let ended = try await Home().run(verb.split(separator: " ").map(String.init) + ["--help"])
        #expect(ended.status == 0)
        #expect(ended.output.contains("EXIT STATUS"))
        #expect(
            ended.output.contains(
                "refused: lock held, drift, wrong account, wrong confirmation, a file\n       that is not yours alone"))
    }

    @Test("bare costguard in an empty home says what to do, and makes no files")
    func bareInAnEmptyHome() async throws {
        let home = try Home()
        let ended = try await home.run([])
        #expect(ended.status == 0)
        #expect(ended.output.contains("costguard demo") && ended.output.contains("costguard init"))
        #expect(try FileManager.default.contentsOfDirectory(atPath: home.path).isEmpty)
    }
}
