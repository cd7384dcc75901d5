// The machines that a person names: by the last scan, or by a new one.

import CostModel
import Reporting
import Storage

/// Names, and where they are looked for.
struct NamedMachines {
    let verb: HandVerb

    /// The machines of these names in the account of the keys, each once, in the order of the names.
    ///
    /// - Parameter others: whether things of kinds that costguard stops are meant too.
    /// - Throws: `refused` where a name is nobody's, several things', or that of no machine: nothing is changed then.
    func machines(_ names: [String], others: Bool = false) async throws -> [ResourceKey] {
        var found: [ResourceKey] = []
        for name in names {
            let key = try await look.one(name)
            guard key.kind == .instance || (others && verb.session.kinds.acts[key.kind] != nil) else {
                throw CommandError(
                    "'\(name)' is no machine, but a \(key.kind.rawValue)\(others ? ", which costguard does not stop" : "")",
                    hint: "'costguard explain \(ShellWord.text(name))' says what would become of it", status: .refused)
            }
            if !found.contains(key) { found.append(key) }
        }
        return found
    }

    /// The scan that `costguard scan` makes.
    func scan() async throws { try await look.scan() }

    private var look: FreshLook {
        FreshLook(session: verb.session, connection: verb.connection, database: verb.database, account: verb.account)
    }

    /// Whether a scan of the account ever came to its end: else nothing else of ours would speak of it.
    var isScanned: Bool {
        get async throws { try await verb.database.lastScans().contains { $0.account == verb.account } }
    }
}
