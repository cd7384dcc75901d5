// What a thing costs by the facts that its kind's file states: dated, for named regions, with their sources. What no fact
// covers is not known.

/// One part of a price.
package struct KindPrice: Hashable, Sendable {
    /// What a figure is for.
    package enum Unit: String, CaseIterable, Hashable, Sendable {
        case hour, month
        /// Of 730 hours.
        package var hours: Int64 { self == .hour ? 1 : 730 }
    }
    /// The figure, or one by the value of a column; `none` where that has none.
    package enum Figure: Hashable, Sendable {
        case one(Money)
        case by(column: String, [String: Money])
    }
    /// USD for a unit.
    package let usd: Figure
    /// What it is for.
    package let unit: Unit
    /// The column by which it is multiplied; nil: once.
    package let times: String?
    /// How many of these the figure is for, such as 1,073,741,824 bytes.
    package let each: Int64
    /// While what it is billed; nil: as long as the thing is there.
    package let condition: KindCondition?
    /// Codes of the regions in which it holds.
    package let regions: Set<String>
    /// The day on which it was read, such as `2026-09-21`.
    package let asOf: String
    /// Where it was read.
    package let source: String

    /// A part of a price, all its parts given.
    package init(
        usd: Figure, unit: Unit, times: String?, each: Int64 = 1, condition: KindCondition?, regions: Set<String>,
        asOf: String,
        source: String
    ) {
        self.usd = usd
        self.unit = unit
        self.times = times
        self.each = max(1, each)
        self.condition = condition
        self.regions = regions
        self.asOf = asOf
        self.source = source
    }

    /// USD an hour of a thing; nil where it is not known.
    ///
    /// - Parameter value: as in `KindCondition.holds`.
    package func hourly(in region: Region, _ value: (String) -> FactValue?) -> Money? {
        if let condition {
            guard let holds = condition.holds(value) else { return nil }
            if !holds { return .zero }
        }
        guard regions.contains(region.code), let figure = figure(value) else { return nil }
        var count: Int64 = 1
        if let times {
            // More than this is no count or size of what anybody pays for.
            guard let number = value(times)?.integer, (0...1 << 53).contains(number) else { return nil }
            count = number
        }
        return figure.scaled(by: count, over: unit.hours * each)
    }

    private func figure(_ value: (String) -> FactValue?) -> Money? {
        switch usd {
        case .one(let money): money
        case .by(let column, let figures):
            switch value(column) {
            case .text(let text)?: figures[text]
            case .integer(let number)?: figures[String(number)]
            case .null?: figures["none"]
            default: nil
            }
        }
    }
}

extension KindSpec {
    /// What a thing of this kind costs an hour: all parts together; nil where one of them is not known, or there is none.
    package func hourly(in region: Region, _ value: (String) -> FactValue?) -> Money? {
        guard !prices.isEmpty else { return nil }
        var sum = Money.zero
        for price in prices {
            guard let part = price.hourly(in: region, value) else { return nil }
            sum = sum + part
        }
        return sum
    }
}
