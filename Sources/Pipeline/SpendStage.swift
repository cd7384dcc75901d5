// Reads the meter: what was spent, what burns now, and how that agrees with AWS's bill.
// Leaves when a thing was billed to Meter, and prices to PriceHistory.

package import CostModel
package import Foundation

/// Turns metered usage into money. Reads the database alone, and changes nothing.
package struct SpendStage: Sendable {
    let usage: any UsageReader
    let money: any MoneyStore

    /// A stage over these ports.
    package init(_ local: LocalPorts) { self.init(usage: local.observations, money: local.money) }

    /// A stage over what it reads.
    package init(usage: any UsageReader, money: any MoneyStore) {
        self.usage = usage
        self.money = money
    }

    /// All figures of an account; nil before its first scan.
    ///
    /// - Parameter timeZone: the reader's: where today began.
    package func figures(of account: AccountID, in timeZone: TimeZone, at now: Date) async throws -> SpendFigures? {
        let marks = try await usage.meterMarks(of: account)
        guard let cover = MeterCover(marks) else { return nil }
        let prices = try await usage.prices(of: account)
        let midnight = Calendar.gregorian(in: timeZone).startOfDay(for: now)
        let last = { (days: Double) in max(cover.since, cover.latest.addingTimeInterval(-days * .day)) }
        let left = try await usage.usageLeft(of: account, until: now)
        var figures = SpendFigures(
            since: cover.since, until: cover.latest,
            now: MeteredSpend(try await usage.usageNow(of: account, at: now), prices: prices),
            today: try await spend(account, midnight, max(midnight, cover.latest), prices),
            day: MeteredPeriod(
                from: last(1), until: cover.latest,
                spend: try await spend(account, last(1), cover.latest, prices), leastHours: 1),
            week: MeteredPeriod(
                from: last(7), until: cover.latest,
                spend: try await spend(account, last(7), cover.latest, prices), leastHours: 24),
            dearest: try await dearest(of: account, from: last(1), until: cover.latest, prices),
            lagging: cover.lagging, reconciled: try await reconciled(account, cover, prices))
        figures.services = try await usage.serviceMarks(of: account)
        figures.unseen = left.isEmpty ? nil : MeteredSpend(left, prices: prices)
        return figures
    }

    /// What was spent in a half-open span; nil where the meter did not run through all of it.
    package func spent(by account: AccountID, from: Date, until: Date) async throws -> MeteredSpend? {
        guard let cover = MeterCover(try await usage.meterMarks(of: account)), cover.since <= from,
            until <= cover.latest
        else { return nil }
        return try await spend(account, from, until, try await usage.prices(of: account))
    }

    /// Spend day by day, UTC, from the begin of the day that holds `from` up to `until`, in which the last one may be cut.
    /// What lies before the first listing or after the last one is left out.
    package func daily(
        of account: AccountID, from: Date, until: Date
    ) async throws -> [(day: Date, spend: MeteredSpend)] {
        guard let cover = MeterCover(try await usage.meterMarks(of: account)) else { return [] }
        let prices = try await usage.prices(of: account)
        var start = UTCCalendar.startOfDay(max(from, cover.since))
        var days: [(Date, MeteredSpend)] = []
        while start < min(until, cover.latest) {
            let next = start.addingTimeInterval(.day)
            days.append((start, try await spend(account, start, min(next, until), prices)))
            start = next
        }
        return days
    }

    /// What costs at this moment, dearest first, each with its list price per hour.
    package func burning(of account: AccountID, at now: Date) async throws -> [ResourceSpend] {
        Self.byResource(
            try await usage.usageNow(of: account, at: now, perResource: true), try await usage.prices(of: account))
    }

    /// Spend of the last seven days by kind of thing; nil where the meter has no hour yet.
    package func byKind(of account: AccountID) async throws -> SpendByService? {
        guard let cover = MeterCover(try await usage.meterMarks(of: account)) else { return nil }
        let from = max(cover.since, cover.latest.addingTimeInterval(-7 * .day))
        guard from < cover.latest else { return nil }
        let lines = try await usage.usage(
            of: account, from: from, until: cover.latest, perResource: false, unwatched: false)
        let prices = try await usage.prices(of: account)
        return SpendByService(
            basis: .metered, from: from, until: cover.latest,
            services: Dictionary(grouping: lines) { UsageItem.kind(of: $0.item) }.map {
                ServiceSpend(name: $0.key, amount: MeteredSpend($0.value, prices: prices).amount)
            })
    }

    private func spend(
        _ account: AccountID, _ from: Date, _ until: Date, _ prices: PriceHistory
    ) async throws -> MeteredSpend {
        let lines = try await usage.usage(of: account, from: from, until: until, perResource: false, unwatched: false)
        let blind = try await usage.usage(of: account, from: from, until: until, perResource: false, unwatched: true)
        return MeteredSpend(lines, unwatched: blind, prices: prices)
    }

    private func dearest(
        of account: AccountID, from: Date, until: Date, _ prices: PriceHistory
    ) async throws -> [ResourceSpend] {
        let lines = try await usage.usage(of: account, from: from, until: until, perResource: true, unwatched: false)
        return Self.byResource(lines, prices)
    }

    private static func byResource(_ lines: [UsageLine], _ prices: PriceHistory) -> [ResourceSpend] {
        let known = lines.compactMap { line in line.resource.map { ($0, line) } }
        return Dictionary(grouping: known) { $0.0 }
            .map { key, lines in
                ResourceSpend(
                    key: key, name: lines.lazy.compactMap(\.1.name).first,
                    spend: MeteredSpend(lines.map(\.1), prices: prices))
            }
            .filter { $0.spend.amount > .zero }
            .sorted { ($1.spend.amount, $0.key) < ($0.spend.amount, $1.key) }
    }

    /// Source: Cost Explorer's documentation, "refreshed at least once every 24 hours".
    private static let filled: TimeInterval = 24 * .hour

    /// A month of days: each is a query of its own.
    private static let mostSpans = 31

    /// The newest spans of AWS's answer that the meter covers whole, and that AWS has had a day's time to fill.
    private func reconciled(
        _ account: AccountID, _ cover: MeterCover, _ prices: PriceHistory
    ) async throws -> [Reconciliation] {
        let figures = try await money.latestFigures(account: account)
        guard let lines = figures.costLines, let told = figures.costsAt else { return [] }
        var all: [Reconciliation] = []
        let spans = Dictionary(grouping: lines) { [$0.start, $0.end] }
        for (span, lines) in spans.sorted(by: { $0.key[0] > $1.key[0] }).prefix(Self.mostSpans) {
            guard let start = UTCTime.day(span[0]), let end = UTCTime.day(span[1]), cover.since <= start,
                end <= cover.wholeUntil, end.addingTimeInterval(Self.filled) <= told
            else { continue }
            let gross = lines.filter { !$0.isCredit }
            all.append(
                Reconciliation(
                    start: span[0], end: span[1], billed: gross.reduce(.zero) { $0 + $1.amount },
                    metered: try await spend(account, start, end, prices),
                    isEstimated: gross.contains(where: \.estimated)))
        }
        return all.sorted { ($0.start, $0.end) < ($1.start, $1.end) }
    }
}

/// From when to when an account as a whole was metered.
private struct MeterCover {
    /// Since here every place that is known was metered.
    let since: Date
    /// The last listing of any place.
    let latest: Date
    /// Up to here every place was metered.
    let wholeUntil: Date
    let lagging: [MeterMark]

    /// Nil where nothing was metered yet.
    init?(_ all: [MeterMark]) {
        let looked = all.filter { $0.leftAt == nil }
        let marks = looked.isEmpty ? all : looked
        guard let since = marks.map(\.since).max(), let latest = marks.map(\.until).max(),
            let whole = marks.map(\.until).min()
        else { return nil }
        self.since = min(since, latest)
        self.latest = latest
        wholeUntil = whole
        lagging = all.filter { $0.until < latest }
    }
}
