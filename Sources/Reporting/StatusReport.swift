// One screen: where the money stands, what burns it, and whether anybody is watching.

import CostModel
import Foundation

/// What `costguard` alone shows.
public enum StatusReport {
    /// Scans further apart than this leave a time in which nobody looked, in seconds.
    public static let watchedGap: TimeInterval = 2 * 3600
    private static let shown = 8

    /// The status as text.
    ///
    /// - Parameters:
    ///   - plan: the latest plan, as kept; nil where there is none.
    ///   - journal: newest first; the last stop is taken from it.
    ///   - health: whether scans succeed; nil where no run has told yet.
    ///   - clock: how far this machine's clock was off at the last run, and when that was.
    public static func text(
        _ context: TextContext, plan: StoredPlan?, journal: [JournalEntry], health: ScanHealth? = nil,
        clock: (reading: TimeReading, at: Date)? = nil
    ) -> String {
        var lines = TextLines(context)
        if let health { failing(health, context, &lines) }
        watching(context, &lines)
        if let clock, let line = ClockText.line(clock.reading, at: context.point(clock.at)) {
            lines.add(line, style: context.palette.bad)
        }
        UnpaidText.warning(context, &lines)
        for balance in context.balances {
            let credit = CreditSentences(balance: balance, context: context)
            credit.head(&lines)
            if let pace = credit.pace(balance.burnPerHour) { lines.field("now", pace) }
            lines.field("source", credit.origin)
        }
        if context.balances.isEmpty {
            lines.section("CREDIT", "none known: costguard credits set 100 --used 37")
        }
        SpendReport.section(context, &lines)
        running(context, &lines)
        lastStop(journal, context, &lines)
        next(context, plan, &lines)
        return lines.text
    }

    /// `no scan for 9 h, 4.73 USD burned meanwhile`; nil where the last scan is fresh or the first is yet to come.
    public static func gapNotice(lastScan: Date?, now: Date, burnPerHour: Money?) -> String? {
        guard let lastScan, now.timeIntervalSince(lastScan) > watchedGap else { return nil }
        let seconds = min(now.timeIntervalSince(lastScan), 1e10)
        let burned = burnPerHour.map { $0.scaled(by: Int64(seconds), over: 3600) }
        return "no scan for \(Moment.span(seconds))" + (burned.map { ", \($0.cents) USD burned meanwhile" } ?? "")
    }

    /// The gap as a line of its own: what burned since is what ran then, for nobody has looked.
    static func notice(_ context: TextContext) -> String? {
        gapNotice(lastScan: context.scan?.at, now: context.now, burnPerHour: burn(context))
            .map { "\($0) if what ran then still runs" }
    }

    /// List price of what runs, per hour; nil where one price is not known, or nothing was seen.
    static func burn(_ context: TextContext) -> Money? {
        if let burn = context.balances.compactMap(\.burnPerHour).first { return burn }
        let prices = context.running.compactMap(\.perHour)
        guard context.scan != nil, prices.count == context.running.count else { return nil }
        return prices.reduce(.zero, +)
    }

    private static func watching(_ context: TextContext, _ lines: inout TextLines) {
        guard let scan = context.scan else {
            return lines.add("No scan yet: nothing is known, and nothing is guarded.")
        }
        if let notice = notice(context) { lines.add(notice, style: context.palette.bad) }
        let listings = scan.gaps.count == 1 ? "1 listing" : "\(scan.gaps.count) listings"
        let blind = scan.gaps.isEmpty ? "" : ", \(listings) failed or denied"
        let age = Moment.span(context.now.timeIntervalSince(scan.at))
        lines.section("SCAN", "\(age) ago, \(scan.regions.count) regions\(blind)")
    }

    private static func failing(_ health: ScanHealth, _ context: TextContext, _ lines: inout TextLines) {
        guard let line = HealthText.line(health, timeZone: context.timeZone, now: context.now) else { return }
        lines.add(line + ".", style: context.palette.bad)
        lines.field("last error", health.error ?? "not known")
    }

    private static func running(_ context: TextContext, _ lines: inout TextLines) {
        guard context.scan != nil else { return }
        let unpriced = context.running.count { $0.perHour == nil }
        let blind = unpriced > 0 ? ", \(unpriced) of unknown price" : ""
        let total = (burn(context).map { ", \(Sentences.rate($0)) USD/h" } ?? "") + blind
        lines.section("RUNNING", "\(context.running.count)\(context.running.isEmpty ? "" : total)")
        let (ordered, titles) = (context.running.sorted(by: RunningInstance.dearestFirst), Titles(context.running))
        let types = ordered.prefix(shown).map { Sanitizer.terminal($0.type).columns }.max() ?? 0
        let places = ordered.prefix(shown).map(\.key.region.place.columns).max() ?? 0
        for instance in ordered.prefix(shown) {
            let price = instance.perHour.map { "\(Sentences.rate($0)) USD/h" } ?? "price not known"
            let since = instance.launchTime.map { ", up \(Moment.span(context.now.timeIntervalSince($0)))" } ?? ""
            let type = Sanitizer.terminal(instance.type).padded(to: types + 2)
            let place = instance.key.region.place.padded(to: places + 2)
            // An id does not fit into the column of names, and stands at the end.
            let (name, id) = titles.column(instance.key, instance.name)
            let last = id.map { ", \($0)" } ?? ""
            lines.field(name, "\(type)\(place)\(price)\(since)\(last)", label: TextLines.nameColumns)
        }
        if ordered.count > shown { lines.field("", "and \(ordered.count - shown) more", label: TextLines.nameColumns) }
    }

    private static func lastStop(_ journal: [JournalEntry], _ context: TextContext, _ lines: inout TextLines) {
        let stops = journal.filter { $0.intent.action == .stop && $0.outcome == .done }
        guard let last = stops.max(by: { $0.intent.at < $1.intent.at }) else { return }
        let by = last.intent.unattended ? "by cron" : "by hand"
        let told = journal.map { (key: $0.intent.resource, name: $0.intent.name) }
        let title = Titles(told + context.running.map { (key: $0.key, name: $0.name) })
            .title(last.intent.resource, last.intent.name)
        lines.section("LAST STOP", "\(title), \(context.point(last.intent.at)), \(by)")
    }

    private static func next(_ context: TextContext, _ plan: StoredPlan?, _ lines: inout TextLines) {
        guard context.next.isEmpty else { return lines.next(context.next) }
        guard let scan = context.scan else { return lines.next(["costguard scan"]) }
        let isStale = context.now.timeIntervalSince(scan.at) > watchedGap
        // A plan that was applied asks for nothing any more.
        let running = Set(context.running.map(\.key))
        let isOpen = plan?.steps.contains { running.contains($0.resource) } == true
        let apply = isOpen ? plan.map { "costguard apply \($0.id)" } : nil
        lines.next([isStale ? "costguard scan" : nil, "costguard plan", apply].compactMap { $0 })
    }
}
