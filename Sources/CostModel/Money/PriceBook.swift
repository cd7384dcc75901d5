// The prices that are reckoned with, each with where it is from and how old it is.

package import Foundation

/// A list price with its source.
package struct ListedPrice: Hashable, Sendable {
    /// As in ``PriceList``.
    package let item: String
    /// A region's code, or `*`: every region.
    package let region: String
    /// What a unit costs.
    package let price: Money
    /// When AWS's Price List told it; nil: it is of the list inside the program.
    package let refreshedAt: Date?
    /// A price, its parts given.
    package init(item: String, region: String, price: Money, refreshedAt: Date? = nil) {
        self.item = item
        self.region = region
        self.price = price
        self.refreshedAt = refreshedAt
    }

    /// Whether it was reckoned from us-east-1's price by the region's factor: near the truth, and not it.
    package var isEstimate: Bool {
        refreshedAt == nil && item.hasPrefix(PriceItem.instancePrefix) && region != Region.northVirginia.code
    }
    /// What it is reckoned by.
    package var unit: PriceUnit { PriceItem.unit(of: item) }
    /// An hour of a 730-hour month; of what is billed by use, the price itself.
    package var perHour: Money {
        unit == .hour || unit == .million ? price : price.scaled(by: 1, over: PriceBook.hoursPerMonth)
    }
    /// A month of 730 hours.
    package var perMonth: Money { unit == .hour ? price.scaled(by: PriceBook.hoursPerMonth, over: 1) : price }
}

/// Every price that is reckoned with.
package struct PriceBook: Sendable {
    /// AWS's month.
    static let hoursPerMonth: Int64 = 730
    /// The day of the list inside the program, `YYYY-MM-DD`.
    package let listDate: String
    /// In no order.
    package let prices: [ListedPrice]
    /// A book from its prices.
    package init(listDate: String, prices: [ListedPrice]) {
        self.listDate = listDate
        self.prices = prices
    }

    /// The beginning of the list's day, UTC; nil where it is no day.
    package var listedAt: Date? { UTCTime.day(listDate) }

    /// Every region that has a price of its own, by code.
    package var regions: [Region] { Set(prices.compactMap { Region($0.region) }).sorted() }

    /// When AWS was last asked for the region's prices; nil: never.
    package func refreshedAt(_ region: Region) -> Date? {
        prices.lazy.filter { $0.region == region.code }.compactMap(\.refreshedAt).max()
    }

    /// What an item costs in a region, or wherever it has a price; what holds in every region comes last. By region.
    package func prices(of item: String, in region: Region?) -> [ListedPrice] {
        let found = prices.filter { $0.item == item }.sorted { $0.region < $1.region }
        guard let region else { return found }
        let own = found.filter { $0.region == region.code }
        return own.isEmpty ? found.filter { $0.region == PriceItem.everywhere } : own
    }

    /// The item that somebody means: `t3.micro`, `ec2:t3.micro`, `gp3`; nil where no region knows it.
    package func item(named name: String) -> String? {
        let known = Set(prices.lazy.map(\.item))
        return [name, PriceItem.instancePrefix + name].first(where: known.contains)
    }
}

extension PriceList {
    /// Every price of the list.
    package var book: PriceBook {
        var all = [
            ListedPrice(item: "ipv4", region: PriceItem.everywhere, price: publicIPv4PerHour)
        ]
        for type in perHour.keys {
            for region in factors.keys {
                guard let price = instance(type, in: region) else { continue }
                all.append(
                    ListedPrice(item: PriceItem.instancePrefix + type, region: region.code, price: price))
            }
        }
        for (item, regions) in storage {
            all += regions.map { ListedPrice(item: item, region: $0.key.code, price: $0.value) }
        }
        for (item, regions) in usage {
            all += regions.map { ListedPrice(item: item, region: $0.key, price: $0.value) }
        }
        return PriceBook(listDate: date, prices: all)
    }
}
