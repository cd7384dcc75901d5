// Takes over refreshed list prices, and reads back every price that is reckoned with.

import CostModel
import Foundation
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
