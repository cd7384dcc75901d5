// What the commands that are handed over need beside a plan: whose the snapshots of images are, and what one costs.

package import CostModel
import GRDB

extension CostDatabase {
    /// The snapshots that these images map, with everything that maps them, as the last listings show them; by region and
    /// id. One query over the index of references.
    package func mappedSnapshots(by images: [ResourceKey]) async throws -> [MappedSnapshot] {
        guard let account = images.first?.account else { return [] }
        let wanted = try Stored.json(images.map { "\($0.region.code)/\($0.id)" })
        return try await read("Reading the images' snapshots") { db in
            let rows = try Row.fetchAll(
                db,
                sql: """
                    SELECT DISTINCT 'snapshot' AS kind, f.account, f.region, f.to_id AS id, f.from_kind, f.from_id,
                        s.tags, s.state, s.size_gib, s.managed_by
                    FROM reference f LEFT JOIN snapshot s
                        ON s.account = f.account AND s.region = f.region AND s.id = f.to_id AND s.current = 1
                    WHERE f.account = :account AND f.to_kind = 'snapshot' AND EXISTS (
                        SELECT 1 FROM reference i WHERE i.account = f.account AND i.region = f.region
                            AND i.to_kind = 'snapshot' AND i.to_id = f.to_id AND i.from_kind = 'image'
                            AND i.region || '/' || i.from_id IN (SELECT value FROM json_each(:wanted)))
                    ORDER BY f.region, f.to_id, f.from_id
                    """, arguments: ["account": account.digits, "wanted": wanted])
            return try Dictionary(grouping: rows) { try Stored.key($0) }.sorted { $0.key < $1.key }
                .map(CostDatabase.mappedSnapshot)
        }
    }

    private static func mappedSnapshot(_ key: ResourceKey, _ rows: [Row]) throws -> MappedSnapshot {
        let first = rows[0]
        let tags = (first["tags"] as String?).flatMap { try? Stored.decode([String: String].self, $0) }
        var seen: Handover.Seen?
        if tags != nil, let state = first["state"] as String?, let gib = first["size_gib"] as Int64? {
            seen = .snapshot(state: state, gib: gib)
        }
        let images = rows.filter { $0["from_kind"] == "image" }.map {
            ResourceKey(kind: .image, account: key.account, region: key.region, id: $0["from_id"])
        }
        return MappedSnapshot(
            resource: key, seen: seen, tags: tags ?? [:], managedBy: first["managed_by"], images: images,
            startsMachines: rows.contains { $0["from_kind"] != "image" })
    }

    /// What a GiB of a snapshot costs a month by the price list, by region; a region that is not there has no known price.
    package func snapshotPrices() async throws -> [Region: Money] {
        try await read("Reading what snapshots cost") { db in
            let rows = try Row.fetchAll(
                db, sql: "SELECT region, nano_usd FROM price WHERE item = 'snapshot' AND region <> '*'")
            let prices = try rows.map { row in
                (try Stored.region(row["region"]), Money(nanoUSD: row["nano_usd"]))
            }
            return Dictionary(prices, uniquingKeysWith: { first, _ in first })
        }
    }
}
