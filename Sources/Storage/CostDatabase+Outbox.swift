// Mails that are owed, and episodes that are open: what somebody was told of, or is to be, and what is not over yet.

package import CostModel
package import Foundation
import GRDB

extension CostDatabase: Outbox {
    /// Oldest first.
    package func episodes() async throws -> [Episode] {
        try await read("Reading episodes") { db in
            try Row.fetchAll(db, sql: "SELECT key, since FROM episode ORDER BY since, key")
                .map { Episode(key: $0["key"], since: Date(seconds: $0["since"])) }
        }
    }

    /// Closes first, then opens. An episode that is open already keeps its time; a mail that is there already stays.
    package func change(_ change: OutboxChange) async throws {
        try await write("Recording alerts") { db in
            for key in change.closing { try db.execute(sql: "DELETE FROM episode WHERE key = ?", arguments: [key]) }
            for episode in change.opening {
                try db.execute(
                    sql: "INSERT OR IGNORE INTO episode (key, since) VALUES (?, ?)",
                    arguments: [episode.key, episode.since.seconds])
            }
            for mail in [change.mail].compactMap(\.self) + change.further {
                try CostDatabase.store(mail, telling: change.told, in: db)
            }
            if let beginning = change.replacing {
                try db.execute(
                    sql: """
                        DELETE FROM mail
                        WHERE sent_at IS NULL AND substr(id, 1, length(:text)) = :text AND id IS NOT :kept
                        """, arguments: ["text": beginning, "kept": change.mail?.id])
            }
        }
    }

    static func store(_ mail: Mail, telling entries: [Int64], in db: Database) throws {
        try db.execute(
            sql: """
                INSERT OR IGNORE INTO mail (id, subject, body, created_at, urgency, addressee, wants_reader)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                mail.id, mail.subject, mail.body, mail.createdAt.seconds, mail.urgency.rawValue, mail.addressee,
                mail.wantsReader,
            ])
        for entry in entries {
            try db.execute(
                sql: "INSERT OR IGNORE INTO journal_told (entry, at) VALUES (?, ?)",
                arguments: [entry, mail.createdAt.seconds])
        }
    }

    /// The most urgent first, of equals the oldest. What a newer costguard calls urgent is at least news.
    package func unsent() async throws -> [Mail] {
        try await read("Reading mails") { db in
            try Row.fetchAll(
                db, sql: "SELECT * FROM mail WHERE sent_at IS NULL ORDER BY urgency DESC, created_at, row"
            ).map { row in
                Mail(
                    id: row["id"], subject: row["subject"], body: row["body"],
                    createdAt: Date(seconds: row["created_at"]),
                    urgency: Mail.Urgency(rawValue: row["urgency"]) ?? .news, addressee: row["addressee"],
                    wantsReader: row["wants_reader"])
            }
        }
    }

    /// Counts the attempt; the mail stays owed.
    package func recordAttempt(_ mailID: String, at now: Date) async throws {
        try await write("Recording an attempt to mail") { db in
            try db.execute(
                sql: "UPDATE mail SET attempts = attempts + 1, last_attempt_at = ? WHERE id = ?",
                arguments: [now.seconds, mailID])
        }
    }

    /// Kept even where the caller's task was cancelled meanwhile, lest the mail go out twice.
    package func recordSent(_ mailID: String, messageID: String, at now: Date) async throws {
        try await writeThoughCancelled("Recording that a mail was sent") { db in
            try db.execute(
                sql: "UPDATE mail SET sent_at = ?, message_id = ? WHERE id = ? AND sent_at IS NULL",
                arguments: [now.seconds, messageID, mailID])
        }
    }
}
