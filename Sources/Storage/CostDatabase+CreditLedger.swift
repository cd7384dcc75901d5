// Keeps what people typed of their credits, and of the marks on them. Words are only added, so that the history of a
// balance can be told; the last one on a mark of a credit holds.

package import CostModel
package import Foundation
import GRDB

extension CostDatabase: CreditLedger {
    /// The last word of each name that was not taken back; one of the account itself beats one without.
    package func enteredCredits(account: AccountID?) async throws -> [EnteredCredit] {
        try await read("Reading the credits that were entered") { db in
            let rows = try Row.fetchAll(
                db,
                sql: """
                    SELECT * FROM entered_credit e WHERE withdrawn_at IS NULL AND account IN (?, '')
                    ORDER BY name, account DESC, row DESC
                    """, arguments: [account?.digits ?? ""])
            var names: Set<String> = []
            return try rows.filter { names.insert($0["name"]).inserted }.map(CostDatabase.entered)
        }
    }

    /// Durable when it returns.
    package func enter(_ credit: EnteredCredit, account: AccountID?) async throws {
        let levels = try credit.levels.map { try Stored.json($0.map(\.text)) }
        try await write("Recording a credit") { db in
            try db.execute(
                sql: """
                    INSERT INTO entered_credit
                        (account, name, at, amount_nano, used_nano, granted_at, expires_at, renews, levels)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    account?.digits ?? "", credit.name, credit.at.seconds, credit.amount.nanoUSD,
                    credit.used?.nanoUSD, credit.granted?.seconds, credit.expires?.seconds, credit.renews?.rawValue,
                    levels,
                ])
        }
    }

    /// Words that were taken back stay in the history. Returns whether there was one to take back.
    package func withdrawCredit(_ name: String, account: AccountID?, at now: Date) async throws -> Bool {
        try await write("Removing a credit") { db in
            try db.execute(
                sql: """
                    UPDATE entered_credit SET withdrawn_at = ?
                    WHERE withdrawn_at IS NULL AND name = ? AND account IN (?, '')
                    """, arguments: [now.seconds, name, account?.digits ?? ""])
            return db.changesCount > 0
        }
    }

    /// By the order in which they were typed, the newest first.
    package func creditHistory(_ name: String, account: AccountID?) async throws -> [EnteredCredit] {
        try await read("Reading the history of a credit") { db in
            try Row.fetchAll(
                db, sql: "SELECT * FROM entered_credit WHERE name = ? AND account IN (?, '') ORDER BY row DESC",
                arguments: [name, account?.digits ?? ""]
            ).map(CostDatabase.entered)
        }
    }

    /// Nothing where there is nothing to adopt.
    package func adoptCredits(account: AccountID) async throws {
        try await write("Recording whose credits were entered") { db in
            try db.execute(
                sql: "UPDATE entered_credit SET account = ? WHERE account = ''", arguments: [account.digits])
        }
    }

    private static func entered(_ row: Row) throws -> EnteredCredit {
        let renews = try (row["renews"] as String?).map { try Stored.known(Renewal(rawValue: $0), "renewal", $0) }
        let levels = try (row["levels"] as String?).map { text in
            try Stored.decode([String].self, text).map { try Stored.known(AlertLevel($0), "alert level", $0) }
        }
        return EnteredCredit(
            name: row["name"], at: Date(seconds: row["at"]), amount: Money(nanoUSD: row["amount_nano"]),
            used: money(row, "used_nano"), granted: date(row, "granted_at"), expires: date(row, "expires_at"),
            renews: renews, levels: levels)
    }
}

extension CostDatabase: AlertLedger {
    /// The last word on each mark of a credit, in the order in which they were typed; with an account also those that were
    /// typed before any was known.
    package func alertEdits(account: AccountID?) async throws -> [AlertEdit] {
        try await read("Reading marks") { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT * FROM alert_word WHERE row IN (
                        SELECT max(row) FROM alert_word WHERE account IN (?, '') GROUP BY credit, level)
                    ORDER BY row
                    """, arguments: [account?.digits ?? ""]
            ).map { row in
                let credit: String = row["credit"]
                let level: String = row["level"]
                return AlertEdit(
                    credit: credit.isEmpty ? nil : credit,
                    level: try Stored.known(AlertLevel(level), "alert level", level), isAdded: row["is_added"],
                    at: Date(seconds: row["at"]))
            }
        }
    }

    /// Earlier edits stay as history.
    package func record(_ edit: AlertEdit, account: AccountID?) async throws {
        try await write("Recording a mark") { db in
            try db.execute(
                sql: "INSERT INTO alert_word (account, credit, level, is_added, at) VALUES (?, ?, ?, ?, ?)",
                arguments: [
                    account?.digits ?? "", edit.credit ?? "", edit.level.text, edit.isAdded, edit.at.seconds,
                ])
        }
    }

    /// Nothing where there is nothing to adopt.
    package func adoptAlertEdits(account: AccountID) async throws {
        try await write("Recording whose marks were entered") { db in
            try db.execute(sql: "UPDATE alert_word SET account = ? WHERE account = ''", arguments: [account.digits])
        }
    }

    /// Retention forgets mails that were sent long ago.
    package func hasMail(_ id: String) async throws -> Bool {
        try await read("Looking for a mail") { db in
            try Int.fetchOne(db, sql: "SELECT 1 FROM mail WHERE id = ?", arguments: [id]) != nil
        }
    }
}
