// Things that a listing does not show any more: what they were called, and when they were seen last.

package import CostModel
package import Foundation
import GRDB

/// A thing that was there.
package struct GoneThing: Sendable {
    /// What it was.
    package let resource: ResourceKey
    /// Its last name; nil: it had none.
    package let name: String?
    /// When it was listed last. A later listing of its place, which was whole, did not show it.
    package let lastSeen: Date
}

extension CostDatabase {
    /// What had this id or name, in any case, and is not there any more; the last to go first.
    package func gone(_ idOrName: String) async throws -> [GoneThing] {
        try await read("Looking for what is gone") { db in
            let kinds = KindTable.kindColumns.map { table, kind in
                // With max() the other columns are those of the row that has it.
                return """
                    SELECT \(kind) AS kind, account, region, id, name, max(last_seen) AS last_seen FROM \(table) g
                    WHERE current = 0 AND :text COLLATE NOCASE IN (id, name) AND NOT EXISTS (
                        SELECT 1 FROM \(table) h
                        WHERE h.account = g.account AND h.region = g.region AND h.id = g.id AND h.current = 1)
                    GROUP BY 1, account, region, id
                    """
            }
            let all = kinds.joined(separator: " UNION ALL ") + " ORDER BY last_seen DESC, id"
            return try Row.fetchAll(db, sql: all, arguments: ["text": idOrName]).map { row in
                GoneThing(
                    resource: try Stored.key(row), name: row["name"], lastSeen: Date(seconds: row["last_seen"]))
            }
        }
    }
}
