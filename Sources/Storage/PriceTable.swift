// The price list as a table, so that SQL can price rows. Written only when the list has changed.

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
        try db.execute(
            sql: "INSERT OR REPLACE INTO price_list (only, date, fingerprint) VALUES (1, ?, ?)",
            arguments: [list.date, fingerprint])
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
