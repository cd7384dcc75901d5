// The machines that a person names: found by the last scan, or by a new one where that one is old or there is none.

import CostModel
import Foundation
import Pipeline
import Reporting
import Storage

/// Names, and where they are looked for.
struct NamedMachines {
    let verb: HandVerb

    /// A scan that is younger is not repeated for a name that it does not know, in seconds.
    private static let fresh: TimeInterval = 10 * 60

    /// The machines of these names in the account of the keys, each once, in the order of the names.
    ///
    /// - Throws: `refused` where a name is nobody's, several things', or that of no machine: nothing is changed then.
    func machines(_ names: [String]) async throws -> [ResourceKey] {
        var found: [ResourceKey] = []
        for name in names {
            let key = try await one(name)
            guard key.kind == .instance else {
                throw CommandError(
                    "'\(name)' is no machine, but a \(key.kind.rawValue)",
                    hint: "'costguard explain \(ShellWord.text(name))' says what would become of it", status: .refused)
            }
            if !found.contains(key) { found.append(key) }
        }
        return found
    }

    private func one(_ name: String) async throws -> ResourceKey {
        let thing = NamedThing(text: name, account: verb.account)
        do {
            return try await thing.one(in: verb.database)
        } catch let error as CommandError {
            guard try await isOld else { throw refused(error) }
        }
        verb.session.terminal.say("No fresh scan knows '\(name)': looking at the account first.")
        try await scan()
        do { return try await thing.one(in: verb.database) } catch let error as CommandError { throw refused(error) }
    }

    /// Nothing was changed, whatever is wrong with the name.
    private func refused(_ error: CommandError) -> CommandError {
        CommandError(error.message, hint: error.hint, status: .refused)
    }

    private var isOld: Bool {
        get async throws {
            let last = try await verb.database.lastScans().first { $0.account == verb.account }
            return last.map { verb.session.clock().timeIntervalSince($0.at) > Self.fresh } ?? true
        }
    }

    /// The scan that `costguard scan` makes. Ctrl-C ends the program, which a scan outlives.
    func scan() async throws {
        let local = verb.session.local(verb.database)
        let result = try await ProgressLine.showing(verb.connection, verb.session) { [verb] progress in
            try await ScanStage(local, verb.ports, scope: verb.session.scope, progress: progress).run()
        }
        ScanMessages.tell(result, to: verb.session.terminal)
    }

    /// Whether a scan of the account ever came to its end: else nothing else of ours would speak of it.
    var isScanned: Bool {
        get async throws { try await verb.database.lastScans().contains { $0.account == verb.account } }
    }
}
