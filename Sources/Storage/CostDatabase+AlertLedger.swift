// Keeps what people typed of marks. Edits are only added; the last one on a mark of a credit holds.

import CostModel
import Foundation
import GRDB

extension CostDatabase: AlertLedger {
    /// In the order in which they were typed.
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
