// What an account spent since a day, before any credit paid: Cost Explorer while it is fresh, then EstimatedCharges
// month by month with what Cost Explorer told before. Pure. Spend only grows, so of two figures for a month the larger
// is nearer the truth.

import CostModel
import Foundation

struct GrossSpend {
    /// What was spent in the day or the month that begins so, `2026-11-03` or `2026-11`.
    struct Span: Equatable {
        let start: String
        let amount: Money
    }

    let spans: [Span]
    let asOf: Date
    let basis: String
    /// Whether EstimatedCharges had to be taken in: nobody says whether credits lower them, so they are a lower bound.
    let isEstimated: Bool

    /// Cost Explorer is asked daily; an answer older than this has missed its successor.
    static let costsFresh: TimeInterval = 36 * 3600

    /// Cost Explorer goes on filling a day, and changing it, for about this long. Source: its documentation, "refreshed
    /// at least once every 24 hours", and "some data later".
    static let settling: TimeInterval = 48 * 3600

    /// Nil where both sources are silent.
    ///
    /// - Parameter meteredSince: take only days that AWS has had time to fill and from whose end on the meter tells what
    ///   was spent, which it does since here; nil: take all that AWS told.
    init?(since grant: Date, _ figures: BillingFigures, meteredSince: Date?, at now: Date) {
        let costs = Costs(figures, since: grant, meteredSince: meteredSince)
        if let costs, now.timeIntervalSince(costs.at) < Self.costsFresh {
            self.init(costs.spans, costs.at, costs.basis(now))
            return
        }
        let first = String(Day.text(grant).prefix(7))
        let charges = figures.chargesByMonth.filter { $0.month >= first }
        guard let newest = charges.last else {
            guard let costs else { return nil }
            self.init(costs.spans, costs.at, "\(costs.basis(now)); \(costs.silence)")
            return
        }
        let estimated = Dictionary(charges.map { ($0.month, $0.amount) }) { $1 }
        let months = estimated.merging(costs?.byMonth ?? [:], uniquingKeysWith: max)
        let spans = months.map { Span(start: $0.key, amount: $0.value) }.sorted { $0.start < $1.start }
        if let costs, costs.byMonth == months {
            self.init(costs.spans, costs.at, "\(costs.basis(now)); \(costs.silence)")
            return
        }
        let atLeast = Self.isWhole(charges, since: grant, at: now) ? "" : "at least: "
        let more = costs.map { "; \($0.silence)" } ?? ""
        let isNewest = months[newest.month] == newest.amount
        self.init(
            spans, isNewest ? newest.lastAt : costs?.at ?? newest.lastAt,
            "\(atLeast)AWS's EstimatedCharges since the month of the grant\(more)", isEstimated: true)
    }

    private init(_ spans: [Span], _ asOf: Date, _ basis: String, isEstimated: Bool = false) {
        (self.spans, self.asOf, self.basis, self.isEstimated) = (spans, asOf, basis, isEstimated)
    }

    var total: Money { spans.map(\.amount).reduce(.zero, +) }

    /// Whether every month since the grant was seen, those before this one up to their last day.
    private static func isWhole(_ charges: [BillingFigures.MonthOfCharges], since grant: Date, at now: Date) -> Bool {
        var month = Day.startOfMonth(grant)
        while month <= now {
            let next = Day.startOfNextMonth(month)
            guard next > month, let seen = charges.first(where: { Day.text(month).hasPrefix($0.month) }),
                next > now || next.timeIntervalSince(seen.lastAt) <= 86_400
            else { return false }
            month = next
        }
        return true
    }
}

/// What Cost Explorer told of the days since a grant; nil where it told nothing.
private struct Costs {
    let at: Date
    let spans: [GrossSpend.Span]
    private let grant: Date
    private let isCut: Bool

    init?(_ figures: BillingFigures, since grant: Date, meteredSince: Date?) {
        guard let lines = figures.costLines, !lines.isEmpty, let told = figures.costsAt else { return nil }
        let day = Day.text(grant)
        // Credits and refunds pay for usage; they are not less usage.
        let counted = lines.filter { !$0.isCredit && $0.start >= day }
        let settled = Costs.settled(lines, told: told, meteredSince: meteredSince)
        spans = counted.filter { line in settled.map { line.end <= Day.text($0) } ?? true }
            .map { GrossSpend.Span(start: $0.start, amount: $0.amount) }.sorted { $0.start < $1.start }
        isCut = lines.contains { $0.start < day && $0.end > day }
        (at, self.grant) = (settled ?? told, grant)
    }

    /// Up to where AWS's answer is whole; nil where the meter does not go on from there, or no line ends there.
    private static func settled(
        _ lines: [BillingFigures.CostLine], told: Date, meteredSince: Date?
    ) -> Date? {
        guard let meteredSince else { return nil }
        let limit = told.addingTimeInterval(-GrossSpend.settling)
        let ends = Set(lines.map(\.end)).compactMap { UTCDay.date($0) }.filter { $0 <= limit && $0 >= meteredSince }
        // A line that reaches across the end would be cut in two.
        return ends.filter { end in
            !lines.contains { $0.start < Day.text(end) && $0.end > Day.text(end) }
        }.max()
    }

    var byMonth: [String: Money] {
        Dictionary(spans.map { (String($0.start.prefix(7)), $0.amount) }, uniquingKeysWith: +)
    }

    var silence: String { "Cost Explorer has not answered since \(Day.text(at))" }

    func basis(_ now: Date) -> String {
        let gross = "gross spend since the grant, by Cost Explorer"
        if grant < Day.limit(now) { return "at least: \(gross), which keeps 13 months" }
        return isCut ? "at least: \(gross), without the grant's first days until it is asked again" : gross
    }
}
