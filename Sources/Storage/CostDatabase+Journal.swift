// The append-only record of changes: the intent before the call, the outcome after.

package import CostModel
package import Foundation
import GRDB

extension CostDatabase: Journal {
    /// On the disk when it returns; not written at all where the task was cancelled before.
    package func open(_ intent: JournalIntent) async throws -> Int64 {
        try await write("Writing to the journal") { db in
            try db.execute(
                sql: """
                    INSERT INTO journal
                        (plan_id, action, kind, account, region, resource_id, name, rule, at, unattended, launch_time,
                         who, evidence)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    intent.planID, intent.action.rawValue, intent.resource.kind.rawValue,
                    intent.resource.account.digits, intent.resource.region.code, intent.resource.id, intent.name,
                    intent.rule, intent.at.seconds, intent.unattended, intent.launchTime?.seconds, intent.who,
                    intent.evidence,
                ])
            return db.lastInsertedRowID
        }
    }

    /// Kept even where the caller's task was cancelled meanwhile: what was done was done.
    /// - Throws: `StorageError` with the code `journal` where the entry does not exist or has its outcome.
    package func settle(_ id: Int64, _ outcome: StepOutcome, at now: Date) async throws {
        let (word, detail, refusal) = outcome.stored
        try await writeThoughCancelled("Writing to the journal") { db in
            try db.execute(
                sql: """
                    UPDATE journal SET outcome = ?, detail = ?, refusal = ?, settled_at = ?
                    WHERE id = ? AND outcome IS NULL
                    """,
                arguments: [word, detail, refusal, now.seconds, id])
            guard db.changesCount == 1 else {
                throw StorageError(
                    .journal,
                    "Settling the journal's entry \(id) failed: it does not exist, or has its outcome already",
                    hint: "see 'costguard history'")
            }
        }
    }

    /// Of every account, oldest first.
    package func openEntries() async throws -> [JournalEntry] {
        try await read("Reading the journal") { db in
            try Row.fetchAll(db, sql: "SELECT *, NULL AS told_at FROM journal WHERE outcome IS NULL ORDER BY id")
                .map(CostDatabase.journalEntry)
        }
    }

    /// Entries opened at `since` or later, newest first.
    package func entries(account: AccountID, since: Date) async throws -> [JournalEntry] {
        try await read("Reading the journal") { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT j.*, t.at AS told_at FROM journal j LEFT JOIN journal_told t ON t.entry = j.id
                    WHERE j.account = ? AND j.at >= ? ORDER BY j.id DESC
                    """,
                arguments: [account.digits, since.seconds]
            ).map(CostDatabase.journalEntry)
        }
    }

    /// One row for each resource that was ever stopped, and one for each stop that never came to a clear end.
    package func stops(account: AccountID) async throws -> [JournalEntry] {
        try await read("Reading the journal") { db in try CostDatabase.stops(of: account, in: db) }
    }

    /// Of each resource the newest stop that was done, for a judge, who does not wait.
    package func lastStopsNow(account: AccountID) throws -> [ResourceKey: StopWitness] {
        try CostDatabase.translating("Reading the journal", path: path) {
            let done = try queue.read { db in try CostDatabase.stops(of: account, in: db) }
                .filter { $0.outcome == .done }
            return Dictionary(
                done.compactMap { entry in StopWitness(entry).map { (entry.intent.resource, $0) } },
                uniquingKeysWith: { newest, _ in newest })
        }
    }

    private static func stops(of account: AccountID, in db: Database) throws -> [JournalEntry] {
        try Row.fetchAll(
            db,
            sql: """
                SELECT * FROM journal WHERE account = :account AND action = 'stop'
                    AND (outcome IS NULL OR outcome = 'uncertain')
                UNION ALL
                SELECT * FROM journal WHERE id IN (
                    SELECT max(id) FROM journal WHERE account = :account AND action = 'stop' AND outcome = 'done'
                    GROUP BY region, resource_id)
                ORDER BY id DESC
                """, arguments: ["account": account.digits]
        ).map(CostDatabase.journalEntry)
    }

    /// Made with the file, and copied with it.
    package func databaseID() async throws -> String {
        try await read("Reading the database's id") { db in
            try String.fetchOne(db, sql: "SELECT id FROM identity") ?? ""
        }
    }

    private static func journalEntry(_ row: Row) throws -> JournalEntry {
        let action: String = row["action"]
        let key = ResourceKey(
            kind: ResourceKind(rawValue: row["kind"]), account: try Stored.account(row["account"]),
            region: try Stored.region(row["region"]), id: row["resource_id"])
        let intent = JournalIntent(
            planID: row["plan_id"], action: try Stored.known(Action(rawValue: action), "action", action), resource: key,
            launchTime: (row["launch_time"] as Int64?).map(Date.init(seconds:)), name: row["name"], rule: row["rule"],
            at: Date(seconds: row["at"]), unattended: row["unattended"], who: row["who"],
            evidence: row["evidence"])
        let outcome = try (row["outcome"] as String?).map { word in
            try Stored.known(StepOutcome(word, row["detail"] ?? "", refusal: row["refusal"]), "outcome", word)
        }
        return JournalEntry(
            id: row["id"], intent: intent, outcome: outcome,
            settledAt: (row["settled_at"] as Int64?).map(Date.init(seconds:)),
            toldAt: (row["told_at"] as Int64?).map(Date.init(seconds:)))
    }
}

extension StepOutcome {
    /// A refusal is a failure with AWS's code beside it.
    fileprivate var stored: (word: String, detail: String?, refusal: String?) {
        switch self {
        case .done: ("done", nil, nil)
        case .failed(let why): ("failed", why, nil)
        case .refused(let code, let why): ("failed", why, code)
        case .skipped(let why): ("skipped", why, nil)
        case .uncertain(let why): ("uncertain", why, nil)
        }
    }

    fileprivate init?(_ word: String, _ detail: String, refusal: String?) {
        switch word {
        case "done": self = .done
        case "failed": self = refusal.map { .refused(code: $0, detail) } ?? .failed(detail)
        case "skipped": self = .skipped(detail)
        case "uncertain": self = .uncertain(detail)
        default: return nil
        }
    }
}
