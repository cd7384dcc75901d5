// How old the list prices are that an account is reckoned with.

import CostModel
import Foundation

enum DoctorPrices {
    /// List prices move seldom, but some fall by a third: after half a year it is time to look.
    private static let old: TimeInterval = 180 * .day

    /// By the oldest of the regions that are in use. Nil where the list has no date.
    static func finding(_ book: PriceBook, used: [Region], now: Date) -> DoctorFinding? {
        guard let listed = book.listedAt else { return nil }
        let ages = used.map { region in (region, max(listed, book.refreshedAt(region) ?? listed)) }
        let (region, at) = ages.min { $0.1 < $1.1 } ?? (.global, listed)
        let source = at > listed ? "AWS's Price List (\(region))" : "built-in list"
        let age = max(0, now.timeIntervalSince(at))
        let days = Int(age / .day)
        let day = UTCTime.dayText(at)
        let detail = "\(source) of \(day), \(CountText.text(days, "day")) old"
        return age <= old
            ? .fine("prices", detail)
            : .worth("prices", detail, "renew them, free of charge", type: "costguard prices refresh")
    }
}
