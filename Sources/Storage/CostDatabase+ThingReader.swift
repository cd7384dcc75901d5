// Things of the kinds that files describe, read back as their scanners gave them; and where there are none.

package import CostModel
package import Foundation
import GRDB

extension CostDatabase: ThingReader {
    /// Columns that the row does not know are named by their views' names: `age_hours` where `created_at` is missing.
    package func things(of account: AccountID, kinds: Set<ResourceKind>?) async throws -> [Resource] {
        try await read("Reading things of kinds") { db in
            let wanted = kinds.map { try? Stored.json($0.map(\.rawValue).sorted()) }
            let rows = try Row.fetchAll(
                db,
                sql: """
                    SELECT account, region, kind, id, name, tags, created_at, unknown, hourly_nano, facts FROM thing
                    WHERE account = :account AND current = 1
                        AND (:kinds IS NULL OR kind IN (SELECT value FROM json_each(:kinds)))
                    ORDER BY kind, account, region, id
                    """,
                arguments: ["account": account.digits, "kinds": wanted.flatMap(\.self)])
            return try rows.map(CostDatabase.thing)
        }
    }

    package func emptyPlaces(
        of account: AccountID, kinds: Set<ResourceKind>, since: Date
    ) async throws -> Set<ListingPlace> {
        guard !kinds.isEmpty else { return [] }
        return try await read("Reading where kinds have nothing") { db in
            let rows = try Row.fetchAll(
                db,
                sql: """
                    SELECT l.region, l.kind FROM listing l
                    WHERE l.account = :account AND l.outcome = 'complete' AND l.nameless = 0 AND l.good_at >= :since
                        AND l.kind IN (SELECT value FROM json_each(:kinds))
                        AND NOT EXISTS (
                            SELECT 1 FROM thing t WHERE t.account = l.account AND t.region = l.region
                                AND t.kind = l.kind AND t.current = 1)
                    """,
                arguments: [
                    "account": account.digits, "since": since.seconds,
                    "kinds": try Stored.json(kinds.map(\.rawValue).sorted()),
                ])
            return try Set(
                rows.map { row in
                    ListingPlace(
                        account: account, region: try Stored.region(row["region"]),
                        kind: ResourceKind(rawValue: row["kind"]))
                })
        }
    }

    private static func thing(_ row: Row) throws -> Resource {
        let seconds: Int64? = row["created_at"]
        let unknown: String = row["unknown"]
        var thing = Resource(
            try Stored.key(row), name: row["name"], tags: try Stored.decode([String: String].self, row["tags"]),
            createdAt: seconds.map { Date(timeIntervalSince1970: Double($0)) },
            facts: try Stored.decode([String: FactValue].self, row["facts"]),
            unknown: Set(unknown.split(separator: ",").map(String.init)))
        thing.hourly = (row["hourly_nano"] as Int64?).map(Money.init(nanoUSD:))
        return thing
    }
}
