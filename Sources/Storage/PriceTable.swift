// The price list as a table, so that SQL can price rows, and its history. Written only when the list has changed.

import CostModel
import GRDB

enum PriceTable {
    /// Stands for every region.
    static let everywhere = "*"

    static func replace(by list: PriceList, in db: Database) throws {
        let fingerprint = fingerprint(of: list)
        let known = try Row.fetchOne(db, sql: "SELECT date, fingerprint FROM price_list")
        guard known?["date"] != list.date || known?["fingerprint"] != fingerprint else { return }
        try db.execute(sql: "DELETE FROM price")
        let insert = try db.cachedStatement(sql: "INSERT INTO price (item, region, nano_usd) VALUES (?, ?, ?)")
        for type in list.perHour.keys {
            for region in list.factors.keys {
                guard let price = list.instance(type, in: region) else { continue }
                try insert.execute(arguments: ["ec2:\(type)", region.code, price.nanoUSD])
            }
        }
        for (item, regions) in list.storage {
            for (region, price) in regions { try insert.execute(arguments: [item, region.code, price.nanoUSD]) }
        }
        try insert.execute(arguments: ["ipv4", everywhere, list.publicIPv4PerHour.nanoUSD])
        try remember(from: list.date, in: db)
        try db.execute(
            sql: "INSERT OR REPLACE INTO price_list (only, date, fingerprint) VALUES (1, ?, ?)",
            arguments: [list.date, fingerprint])
    }

    /// Appends to the history what has changed; usage keeps the price that held. A list holds from its own date on,
    /// for on that day its prices were read; the first list from the beginning.
    private static func remember(from date: String, in db: Database) throws {
        let isFirst = try Int.fetchOne(db, sql: "SELECT 1 FROM price_history LIMIT 1") == nil
        let from =
            isFirst
            ? 0 : try Int64.fetchOne(db, sql: "SELECT CAST(strftime('%s', ?) AS INTEGER)", arguments: [date]) ?? 0
        try db.execute(
            sql: """
                WITH latest AS (
                    SELECT item, region, max(valid_from) AS valid_from, nano_usd FROM price_history
                    GROUP BY item, region)
                INSERT OR REPLACE INTO price_history (item, region, valid_from, nano_usd)
                SELECT p.item, p.region, max(:from, coalesce(l.valid_from, 0)), p.nano_usd FROM price p LEFT JOIN latest l USING (item, region)
                WHERE p.nano_usd IS NOT l.nano_usd
                UNION ALL
                SELECT l.item, l.region, max(:from, l.valid_from), NULL FROM latest l LEFT JOIN price p USING (item, region)
                WHERE p.item IS NULL AND l.nano_usd IS NOT NULL
                """, arguments: ["from": from])
    }

    /// Tells lists with the same date apart: FNV-1a over every entry, each added up, so that order does not matter.
    static func fingerprint(of list: PriceList) -> Int64 {
        var sum: UInt64 = 0
        for (type, price) in list.perHour { sum &+= hash("\(type) \(price.nanoUSD)") }
        for (region, families) in list.factors {
            for (family, factor) in families { sum &+= hash("\(region) \(family) \(factor)") }
        }
        for (item, regions) in list.storage {
            for (region, price) in regions { sum &+= hash("\(item) \(region) \(price.nanoUSD)") }
        }
        return Int64(bitPattern: sum &+ hash("ipv4 \(list.publicIPv4PerHour.nanoUSD)"))
    }

    private static func hash(_ entry: String) -> UInt64 {
        Fingerprint.of(entry)
    }
}
