// Since when a tag has the value that it has. AWS does not say; we know when we saw it first.

import CostModel
import GRDB

/// Keeps the tags of the resources of one listing. A value that changes, or comes back, starts anew.
struct TagHistory {
    private let db: Database
    private let place: [DatabaseValue]
    private let at: DatabaseValue
    private let upsert: Statement

    init(_ db: Database, _ listing: Listing) throws {
        self.db = db
        place = [
            listing.account.digits.databaseValue, listing.region.code.databaseValue,
            listing.kind.rawValue.databaseValue,
        ]
        at = listing.at.seconds.databaseValue
        upsert = try db.cachedStatement(
            sql: """
                INSERT INTO tag_history (account, region, kind, id, key, value, first_seen) VALUES (?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT DO UPDATE SET value = excluded.value, first_seen = excluded.first_seen
                WHERE value <> excluded.value
                """)
    }

    func record(_ resource: Resource) throws {
        for (key, value) in resource.tags {
            let tag = [resource.key.id.databaseValue, key.databaseValue, value.databaseValue, at]
            try upsert.execute(arguments: StatementArguments(place + tag))
        }
    }

    /// Forgets tags that the resource has no more.
    func dropKeys(notOf resource: Resource) throws {
        try db.cachedStatement(
            sql: """
                DELETE FROM tag_history WHERE account = ? AND region = ? AND kind = ? AND id = ?
                    AND key NOT IN (SELECT key FROM json_each(?))
                """
        ).execute(
            arguments: StatementArguments(
                place + [resource.key.id.databaseValue, TagsText.of(resource.tags).databaseValue]))
    }

    func forget(_ id: String) throws {
        try db.cachedStatement(sql: "DELETE FROM tag_history WHERE account = ? AND region = ? AND kind = ? AND id = ?")
            .execute(arguments: StatementArguments(place + [id.databaseValue]))
    }
}
