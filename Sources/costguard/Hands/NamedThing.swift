// Which one thing a person means by an id, a name, or the beginning of an id.

import CostModel
import Foundation
import Reporting
import Storage

/// What a person calls a thing, and where it is looked for.
struct NamedThing {
    /// As typed.
    let text: String
    let session: Session
    /// Only in this account; nil: in every account of the database.
    var account: AccountID?

    /// Everything that is meant, by the last scan; never empty.
    ///
    /// - Throws: where no scan has seen it, with the nearest name; where it is gone; where the beginning is that of many.
    func all(in database: CostDatabase) async throws -> [ResourceKey] {
        let keys = try await database.find(text).filter { account == nil || $0.account == account }
        guard keys.isEmpty else { return keys }
        let gone = try await database.gone(text).filter { account == nil || $0.resource.account == account }
        if let last = gone.first {
            let context = session.bareContext(file: nil)
            throw CommandError(
                ByHandText.gone(last.resource, name: last.name, lastSeen: last.lastSeen, context),
                hint: "'costguard history' lists what costguard did; 'costguard scan' looks anew")
        }
        let begun = try await database.begun(by: text).filter { account == nil || $0.account == account }
        if let first = begun.first {
            throw CommandError(
                "'\(text)' begins the ids of \(CountText.text(begun.count, "thing"))",
                hint: "type more of it: one of them is '\(first.id)'")
        }
        let near = NearestName.nearest(to: text, among: try await database.resourceNames())
        throw CommandError(
            "No scan has seen '\(text)'\(account.map { " in the account \($0)" } ?? "")",
            hint: near.map { "did you mean '\($0)'?" }
                ?? "give an id or a name as 'costguard plan -v' shows them; 'costguard scan' looks anew")
    }

    /// The one thing that is meant.
    ///
    /// - Throws: as `all`; `refused` where several are meant, for a guess would change the wrong one.
    func one(in database: CostDatabase) async throws -> ResourceKey {
        let keys = try await all(in: database).filter { $0.kind != .credit }
        guard let key = keys.first, keys.count == 1 else {
            let ids = keys.prefix(5).map { "\($0.id) (\($0.region))" }.joined(separator: ", ")
            throw CommandError(
                "'\(text)' names \(CountText.text(keys.count, "thing")): nothing was changed",
                hint: "give one of the ids: \(ids)", status: .refused)
        }
        return key
    }
}
