// What AWS's Credit lines paid, and what none of them covers: by the lines alone, for they are AWS's own word.
// Leaves which of several credits paid to the pipeline.

package import Foundation

/// The lines of Cost Explorer since a day, seen from who paid.
package struct CreditCoverage: Sendable {
    /// A half-open span of days, UTC, as AWS told it.
    package struct Span: Hashable, Sendable {
        /// `YYYY-MM-DD`, inclusive.
        package let start: String
        /// `YYYY-MM-DD`, exclusive.
        package let end: String
        /// What the credits paid of it, as far as that can be told.
        package let paid: Money
    }

    /// Cost Explorer goes on filling a day, and changing it, for about this long. Source: its documentation, "refreshed
    /// at least once every 24 hours", and "some data later". Seconds.
    package static let settling: TimeInterval = 48 * .hour
    /// Credit lines of a day come later than its usage, and in parts: so long a shortfall may still be filled. Seconds.
    static let filling: TimeInterval = 7 * .day
    /// Less on one day is no news.
    private static let cent = Money(nanoUSD: 10_000_000)

    /// By span and by bucket: a service, `Tax`, or nothing where AWS was not asked by service.
    private struct Bucket { var usage = Money.zero, refund = Money.zero, credit = Money.zero }
    private let days: [(start: String, end: String, buckets: [String: Bucket])]
    private let told: Date

    /// - Parameters:
    ///   - day: lines that begin before it are left out, `YYYY-MM-DD`.
    ///   - told: when AWS gave the lines.
    package init(_ lines: [BillingFigures.CostLine], since day: String, told: Date) {
        self.told = told
        let spans = Dictionary(grouping: lines.filter { $0.start >= day }) { [$0.start, $0.end] }
        days = spans.sorted { $0.key[0] < $1.key[0] }.map { span, lines in
            // Of two lines of a span of which one tells a service and the other none nobody can say who paid whom.
            let isByService = lines.allSatisfy { $0.service != nil }
            var buckets: [String: Bucket] = [:]
            for line in lines {
                let name = !isByService ? "" : line.recordType == "Tax" ? "Tax" : line.service ?? ""
                switch line.recordType {
                case "Credit": buckets[name, default: Bucket()].credit += line.amount
                case "Refund": buckets[name, default: Bucket()].refund += line.amount
                default: buckets[name, default: Bucket()].usage += line.amount
                }
            }
            return (span[0], span[1], buckets)
        }
    }

    /// Whether any credit paid for anything. Where none ever did nobody knows whether the lines are shown at all: in an
    /// organization they may stand on another account's bill.
    package var hasCredits: Bool { lastPaid != nil }

    private var lastPaid: String? { days.last { $0.buckets.values.contains { $0.credit != .zero } }?.start }

    private func isSettled(_ end: String, by age: TimeInterval = CreditCoverage.settling) -> Bool {
        UTCTime.day(end).map { $0 <= told.addingTimeInterval(-age) } ?? false
    }

    private static func shortfall(_ buckets: [String: Bucket]) -> [String: Money] {
        buckets.mapValues { max(.zero, $0.usage + $0.refund + $0.credit) }.filter { $0.value > .zero }
    }

    /// Services of which no credit paid anything while credits paid for others.
    private var ownServices: Set<String> {
        var sums: [String: Bucket] = [:]
        for day in days where day.buckets.values.contains(where: { $0.credit != .zero }) {
            for (name, bucket) in day.buckets {
                sums[name, default: Bucket()].usage += bucket.usage
                sums[name, default: Bucket()].credit += bucket.credit
            }
        }
        return Set(sums.filter { $0.value.usage > .zero && $0.value.credit >= .zero }.keys)
    }

    /// The settled days, newest last, on which nobody paid for something; only those after the last day on which all was
    /// paid for.
    private var unpaidDays: [(start: String, parts: [String: Money])] {
        let used = days.filter { day in isSettled(day.end) && day.buckets.values.contains { $0.usage > .zero } }
        return used.map { ($0.start, Self.shortfall($0.buckets)) }.reversed()
            .prefix { $0.1.values.reduce(.zero, +) > Self.cent }.reversed()
    }

    /// What nobody paid for, up to the newest settled day; nil unless two settled days were left unpaid.
    package var unpaid: UnpaidUsage? {
        let days = unpaidDays
        guard days.count >= 2, let since = UTCTime.day(days[0].start) else { return nil }
        return UnpaidUsage(since: since, services: Self.services(days.map(\.parts)))
    }

    /// Whether the credits stopped to pay: for two settled days no line of a credit was told at all.
    package var isLapsed: Bool {
        guard let lastPaid else { return false }
        return days.count { day in
            day.start > lastPaid && isSettled(day.end) && day.buckets.values.contains { $0.usage > Self.cent }
        } >= 2
    }

    /// What no credit covers, by service, the dearest first: of settled days, where credits paid for anything; of later
    /// ones what no credit ever pays for. A refund, and a credit that was told for another day or service, is counted in.
    package var card: [ServiceSpend] {
        guard hasCredits else { return [] }
        var sums: [String: Money] = [:]
        let own = ownServices
        for day in days {
            for (name, bucket) in day.buckets where isSettled(day.end) || own.contains(name) {
                sums[name, default: .zero] += bucket.usage + bucket.refund + bucket.credit
            }
        }
        // Money that came back, or was paid under another name, pays for the dearest of the rest.
        var over = sums.values.filter { $0 < .zero }.reduce(.zero) { $0 - $1 }
        return Self.services([sums.filter { $0.value > .zero }]).compactMap { part in
            let rest = max(.zero, part.amount - over)
            over = max(.zero, over - part.amount)
            return rest >= Self.cent ? ServiceSpend(name: part.name, amount: rest) : nil
        }
    }

    private static func services(_ parts: [[String: Money]]) -> [ServiceSpend] {
        var sums: [String: Money] = [:]
        for part in parts { sums.merge(part) { $0 + $1 } }
        return sums.map { ServiceSpend(name: $0.key, amount: $0.value) }
            .sorted { ($1.amount, $0.name) < ($0.amount, $1.name) }
    }

    /// What the credits paid, span by span. A settled day is believed: what its Credit lines say was paid. Where AWS may
    /// still fill them, what credits paid for on other days counts as paid. Where no credit ever paid, all usage does.
    package var spans: [Span] {
        let own = ownServices
        let last = lastPaid
        let isLapsed = isLapsed
        return days.map { day in
            let usage = day.buckets.filter { !own.contains($0.key) }.values.reduce(Money.zero) { $0 + $1.usage }
            guard let last else { return Span(start: day.start, end: day.end, paid: usage) }
            let paid = day.buckets.values.reduce(Money.zero) { $0 - $1.credit }
            let isOpen = day.start > last ? !isLapsed : !isSettled(day.end, by: Self.filling)
            return Span(start: day.start, end: day.end, paid: isOpen ? max(paid, usage) : paid)
        }
    }

    /// Whether no credit pays for EC2 while credits pay for other things.
    package var leavesOutEC2: Bool { ownServices.contains { $0.contains("Elastic Compute Cloud") } }
}

/// Usage that no credit paid for.
package struct UnpaidUsage: Hashable, Sendable {
    /// The first day of it, UTC, of the stretch that goes on.
    package let since: Date
    /// By AWS's names, the dearest first; an empty name where AWS was not asked by service.
    package let services: [ServiceSpend]
    /// Usage since a day, by service.
    package init(since: Date, services: [ServiceSpend]) {
        self.since = since
        self.services = services
    }

    /// All of it.
    package var total: Money { services.reduce(.zero) { $0 + $1.amount } }

    /// What nobody paid for though a credit of `balances` could have; nil where AWS's lines tell of none, or are too old
    /// to say.
    package init?(_ figures: BillingFigures?, _ balances: [CreditBalance], at now: Date) {
        let isFunded = balances.contains { balance in
            // Of the last hundredth nobody knows whether AWS has it still.
            balance.source == .grossSinceGrant && balance.expiresAt ?? .distantFuture > now
                && balance.remaining(at: now).map { $0 > balance.granted.scaled(by: 1, over: 100) } ?? false
        }
        guard isFunded, let lines = figures?.costLines, let told = figures?.costsAt,
            now.timeIntervalSince(told) < BillingFigures.costsFresh,
            let unpaid = CreditCoverage(lines, since: "", told: told).unpaid
        else { return nil }
        self = unpaid
    }
}
