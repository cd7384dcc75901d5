// What usage costs, with the range in which the truth lies.

/// Metered spend: list price of what was seen.
public struct MeteredSpend: Hashable, Sendable {
    /// Of what is certain.
    public var low: Money
    /// Of what is certain or likely: the figure.
    public var amount: Money
    /// With all that is possible; snapshots at the size of their volumes, which is more than AWS bills.
    public var high: Money
    /// The part of `amount` that falls into hours in which nobody looked.
    public var inferred: Money
    /// Items without a known price, with the number of things: not in any of the sums.
    public var unpriced: [UnpricedItem: Int]
    /// Items of spot instances, reckoned at the list price: what they pay is less.
    public var atListPrice: Set<String>

    /// Nothing metered.
    public static let none = MeteredSpend(
        low: .zero, amount: .zero, high: .zero, inferred: .zero, unpriced: [:], atListPrice: [])

    /// Prices usage.
    /// - Parameter unwatched: the part of it that falls into hours in which nobody looked.
    public init(_ lines: [UsageLine], unwatched: [UsageLine] = [], prices: PriceHistory) {
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
        (self.low, self.amount, self.high, self.inferred) = (low, amount, high, inferred)
        (self.unpriced, self.atListPrice) = (unpriced, atListPrice)
    }

    /// Whether the truth may be above `high`: something has no price.
    public var isLowerBound: Bool { !unpriced.isEmpty }
}

/// An item that has no price in a region.
public struct UnpricedItem: Hashable, Comparable, Sendable {
    /// As usage is kept under it, such as `gp3` or `ec2:u-6tb1.metal`.
    public let item: String
    /// Where.
    public let region: Region
    /// An item in a region.
    public init(item: String, region: Region) { (self.item, self.region) = (item, region) }
    /// By region, then item.
    public static func < (left: Self, right: Self) -> Bool {
        (left.region, left.item) < (right.region, right.item)
    }
}
