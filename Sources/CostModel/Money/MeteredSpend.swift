// What usage costs, with the range in which the truth lies.

/// Metered spend: list price of what was seen.
package struct MeteredSpend: Hashable, Sendable {
    /// Of what is certain.
    package var low: Money
    /// Of what is certain or likely: the figure.
    package var amount: Money
    /// With all that is possible; snapshots at the size of their volumes, which is more than AWS bills.
    package var high: Money
    /// The part of `amount` that falls into hours in which nobody looked.
    package var inferred: Money
    /// Items without a known price, with the number of things: not in any of the sums.
    package var unpriced: [UnpricedItem: Int]
    /// Items of spot instances, reckoned at the list price: what they pay is less.
    package var atListPrice: Set<String>

    /// Nothing metered.
    package static let none = MeteredSpend(
        low: .zero, amount: .zero, high: .zero, inferred: .zero, unpriced: [:], atListPrice: [])

    /// Prices usage.
    /// - Parameter unwatched: the part of it that falls into hours in which nobody looked.
    package init(_ lines: [UsageLine], unwatched: [UsageLine] = [], prices: PriceHistory) {
        self = .none
        for line in lines {
            guard let cost = prices.cost(of: line) else {
                unpriced[UnpricedItem(item: line.item, region: line.region), default: 0] += line.things
                continue
            }
            high += cost
            if line.certainty >= .likely { amount += cost }
            if line.certainty == .certain { low += cost }
            if UsageItem.isSpot(line.item) { atListPrice.insert(line.item) }
        }
        for line in unwatched where line.certainty >= .likely { inferred += prices.cost(of: line) ?? .zero }
    }

    private init(
        low: Money, amount: Money, high: Money, inferred: Money, unpriced: [UnpricedItem: Int], atListPrice: Set<String>
    ) {
        self.low = low
        self.amount = amount
        self.high = high
        self.inferred = inferred
        self.unpriced = unpriced
        self.atListPrice = atListPrice
    }

    /// Whether the truth may be above `high`: something has no price.
    package var isLowerBound: Bool { !unpriced.isEmpty }
}

/// An item that has no price in a region.
package struct UnpricedItem: Hashable, Comparable, Sendable {
    /// As usage is kept under it, such as `gp3` or `ec2:u-6tb1.metal`.
    package let item: String
    /// Where.
    package let region: Region
    /// An item in a region.
    package init(item: String, region: Region) {
        self.item = item
        self.region = region
    }
    /// By region, then item.
    package static func < (left: Self, right: Self) -> Bool {
        (left.region, left.item) < (right.region, right.item)
    }
}
