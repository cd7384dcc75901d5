// How one credit went down and how it may go on: the figures of a curve. Pure; drawing is CurveDrawing's.
// What nobody knew is a hole between two runs of points, never a zero.

import CostModel
import Foundation

/// A credit's course within a window of time.
struct BurnDown {
    /// What was left at one instant.
    struct Point: Hashable, Codable {
        let at: Date
        let left: Money

        enum CodingKeys: String, CodingKey { case at, left = "leftUSD" }
    }
    /// A mark of the credit that is an amount.
    struct Mark: Hashable {
        let text: String
        let left: Money
        let isPassed: Bool
    }
    /// One rate at which the credit may go on.
    struct Path: Hashable {
        let perHour: Money
        /// When nothing is left; nil: not before it expires, or never.
        let emptyAt: Date?
    }

    let balance: CreditBalance
    /// As AWS told it, in runs without a hole.
    let billed: [[Point]]
    /// As costguard saw it, scan by scan, in runs without a hole.
    let metered: [[Point]]
    /// What is left now.
    let now: Point
    /// At the present burn; nil: not known.
    let expected: Path?
    /// At the highest and the lowest burn of now, 24 hours and 7 days; nil where they are one.
    let range: (highest: Path, lowest: Path)?
    let marks: [Mark]
    /// Half-open.
    let window: Range<Date>
    /// Whether points before the window are known.
    let isCut: Bool

    /// Nil where nobody knows what is left.
    init?(
        _ balance: CreditBalance, history: [BalancePoint], figures: BillingFigures?, spend: SpendFigures?, at now: Date
    ) {
        guard let left = balance.remaining(at: now) else { return nil }
        let own = history.filter { $0.name == balance.name && $0.at <= now }
        let billed = BurnDown.bill(of: balance, figures, own)
        let metered = BurnDown.runs(own.map { Point(at: $0.at, left: $0.left) }, now)
        let runway = SpendReport.runway(of: balance, spend, at: now)
        let first = (billed + metered).compactMap(\.first?.at).min() ?? now
        let window = BurnDown.window(from: first, to: runway?.latest ?? balance.expiresAt, now)
        self.balance = balance
        self.now = Point(at: now, left: left)
        self.window = window
        self.billed = billed.map { BurnDown.cut($0, window) }.filter { !$0.isEmpty }
        self.metered = metered.map { BurnDown.cut($0, window) }.filter { !$0.isEmpty }
        isCut = first < window.lowerBound
        expected = balance.isWaiting(at: now) ? nil : balance.burnPerHour.map { BurnDown.path($0, balance, left, now) }
        range = runway.flatMap { runway in
            guard runway.lowest < runway.highest, !balance.isWaiting(at: now) else { return nil }
            return (
                BurnDown.path(runway.highest, balance, left, now), BurnDown.path(runway.lowest, balance, left, now)
            )
        }
        marks = BurnDown.marks(of: balance, left)
    }

    /// When it ends within the window by its expiry; nil: it does not.
    var expiry: Date? { balance.expiresAt.flatMap { window.contains($0) ? $0 : nil } }

    private static func path(_ rate: Money, _ balance: CreditBalance, _ left: Money, _ now: Date) -> Path {
        guard rate > .zero else { return Path(perHour: rate, emptyAt: nil) }
        let empty = now.addingTimeInterval(min(Double(left.nanoUSD) / Double(rate.nanoUSD) * .hour, 1e10))
        return Path(perHour: rate, emptyAt: balance.expiresAt.map { $0 < empty } == true ? nil : empty)
    }

    /// Marks that are amounts: those that hang on time or on burn have no place on the scale.
    private static func marks(of balance: CreditBalance, _ left: Money) -> [Mark] {
        balance.levels.compactMap { level in
            var amount: Money?
            if case .percentBurned(let percent) = level {
                amount = balance.granted - balance.granted.scaled(by: Int64(percent * 1000), over: 100_000)
            }
            if case .usdLeft(let usd) = level { amount = usd }
            return amount.map { Mark(text: level.text, left: $0, isPassed: left <= $0) }
        }
    }

    // MARK: - What was

    /// Day by day from the bill where it is the balance's very source; else what the source told at each scan.
    private static func bill(
        of balance: CreditBalance, _ figures: BillingFigures?, _ history: [BalancePoint]
    ) -> [[Point]] {
        if let days = bill(of: balance, figures) { return [days] }
        let told = history.filter { $0.source != .entered && $0.source != .none }
        var points: [Point] = []
        for point in told.sorted(by: { ($0.asOf ?? $0.at) < ($1.asOf ?? $1.at) }) {
            let next = Point(at: point.asOf ?? point.at, left: point.told)
            if points.last?.at == next.at { points.removeLast() }
            points.append(next)
        }
        return split(points) { _, _ in longestSilence }
    }

    /// AWS renews its figures daily: longer apart, they were not seen in between.
    private static let longestSilence: TimeInterval = 3 * .day

    private static func bill(of balance: CreditBalance, _ figures: BillingFigures?) -> [Point]? {
        guard balance.source == .grossSinceGrant, let lines = figures?.costLines, let told = figures?.costsAt,
            let asOf = balance.asOf
        else { return nil }
        let spans = CreditCoverage(lines, since: "", told: told).spans
        guard let first = spans.first.flatMap({ UTCTime.day($0.start) }),
            // Several credits share one bill: then it is not this one's alone.
            spans.reduce(Money.zero, { $0 + $1.paid }) == balance.burned
        else { return nil }
        var points = [Point(at: first, left: balance.granted)]
        var burned = Money.zero
        for (end, spans) in Dictionary(grouping: spans, by: \.end).sorted(by: { $0.key < $1.key }) {
            burned = burned + spans.reduce(.zero) { $0 + $1.paid }
            guard let end = UTCTime.day(end) else { return nil }
            let at = min(end, asOf)
            if points.last.map({ $0.at >= at }) == true { points.removeLast() }
            points.append(Point(at: at, left: max(.zero, balance.granted - burned)))
        }
        return points
    }

    /// The store keeps a point an hour, and after two months one a day.
    private static func runs(_ points: [Point], _ now: Date) -> [[Point]] {
        split(points) { earlier, _ in
            now.timeIntervalSince(earlier.at) > 60 * .day ? 50 * .hour : 3 * .hour
        }
    }

    private static func split(_ points: [Point], _ longest: (Point, Point) -> TimeInterval) -> [[Point]] {
        var runs: [[Point]] = []
        for point in points {
            if let last = runs.last?.last, point.at.timeIntervalSince(last.at) <= longest(last, point) {
                runs[runs.count - 1].append(point)
            } else {
                runs.append([point])
            }
        }
        return runs
    }

    // MARK: - The window

    /// As much of the past as leaves the future an eighth of the width, and no more future than is of use.
    private static func window(from first: Date, to end: Date?, _ now: Date) -> Range<Date> {
        let day = TimeInterval.day
        let past = max(now.timeIntervalSince(first), day / 4)
        let ahead = end.map { max(0, $0.timeIntervalSince(now)) } ?? 0
        let wanted = min(max(ahead * 1.08, day / 4), max(2 * past, 14 * day))
        let most = max(7 * day, 7 * wanted)
        // To leave out a little of the past would only raise a question.
        let shown = past < 1.3 * most ? past : most
        // A line at the very edge could not be read.
        return now.addingTimeInterval(-shown)..<now.addingTimeInterval(max(wanted, shown / 8))
    }

    /// The points within, and where the line enters from before, a point on the edge.
    private static func cut(_ run: [Point], _ window: Range<Date>) -> [Point] {
        let inside = run.filter { $0.at >= window.lowerBound }
        guard let first = inside.first, let before = run.last(where: { $0.at < window.lowerBound }) else {
            return inside
        }
        let span = Int64(first.at.timeIntervalSince(before.at))
        let part = Int64(window.lowerBound.timeIntervalSince(before.at))
        guard span > 0, part > 0 else { return inside }
        let left = before.left - (before.left - first.left).scaled(by: part, over: span)
        return [Point(at: window.lowerBound, left: left)] + inside
    }
}
