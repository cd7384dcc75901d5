// Keeps notices. When one was told is read from its mail, so that no kill comes between the two.

package import CostModel
package import Foundation
import GRDB

extension CostDatabase: NoticeLedger {
    /// In the order in which they came to be owed.
    package func notices(account: AccountID) async throws -> [Notice] {
        try await read("Reading notices") { db in
            try CostDatabase.notices("n.ended_at IS NULL", account, in: db)
        }
    }

    /// One that has not ended stays as it is, and so does a mail that is there.
    package func begin(_ notices: [Notice], telling mail: Mail) async throws {
        guard !notices.isEmpty else { return }
        try await write("Recording a notice") { db in
            try CostDatabase.store(mail, telling: [], in: db)
            for notice in notices {
                try db.execute(
                    sql: """
                        INSERT OR IGNORE INTO notice (account, region, kind, id, launch_time, name, rule, owed_at, length,
                            addressee, mail_id)
                        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                        """,
                    arguments: CostDatabase.noticePlace(notice.resource) + [
                        notice.launchTime?.seconds, notice.name, notice.rule, notice.owedAt.seconds, notice.seconds,
                        notice.addressee, notice.mailID,
                    ])
            }
        }
    }

    /// Of those alone whose mail was not sent.
    package func note(untold why: String?, account: AccountID) async throws {
        try await write("Recording why nobody was told") { db in
            try db.execute(
                sql: """
                    UPDATE notice SET untold = ? WHERE account = ? AND ended_at IS NULL
                        AND mail_id NOT IN (SELECT id FROM mail WHERE sent_at IS NOT NULL)
                    """, arguments: [why, account.digits])
        }
    }

    /// Kept even where the caller's task was cancelled meanwhile.
    package func noteMark(of resource: ResourceKey, isRefused: Bool, at now: Date) async throws {
        let change = isRefused ? "unmarkable = 1" : "marked_at = \(now.seconds)"
        try await writeThoughCancelled("Recording a notice's mark") { db in
            try db.execute(
                sql: "UPDATE notice SET \(change) WHERE \(CostDatabase.noticeOf)",
                arguments: CostDatabase.noticePlace(resource))
        }
    }

    /// In one transaction with its mail's end.
    package func end(_ resource: ResourceKey, _ ending: NoticeEnd, at now: Date) async throws {
        try await writeThoughCancelled("Recording the end of a notice") { db in
            let place = CostDatabase.noticePlace(resource)
            let mail = try String.fetchOne(
                db, sql: "SELECT mail_id FROM notice WHERE \(CostDatabase.noticeOf)", arguments: place)
            try db.execute(
                sql: "UPDATE notice SET ended_at = ?, ending = ? WHERE \(CostDatabase.noticeOf)",
                arguments: [now.seconds, ending.rawValue] + place)
            try db.execute(
                sql: """
                    DELETE FROM mail WHERE id = :mail AND sent_at IS NULL
                        AND NOT EXISTS (SELECT 1 FROM notice WHERE mail_id = :mail AND ended_at IS NULL)
                    """, arguments: ["mail": mail])
        }
    }

    /// The oldest first.
    package func leftMarks(account: AccountID) async throws -> [Notice] {
        try await read("Reading marks of notices") { db in
            try CostDatabase.notices(
                "n.ended_at IS NOT NULL AND n.marked_at IS NOT NULL AND n.unmarked_at IS NULL", account, in: db)
        }
    }

    /// Of every notice of the machine that has ended.
    package func noteMarkGone(from resource: ResourceKey, at now: Date) async throws {
        try await writeThoughCancelled("Recording that a mark is gone") { db in
            try db.execute(
                sql: """
                    UPDATE notice SET unmarked_at = ? WHERE account = ? AND region = ? AND kind = ? AND id = ?
                        AND ended_at IS NOT NULL AND marked_at IS NOT NULL AND unmarked_at IS NULL
                    """, arguments: [now.seconds] + CostDatabase.noticePlace(resource))
        }
    }

    private static let noticeOf = "account = ? AND region = ? AND kind = ? AND id = ? AND ended_at IS NULL"

    private static func noticePlace(_ key: ResourceKey) -> StatementArguments {
        [key.account.digits, key.region.code, key.kind.rawValue, key.id]
    }

    private static func notices(_ condition: String, _ account: AccountID, in db: Database) throws -> [Notice] {
        try Row.fetchAll(
            db,
            sql: """
                SELECT n.*, m.sent_at AS told_at FROM notice n LEFT JOIN mail m ON m.id = n.mail_id
                WHERE n.account = ? AND \(condition) ORDER BY n.row
                """, arguments: [account.digits]
        ).map { row in
            Notice(
                resource: try Stored.key(row), name: row["name"],
                launchTime: (row["launch_time"] as Int64?).map(Date.init(seconds:)), rule: row["rule"],
                owedAt: Date(seconds: row["owed_at"]), seconds: row["length"], addressee: row["addressee"],
                mailID: row["mail_id"], toldAt: (row["told_at"] as Int64?).map(Date.init(seconds:)),
                untold: row["untold"], markedAt: (row["marked_at"] as Int64?).map(Date.init(seconds:)),
                isUnmarkable: row["unmarkable"])
        }
    }
}
