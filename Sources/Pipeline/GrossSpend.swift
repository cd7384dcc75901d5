// What an account spent since a grant that its credits pay: Cost Explorer while it is fresh, then EstimatedCharges month
// by month with what Cost Explorer told before; and from the grant's first instant on the meter, for at that instant
// nothing was spent. Pure. Spend only grows, so of two figures for a month the larger is nearer the truth.

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
    /// What the word of a person who looked goes before: EstimatedCharges, of which nobody says whether credits lower
    /// them, and the meter alone.
    var isEstimated = false
    /// Whether no word of AWS is in it: all is to be metered from `asOf`, the grant, on.
    var isMeteredAlone = false
    /// Whether more may be spent than it says.
    var isLowerBound = false
    /// Whether AWS's Credit lines have ended: what is metered from `asOf` on was not paid up to now.
    var isLapsed = false
    /// Whether EC2 is paid by these credits, as far as AWS's Credit lines tell.
    var coversEC2 = true
    /// The rest of the grant's own day, where that began before: metered, for AWS tells whole days.
    var partDay: Range<Date>?

    /// Nil where both sources are silent, and the meter does not know all since the grant.
    ///
    /// - Parameter meteredSince: take only days that AWS has had time to fill and from whose end on the meter tells what
    ///   was spent, which it does since here; nil: take all that AWS told.
    init?(since grant: Date, _ figures: BillingFigures, meteredSince: Date?, at now: Date) {
        let costs = Costs(figures, since: grant, meteredSince: meteredSince)
        if let costs, now.timeIntervalSince(costs.told) < BillingFigures.costsFresh {
            self.init(costs, costs.basis(now))
            return
        }
        if let meteredSince, costs == nil, meteredSince.timeIntervalSince(grant) <= CreditCoverage.settling {
            self.init(meteredFrom: grant, meteredSince)
            return
        }
        let first = String(UTCTime.dayText(grant).prefix(7))
        let charges = figures.chargesByMonth.filter { $0.month >= first }
        guard let newest = charges.last else {
            guard let costs else { return nil }
            self.init(costs, "\(costs.basis(now)); \(costs.silence)")
            return
        }
        let estimated = Dictionary(charges.map { ($0.month, $0.amount) }) { $1 }
        let months = estimated.merging(costs?.byMonth ?? [:], uniquingKeysWith: max)
        let spans = months.map { Span(start: $0.key, amount: $0.value) }.sorted { $0.start < $1.start }
        if let costs, costs.byMonth == months {
            self.init(costs, "\(costs.basis(now)); \(costs.silence)")
            return
        }
        let atLeast = Self.isWhole(charges, since: grant, at: now) ? "" : "at least: "
        let more = costs.map { "; \($0.silence)" } ?? ""
        let isNewest = months[newest.month] == newest.amount
        self.init(
            spans: spans, asOf: isNewest ? newest.lastAt : costs?.at ?? newest.lastAt,
            basis: "\(atLeast)AWS's EstimatedCharges since the month of the grant\(more)")
        isEstimated = true
        isLowerBound = !atLeast.isEmpty
    }

    private init(spans: [Span], asOf: Date, basis: String) {
        self.spans = spans
        self.asOf = asOf
        self.basis = basis
    }

    private init(_ costs: Costs, _ basis: String) {
        spans = costs.spans
        asOf = costs.at
        self.basis = basis
        isMeteredAlone = costs.isMeteredAlone
        isEstimated = costs.isMeteredAlone
        isLowerBound = costs.isLowerBound
        coversEC2 = costs.coversEC2
        partDay = costs.partDay
        isLapsed = costs.isLapsed
    }

    /// At the grant's first instant nothing was spent; what was before the meter began is known of what ran then alone.
    private init(meteredFrom grant: Date, _ meteredSince: Date) {
        spans = []
        asOf = grant
        isEstimated = true
        isMeteredAlone = true
        isLowerBound = meteredSince > grant
        basis = Self.metered(since: grant, meteredSince) + "; Cost Explorer has told nothing"
    }

    fileprivate static func metered(since grant: Date, _ meteredSince: Date) -> String {
        guard meteredSince > grant else { return "metered since the grant" }
        return "at least: metered since \(UTCTime.text(meteredSince)), and what ran before that since the grant"
    }

    var total: Money { spans.map(\.amount).reduce(.zero, +) }

    /// Whether every month since the grant was seen, those before this one up to their last day.
    private static func isWhole(_ charges: [BillingFigures.MonthOfCharges], since grant: Date, at now: Date) -> Bool {
        var month = UTCCalendar.startOfMonth(grant)
        while month <= now {
            let next = UTCCalendar.startOfNextMonth(month)
            guard next > month, let seen = charges.first(where: { UTCTime.dayText(month).hasPrefix($0.month) }),
                next > now || next.timeIntervalSince(seen.lastAt) <= .day
            else { return false }
            month = next
        }
        return true
    }
}

/// What Cost Explorer told of the days since a grant; nil where it told nothing.
private struct Costs {
    /// When AWS told it.
    let told: Date
    /// Up to when it is taken.
    let at: Date
    let spans: [GrossSpend.Span]
    let isMeteredAlone: Bool
    let coversEC2: Bool
    private(set) var partDay: Range<Date>?
    private let grant: Date
    private let isCut: Bool
    private let meteredSince: Date?
    private let hasCredits: Bool
    let isLapsed: Bool
    private let isEmpty: Bool

    init?(_ figures: BillingFigures, since grant: Date, meteredSince: Date?) {
        guard let lines = figures.costLines, let told = figures.costsAt else { return nil }
        let day = UTCTime.dayText(grant)
        let settled = Costs.settled(lines, since: grant, told: told, meteredSince: meteredSince)
        let coverage = CreditCoverage(lines, since: day, told: told)
        // A grant midway through a day: of that day AWS tells the whole, and the meter knows which part is the credit's.
        let firstDay = UTCTime.day(day) ?? grant
        let isMidway = grant > firstDay && meteredSince.map { $0 <= grant } ?? false
        if isMidway, let settled, settled > grant { partDay = grant..<firstDay.addingTimeInterval(.day) }
        let counted = coverage.spans.filter { span in
            settled.map { span.end <= UTCTime.dayText($0) } ?? true && !(isMidway && span.start == day)
        }
        spans = counted.map { GrossSpend.Span(start: $0.start, amount: $0.paid) }
        isCut = lines.contains { $0.start < day && $0.end > day }
        at = max(settled ?? told, grant)
        self.grant = grant
        self.told = told
        self.meteredSince = meteredSince
        isMeteredAlone = settled == grant
        isEmpty = coverage.spans.isEmpty
        hasCredits = coverage.hasCredits
        isLapsed = coverage.isLapsed
        coversEC2 = !coverage.leavesOutEC2
    }

    /// Up to where AWS's answer is whole; the grant's own instant where that is nowhere, for until then nothing was
    /// spent. Nil where the meter does not go on from there, or no line ends there.
    private static func settled(
        _ lines: [BillingFigures.CostLine], since grant: Date, told: Date, meteredSince: Date?
    ) -> Date? {
        guard let meteredSince else { return nil }
        let limit = told.addingTimeInterval(-CreditCoverage.settling)
        let ends = Set(lines.map(\.end)).compactMap { UTCTime.day($0) }
            .filter { $0 <= limit && $0 >= meteredSince && $0 > grant }
        // A line that reaches across the end would be cut in two.
        let whole = ends.filter { end in
            !lines.contains { $0.start < UTCTime.dayText(end) && $0.end > UTCTime.dayText(end) }
        }.max()
        let isMetered = meteredSince.timeIntervalSince(grant) <= CreditCoverage.settling
        return whole ?? (isMetered ? grant : nil)
    }

    var byMonth: [String: Money] {
        Dictionary(spans.map { (String($0.start.prefix(7)), $0.amount) }, uniquingKeysWith: +)
    }

    var silence: String { "Cost Explorer has not answered since \(UTCTime.dayText(told))" }

    var isLowerBound: Bool {
        let isUnseen = isMeteredAlone && meteredSince.map { $0 > grant } ?? false
        return isUnseen || isCut || isLapsed || grant < BalanceStage.oldestKept(told)
    }

    func basis(_ now: Date) -> String {
        if isMeteredAlone, let meteredSince {
            return GrossSpend.metered(since: grant, meteredSince) + "; Cost Explorer has told no settled day of it yet"
        }
        let who = hasCredits ? "by AWS's Credit lines" : "gross spend since the grant, by Cost Explorer"
        let gross = isEmpty ? "Cost Explorer shows nothing spent since the grant" : who
        if isLapsed { return "at least: \(gross), of which there are no more" }
        if grant < BalanceStage.oldestKept(now) { return "at least: \(gross), which keeps 13 months" }
        return isCut ? "at least: \(gross), without the grant's first days until it is asked again" : gross
    }
}
