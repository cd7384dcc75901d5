// Which list price held when.

import Foundation

/// List prices by the time from which they held. What it does not hold is not known: nil, never 0.
package struct PriceHistory: Sendable {
    /// A price from one instant on.
    package struct Entry: Hashable, Sendable {
        /// Item of the price list.
        package let item: String
        /// A region's code, or `*`: every region.
        package let region: String
        /// Whole seconds since 1970 UTC.
        package let validFrom: Int64
        /// Nil: from here on no price is known.
        package let price: Money?
        /// An entry, its parts given.
        package init(item: String, region: String, validFrom: Int64, price: Money?) {
            self.item = item
            self.region = region
            self.validFrom = validFrom
            self.price = price
        }
    }

    private struct Place: Hashable {
        let item: String
        let region: String
    }
    private let entries: [Place: [Entry]]

    /// A history from its entries, in any order.
    package init(_ entries: [Entry]) {
        self.entries = Dictionary(grouping: entries) { Place(item: $0.item, region: $0.region) }
            .mapValues { $0.sorted { $0.validFrom < $1.validFrom } }
    }

    /// The price that held at that second; before the first entry the first one's, for nobody knows an older. A region's
    /// own price goes before the one that holds in every region.
    package func price(of item: String, in region: Region, at second: Int64) -> Money? {
        let name = UsageItem.priced(item)
        let own = entries[Place(item: name, region: region.code)] ?? []
        let everywhere = entries[Place(item: name, region: PriceItem.everywhere)] ?? []
        if let held = own.last(where: { $0.validFrom <= second }), held.price != nil || everywhere.isEmpty {
            return held.price
        }
        return (everywhere.last { $0.validFrom <= second } ?? own.first ?? everywhere.first)?.price
    }

    /// What usage costs that lies within one month and between two changes of its price; nil: no price is known.
    /// Rounded once, to the nearest nano-dollar.
    package func cost(of line: UsageLine) -> Money? {
        if let price = SurplusCredits.perProcessorHour(line.item) {
            return price.scaled(by: line.unitSeconds, over: .hour * SurplusCredits.unitsPerProcessor)
        }
        if UsageItem.isPricedByItself(line.item) {
            return Money(nanoUSD: 1000).scaled(by: line.unitSeconds, over: .hour)
        }
        guard let price = price(of: line.item, in: line.region, at: line.from) else { return nil }
        if UsageService.of(line.item) != nil {
            return price.scaled(by: line.unitSeconds, over: .hour * UsageService.pricedBy)
        }
        let month = UTCCalendar.month(containing: line.from)
        let per = UsageItem.isPerHour(line.item) ? .hour : month.upperBound - month.lowerBound
        return price.scaled(by: line.unitSeconds, over: per)
    }
}

/// Usage of one item in one place within a span that crosses neither a month's end nor a change of prices.
package struct UsageLine: Hashable, Sendable {
    /// Whose; nil: of all things of the place together.
    package let resource: ResourceKey?
    /// The Name tag, where it is of one resource and has one.
    package let name: String?
    /// Where.
    package let region: Region
    /// What is billed.
    package let item: String
    /// How sure it is.
    package let certainty: UsageCertainty
    /// First second of the span that was asked for.
    package let from: Int64
    /// Units times seconds: instance-seconds, GiB-seconds.
    package let unitSeconds: Int64
    /// How many things it is of; of what a service bills by use, how much was used.
    package let things: Int

    /// A line, all its parts given.
    package init(
        resource: ResourceKey?, name: String?, region: Region, item: String, certainty: UsageCertainty, from: Int64,
        unitSeconds: Int64, things: Int
    ) {
        self.resource = resource
        self.name = name
        self.region = region
        self.item = item
        self.certainty = certainty
        self.from = from
        self.unitSeconds = unitSeconds
        self.things = things
    }
}
