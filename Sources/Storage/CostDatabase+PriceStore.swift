// The list prices as a table, so that SQL can price rows, and their history. Of the list inside the program and AWS's
// Price List the newer price holds, row by row.

package import CostModel
package import Foundation
import GRDB

extension CostDatabase: PriceStore {
    /// One transaction: a region is refreshed whole or not at all.
    package func refresh(_ told: RegionPrices, at now: Date) async throws -> PriceUpdate {
        try await write("Keeping the prices of \(told.region)") { db in
            try PriceTable.refresh(told, at: now.seconds, in: db)
        }
    }

    /// Every price, with where it is from.
    package func priceBook() async throws -> PriceBook {
        try await read("Reading the prices") { db in
            let date = try String.fetchOne(db, sql: "SELECT date FROM price_list")
            let rows = try Row.fetchAll(db, sql: "SELECT item, region, nano_usd, refreshed_at FROM price")
            return PriceBook(
                listDate: date ?? "",
                prices: rows.map { row in
                    ListedPrice(
                        item: row["item"], region: row["region"], price: Money(nanoUSD: row["nano_usd"]),
                        refreshedAt: (row["refreshed_at"] as Int64?).map(Date.init(seconds:)))
                })
        }
    }

    /// Where a listing last showed something that costs money, an image's snapshots included.
    package func regionsInUse() async throws -> [Region] {
        try await read("Reading which regions are in use") { db in
            let kinds = Meter.kinds.map(\.rawValue).sorted()
            let each = kinds.map { "SELECT DISTINCT region FROM \($0) WHERE current = 1" }
            return try String.fetchAll(db, sql: each.joined(separator: " UNION ") + " ORDER BY region")
                .map { try Stored.region($0) }
        }
    }
}

enum PriceTable {
    /// Takes over the list inside the program, where it is another one than last time. What AWS's Price List told on
    /// the list's day or later stays, and so does what the list does not know.
    static func replace(by list: PriceList, in db: Database) throws {
        let fingerprint = fingerprint(of: list)
        let known = try Row.fetchOne(db, sql: "SELECT date, fingerprint FROM price_list")
        guard known?["date"] != list.date || known?["fingerprint"] != fingerprint else { return }
        let isFirst = try Int.fetchOne(db, sql: "SELECT 1 FROM price_history LIMIT 1") == nil
        let day =
            try Int64.fetchOne(db, sql: "SELECT CAST(strftime('%s', ?) AS INTEGER)", arguments: [list.date]) ?? 0
        try db.execute(sql: "DELETE FROM price WHERE refreshed_at IS NULL")
        // A region's own price of what has one price everywhere would outlive the newer list.
        try db.execute(
            sql: "DELETE FROM price WHERE item = 'ipv4' AND region <> ? AND refreshed_at < ?",
            arguments: [PriceItem.everywhere, day])
        let insert = try db.cachedStatement(
            sql: """
                INSERT INTO price (item, region, nano_usd) VALUES (:item, :region, :price)
                ON CONFLICT DO UPDATE SET nano_usd = excluded.nano_usd, refreshed_at = NULL WHERE refreshed_at < :day
                """)
        for listed in list.book.prices {
            try insert.execute(
                arguments: [
                    "item": listed.item, "region": listed.region, "price": listed.price.nanoUSD, "day": day,
                ])
        }
        // A list holds from its own date on, for on that day its prices were read; the first from the beginning.
        try remember(from: isFirst ? 0 : day, in: db)
        try db.execute(
            sql: "INSERT OR REPLACE INTO price_list (only, date, fingerprint) VALUES (1, ?, ?)",
            arguments: [list.date, fingerprint])
    }

    /// Takes over what AWS's Price List told of one region; what it did not tell stays.
    static func refresh(_ told: RegionPrices, at second: Int64, in db: Database) throws -> PriceUpdate {
        let rows = try Row.fetchAll(
            db, sql: "SELECT item, region, nano_usd FROM price WHERE region IN (?, ?)",
            arguments: [told.region.code, PriceItem.everywhere])
        var known: [String: Money] = [:]
        for row in rows where known[row["item"]] == nil || row["region"] == told.region.code {
            known[row["item"]] = Money(nanoUSD: row["nano_usd"])
        }
        let (accepted, update) = PriceReview.review(told, against: known)
        let insert = try db.cachedStatement(
            sql: """
                INSERT INTO price (item, region, nano_usd, refreshed_at) VALUES (?, ?, ?, ?)
                ON CONFLICT DO UPDATE SET nano_usd = excluded.nano_usd, refreshed_at = excluded.refreshed_at
                """)
        for (item, price) in accepted {
            try insert.execute(arguments: [item, told.region.code, price.nanoUSD, second])
        }
        try remember(from: second, in: db)
        return update
    }

    /// Appends to the history what has changed; usage keeps the price that held.
    private static func remember(from second: Int64, in db: Database) throws {
        try db.execute(
            sql: """
                WITH latest AS (
                    SELECT item, region, max(valid_from) AS valid_from, nano_usd FROM price_history
                    GROUP BY item, region)
                INSERT OR REPLACE INTO price_history (item, region, valid_from, nano_usd)
                SELECT p.item, p.region, max(:from, coalesce(l.valid_from, 0)), p.nano_usd
                FROM price p LEFT JOIN latest l USING (item, region)
                WHERE p.nano_usd IS NOT l.nano_usd
                UNION ALL
                SELECT l.item, l.region, max(:from, l.valid_from), NULL
                FROM latest l LEFT JOIN price p USING (item, region)
                WHERE p.item IS NULL AND l.nano_usd IS NOT NULL
                """, arguments: ["from": second])
    }

    /// Tells lists with the same date apart: FNV-1a over every entry, each added up, so that order does not matter.
    static func fingerprint(of list: PriceList) -> Int64 {
        var sum: UInt64 = 0
        for (type, price) in list.perHour { sum &+= Fingerprint.of("\(type) \(price.nanoUSD)") }
        for (region, families) in list.factors {
            for (family, factor) in families { sum &+= Fingerprint.of("\(region) \(family) \(factor)") }
        }
        for (item, regions) in list.storage {
            for (region, price) in regions { sum &+= Fingerprint.of("\(item) \(region) \(price.nanoUSD)") }
        }
        for (item, regions) in list.usage {
            for (region, price) in regions { sum &+= Fingerprint.of("\(item) \(region) \(price.nanoUSD)") }
        }
        return Int64(bitPattern: sum &+ Fingerprint.of("ipv4 \(list.publicIPv4PerHour.nanoUSD)"))
    }
}
