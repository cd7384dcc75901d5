// Keeps the brake: a person's word on it, what has fired, and what was read last.

package import CostModel
package import Foundation
import GRDB

extension CostDatabase: BrakeLedger {
    /// One an account at most.
    package func brakeArming(account: AccountID) async throws -> BrakeArming? {
        try await read("Reading whether the brake is armed") { db in
            try Row.fetchOne(
                db, sql: "SELECT * FROM brake WHERE account = ? AND ended_at IS NULL", arguments: [account.digits]
            ).map { row in
                BrakeArming(
                    account: account, credit: row["credit"], since: Date(seconds: row["since"]), who: row["who"],
                    rungs: row["rungs"])
            }
        }
    }

    /// Where one arming took the place of another, that was no word to disarm it.
    package func brakeWords(account: AccountID, since: Date) async throws -> [BrakeWord] {
        try await read("Reading who armed the brake") { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT credit, 1 AS armed, since AS at, who, row, 0 AS turn FROM brake
                    WHERE account = :account AND since >= :from
                    UNION ALL
                    SELECT credit, 0, ended_at, coalesce(ended_by, ''), row, 1 FROM brake b
                    WHERE account = :account AND ended_at >= :from AND NOT EXISTS (
                        SELECT 1 FROM brake n WHERE n.account = b.account AND n.row > b.row AND n.since = b.ended_at)
                    ORDER BY row, turn
                    """, arguments: ["account": account.digits, "from": since.seconds]
            ).map { row in
                BrakeWord(
                    account: account, credit: row["credit"], isArmed: row["armed"], at: Date(seconds: row["at"]),
                    who: row["who"])
            }
        }
    }

    /// In one transaction with the end of an earlier word.
    package func arm(_ arming: BrakeArming) async throws {
        try await write("Arming the brake") { db in
            _ = try CostDatabase.end(arming.account, by: arming.who, at: arming.since, in: db)
            try db.execute(
                sql: "INSERT INTO brake (account, credit, since, who, rungs) VALUES (?, ?, ?, ?, ?)",
                arguments: [
                    arming.account.digits, arming.credit, arming.since.seconds, arming.who, arming.rungs,
                ])
        }
    }

    /// In one transaction.
    package func disarm(account: AccountID, who: String, at now: Date) async throws -> Bool {
        try await write("Disarming the brake") { db in try CostDatabase.end(account, by: who, at: now, in: db) }
    }

    private static func end(_ account: AccountID, by who: String, at now: Date, in db: Database) throws -> Bool {
        try db.execute(
            sql: "UPDATE brake SET ended_at = ?, ended_by = ? WHERE account = ? AND ended_at IS NULL",
            arguments: [now.seconds, who, account.digits])
        let wasArmed = db.changesCount > 0
        try db.execute(
            sql: "UPDATE brake_firing SET ended_at = ? WHERE account = ? AND ended_at IS NULL",
            arguments: [now.seconds, account.digits])
        try db.execute(sql: "DELETE FROM brake_state WHERE account = ?", arguments: [account.digits])
        return wasArmed
    }

    /// What nobody can read any more, as after a way back to an older build, is left out.
    package func brakeFirings(account: AccountID) async throws -> [BrakeFiring] {
        try await read("Reading what the brake has done") { db in
            try Row.fetchAll(
                db, sql: "SELECT * FROM brake_firing WHERE account = ? AND ended_at IS NULL ORDER BY row",
                arguments: [account.digits]
            ).compactMap { row in
                guard let mark = AlertLevel(row["mark"] as String), let action = BrakeAction(rawValue: row["action"]),
                    let rung = BrakeRung(mark, action)
                else { return nil }
                return BrakeFiring(
                    rung: rung, at: Date(seconds: row["at"]), distance: Money(nanoUSD: row["distance_nano"]),
                    doneAt: (row["done_at"] as Int64?).map(Date.init(seconds:)))
            }
        }
    }

    /// Those that ended are among them.
    package func brakeFiringsEver(account: AccountID) async throws -> Int {
        try await read("Counting what the brake has done") { db in
            try Int.fetchOne(
                db, sql: "SELECT count(*) FROM brake_firing WHERE account = ?", arguments: [account.digits]) ?? 0
        }
    }

    /// Nothing where the rung is in force.
    package func record(_ firings: [BrakeFiring], account: AccountID) async throws {
        try await write("Recording that the brake acts") { db in
            for firing in firings {
                try db.execute(
                    sql: """
                        INSERT OR IGNORE INTO brake_firing (account, mark, action, at, distance_nano)
                        VALUES (?, ?, ?, ?, ?)
                        """,
                    arguments: [
                        account.digits, firing.rung.mark.text, firing.rung.action.rawValue, firing.at.seconds,
                        firing.distance.nanoUSD,
                    ])
            }
        }
    }

    /// The first time stays.
    package func noteDone(_ rung: BrakeRung, account: AccountID, at now: Date) async throws {
        try await write("Recording what the brake has done") { db in
            try db.execute(
                sql: "UPDATE brake_firing SET done_at = ? WHERE done_at IS NULL AND \(CostDatabase.inForce)",
                arguments: [now.seconds, account.digits, rung.mark.text, rung.action.rawValue])
        }
    }

    /// It stays as history.
    package func release(_ rung: BrakeRung, account: AccountID, at now: Date) async throws {
        try await write("Releasing the brake") { db in
            try db.execute(
                sql: "UPDATE brake_firing SET ended_at = ? WHERE \(CostDatabase.inForce)",
                arguments: [now.seconds, account.digits, rung.mark.text, rung.action.rawValue])
        }
    }

    private static let inForce = "account = ? AND mark = ? AND action = ? AND ended_at IS NULL"

    /// Nil where the source is none that this build knows.
    package func brakeReading(account: AccountID) async throws -> BrakeReading? {
        try await state(of: account) { row in
            guard let source = (row["source"] as String?).flatMap(BalanceSource.init(rawValue:)),
                let spent = row["spent_nano"] as Int64?, let at = row["read_at"] as Int64?
            else { return nil }
            let doubt: BrakeReading.Doubt? =
                if let nano = row["doubt_nano"] as Int64?, let since = row["doubt_since"] as Int64? {
                    BrakeReading.Doubt(spent: Money(nanoUSD: nano), since: Date(seconds: since))
                } else {
                    nil
                }
            return BrakeReading(source: source, spent: Money(nanoUSD: spent), at: Date(seconds: at), doubt: doubt)
        }
    }

    /// Of the last run that judged the brake.
    package func brakeNote(account: AccountID) async throws -> BrakeRunNote? {
        try await state(of: account) { row in
            BrakeRunNote(
                at: Date(seconds: row["noted_at"]),
                held: (row["held"] as String?).flatMap(BrakeObstacle.init(rawValue:)))
        }
    }

    private func state<Value: Sendable>(
        of account: AccountID, _ make: @escaping @Sendable (Row) -> Value?
    ) async throws -> Value? {
        try await read("Reading what the brake saw last") { db in
            try Row.fetchOne(db, sql: "SELECT * FROM brake_state WHERE account = ?", arguments: [account.digits])
                .flatMap(make)
        }
    }

    /// Without a reading the one before stays.
    package func record(_ reading: BrakeReading?, _ note: BrakeRunNote, account: AccountID) async throws {
        try await write("Recording what the brake saw") { db in
            try db.execute(
                sql: """
                    INSERT INTO brake_state (account, noted_at, held) VALUES (?, ?, ?)
                    ON CONFLICT (account) DO UPDATE SET noted_at = excluded.noted_at, held = excluded.held
                    """, arguments: [account.digits, note.at.seconds, note.held?.rawValue])
            guard let reading else { return }
            try db.execute(
                sql: """
                    UPDATE brake_state SET source = ?, spent_nano = ?, read_at = ?, doubt_nano = ?, doubt_since = ?
                    WHERE account = ?
                    """,
                arguments: [
                    reading.source.rawValue, reading.spent.nanoUSD, reading.at.seconds, reading.doubt?.spent.nanoUSD,
                    reading.doubt?.since.seconds, account.digits,
                ])
        }
    }
}
