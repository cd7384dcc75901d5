// Keeps what persons told the guard. A new word ends the one before it; nothing is rewritten.

package import CostModel
package import Foundation
import GRDB

extension CostDatabase: PersonLedger {
    /// In the order in which they were said.
    package func keeps(account: AccountID) async throws -> [Keep] {
        try await read("Reading what is kept") { db in
            try Row.fetchAll(
                db, sql: "SELECT * FROM keep WHERE account = ? AND ended_at IS NULL ORDER BY row",
                arguments: [account.digits]
            ).map(CostDatabase.keep)
        }
    }

    static func keep(_ row: Row) throws -> Keep {
        Keep(
            resource: try Stored.key(row), name: row["name"], since: Date(seconds: row["since"]),
            until: (row["until"] as Int64?).map(Date.init(seconds:)), because: row["because"], who: row["who"])
    }

    /// In one transaction with the end of an earlier word on the same resource.
    package func record(_ keep: Keep) async throws {
        let key = keep.resource
        try await write("Recording what is kept") { db in
            try CostDatabase.endKeep(of: key, at: keep.since, in: db)
            try db.execute(
                sql: """
                    INSERT INTO keep (account, region, kind, id, name, since, until, because, who)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    key.account.digits, key.region.code, key.kind.rawValue, key.id, keep.name, keep.since.seconds,
                    keep.until?.seconds, keep.because, keep.who,
                ])
        }
    }

    /// What had ended by itself is marked as ended too, and is nothing that was taken back.
    package func endKeep(of resource: ResourceKey, at now: Date) async throws -> Bool {
        try await write("Recording what is not kept any more") { db in
            let until = try Row.fetchOne(
                db, sql: "SELECT until FROM keep WHERE \(CostDatabase.keepOf)", arguments: CostDatabase.place(resource))
            try CostDatabase.endKeep(of: resource, at: now, in: db)
            return until.map { ($0["until"] as Int64?).map { $0 > now.seconds } ?? true } ?? false
        }
    }

    /// Of all accounts of the database.
    package func pause() async throws -> Pause? {
        try await read("Reading the pause", CostDatabase.pause)
    }

    /// The same, for who opens the database.
    package func pauseNow() throws -> Pause? {
        try CostDatabase.translating("Reading the pause", path: path) { try queue.read(CostDatabase.pause) }
    }

    private static func pause(in db: Database) throws -> Pause? {
        try Row.fetchOne(db, sql: "SELECT * FROM pause WHERE ended_at IS NULL ORDER BY row DESC").map(pause)
    }

    static func pause(_ row: Row) -> Pause {
        Pause(
            since: Date(seconds: row["since"]), until: (row["until"] as Int64?).map(Date.init(seconds:)),
            because: row["because"], who: row["who"], holdsBrake: row["with_brake"])
    }

    /// In one transaction with the end of an earlier pause.
    package func record(_ pause: Pause) async throws {
        try await write("Recording the pause") { db in
            try CostDatabase.endPauses(at: pause.since, in: db)
            try db.execute(
                sql: "INSERT INTO pause (since, until, because, who, with_brake) VALUES (?, ?, ?, ?, ?)",
                arguments: [
                    pause.since.seconds, pause.until?.seconds, pause.because, pause.who, pause.holdsBrake,
                ])
        }
    }

    /// What had ended by itself is marked as ended too, and is nothing that was taken back.
    package func endPause(at now: Date) async throws -> Bool {
        try await write("Recording the end of the pause") { db in
            let held = try Int.fetchOne(
                db, sql: "SELECT 1 FROM pause WHERE ended_at IS NULL AND (until IS NULL OR until > ?)",
                arguments: [now.seconds])
            try CostDatabase.endPauses(at: now, in: db)
            return held != nil
        }
    }

    private static let keepOf = "account = ? AND region = ? AND kind = ? AND id = ? AND ended_at IS NULL"

    private static func place(_ key: ResourceKey) -> StatementArguments {
        [key.account.digits, key.region.code, key.kind.rawValue, key.id]
    }

    private static func endKeep(of resource: ResourceKey, at now: Date, in db: Database) throws {
        let arguments: StatementArguments = [now.seconds]
        try db.execute(sql: "UPDATE keep SET ended_at = ? WHERE \(keepOf)", arguments: arguments + place(resource))
    }

    private static func endPauses(at now: Date, in db: Database) throws {
        try db.execute(sql: "UPDATE pause SET ended_at = ? WHERE ended_at IS NULL", arguments: [now.seconds])
    }
}
