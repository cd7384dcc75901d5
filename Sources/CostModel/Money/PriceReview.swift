// Which told prices are believed, and what they change. A wrong price is worse than an old one: it burns silently.

/// Holds told prices against those that are known.
package enum PriceReview {
    /// A price that is so many times another is a fault until somebody has looked.
    static let absurdFactor: Int64 = 100

    /// Splits what was told.
    /// - Parameter known: by item, as they hold in that region now.
    /// - Returns: what to keep, and what that changes.
    package static func review(
        _ told: RegionPrices, against known: [String: Money]
    ) -> (accepted: [String: Money], update: PriceUpdate) {
        var accepted: [String: Money] = [:]
        var refused = told.refused
        var changed: [PriceChange] = []
        var added: [String] = []
        for (item, price) in told.prices {
            let old = known[item]
            if let why = fault(item, price, old: old) {
                refused.append(PriceRefusal(item, why))
                continue
            }
            accepted[item] = price
            if let old {
                if old != price { changed.append(PriceChange(item, from: old, to: price)) }
            } else {
                added.append(item)
            }
        }
        changed.sort { (-abs($0.percent), $0.item) < (-abs($1.percent), $1.item) }
        return (
            accepted,
            PriceUpdate(
                region: told.region, changed: changed, added: added.sorted(),
                same: accepted.count - changed.count - added.count, refused: refused.sorted())
        )
    }

    private static func fault(_ item: String, _ price: Money, old: Money?) -> String? {
        guard price > .zero else { return "got \(price) USD, expected more than 0" }
        guard price <= PriceItem.ceiling(of: item) else {
            return "got \(price) USD, expected \(PriceItem.ceiling(of: item)) at most"
        }
        guard let old, old > .zero else { return nil }
        let high = max(old, price)
        let low = min(old, price)
        return high > low.scaled(by: absurdFactor, over: 1)
            ? "got \(price) USD, expected less than \(absurdFactor) times or more than a hundredth of \(old)" : nil
    }
}
