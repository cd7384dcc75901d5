// One screen: where the money stands, what burns it, and whether anybody is watching.

package import CostModel
package import Foundation

/// What `costguard` alone shows.
package enum StatusReport {
    /// Scans further apart than this leave a time in which nobody looked, in seconds.
    package static let watchedGap: TimeInterval = 2 * .hour
    private static let shown = 8

    /// The status as text.
    ///
    /// - Parameters:
    ///   - plan: the latest plan, as kept; nil where there is none.
    ///   - findings: the rules' word on the last scan, which tells what is idle.
    ///   - journal: newest first; the last stop is taken from it.
    ///   - health: whether scans succeed; nil where no run has told yet.
    ///   - clock: how far this machine's clock was off at the last run, and when that was.
    package static func text(
        _ context: TextContext, plan: StoredPlan?, findings: [Finding] = [], journal: [JournalEntry],
        health: ScanHealth? = nil,
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
            let credit = CreditText(balance: balance, context: context)
            credit.head(&lines)
            if let pace = credit.pace(balance.burnPerHour) { lines.field("now", pace) }
            lines.field("source", credit.origin)
        }
        if context.balances.isEmpty { CreditText.none(&lines) }
        BrakeText.section(context, &lines)
        SpendReport.section(context, &lines)
        idle(findings, context, &lines)
        RehearsalText.section(context, &lines)
        OrderText.section(context, &lines)
        NoticeText.section(findings, context, &lines)
        running(context, &lines)
        lastStop(journal, context, &lines)
        next(context, plan, &lines)
        return lines.text
    }

    /// `no scan for 9 h, 4.73 USD burned meanwhile`; nil where the last scan is fresh or the first is yet to come.
    ///
    /// - Parameter isLowerBound: whether more may have burned.
    package static func gapNotice(
        lastScan: Date?, now: Date, burnPerHour: Money?, isLowerBound: Bool = false
    ) -> String? {
        guard let lastScan, now.timeIntervalSince(lastScan) > watchedGap else { return nil }
        let seconds = min(now.timeIntervalSince(lastScan), 1e10)
        let burned = burnPerHour.map { $0.scaled(by: Int64(seconds), over: .hour) }
        return "no scan for \(TimeText.span(seconds))"
            + (burned.map { ", \(isLowerBound ? "at least " : "")\($0.cents) USD burned meanwhile" } ?? "")
    }

    /// The gap as a line of its own: what burned since is what ran then, for nobody has looked.
    static func notice(_ context: TextContext) -> String? {
        let burn = burn(context)
        return gapNotice(
            lastScan: context.scan?.at, now: context.now, burnPerHour: burn?.perHour,
            isLowerBound: burn?.isLowerBound ?? false
        ).map { "\($0) if what ran then still runs" }
    }

    /// List price of what runs, per hour, and whether more may burn: a price is not known, or a machine pays for CPU
    /// beyond its own. Nil where nothing was seen, or no price at all is known.
    static func burn(_ context: TextContext) -> (perHour: Money, isLowerBound: Bool)? {
        let prices = context.running.compactMap(\.perHour)
        let isLeast = prices.count < context.running.count || context.spend?.now.isLowerBound == true
        if let balance = context.balances.first(where: { $0.burnPerHour != nil }), let burn = balance.burnPerHour {
            return (burn, isLeast || balance.isBurnLowerBound)
        }
        guard context.scan != nil, !prices.isEmpty || context.running.isEmpty else { return nil }
        return (prices.reduce(.zero, +), isLeast)
    }

    /// What does nothing, since when, and what that has cost; the dearest first.
    private static func idle(_ findings: [Finding], _ context: TextContext, _ lines: inout TextLines) {
        guard let scan = context.scan else { return }
        let spells = IdleSpell.all(findings, scannedAt: scan.at)
        guard !spells.isEmpty else { return }
        let costs = spells.compactMap(\.spell.cost)
        let sum = costs.isEmpty ? "cost not known" : "at least \(costs.reduce(.zero, +).cents) USD so far"
        lines.section("IDLE", "\(CountText.text(spells.count, "machine")), \(sum) at list price")
        let titles = Titles(findings)
        let labels = spells.prefix(shown).map { titles.label($0.finding.resource, $0.finding.judgement.name).columns }
        let names = max(TextLines.nameColumns - 2, labels.max() ?? 0)
        for (finding, spell) in spells.prefix(shown) {
            let head = "  " + titles.label(finding.resource, finding.judgement.name).padded(to: names + 2)
            let then = finding.isStep ? CronText.brief(finding, context) : finding.refusal?.guardrail ?? ""
            let words: [TextSection.Word] = [
                ("since \(context.point(spell.since)) (\(spell.span))", 1),
                (spell.cost.map { "\($0.cents) USD" } ?? "price not known", 2), (then, 3),
            ]
            lines.line(head + TextSection.fitted(words, lines.tableWidth - head.columns))
        }
        if spells.count > shown {
            lines.field("", "and \(spells.count - shown) more: costguard plan", label: TextLines.nameColumns)
        }
    }

    private static func watching(_ context: TextContext, _ lines: inout TextLines) {
        guard let scan = context.scan else {
            return lines.add("No scan yet: nothing is known, and nothing is guarded.")
        }
        if let notice = notice(context) { lines.add(notice, style: context.palette.bad) }
        let blind = scan.gaps.isEmpty ? "" : ", \(CountText.text(scan.gaps.count, "listing")) failed or denied"
        let age = TimeText.span(context.now.timeIntervalSince(scan.at))
        lines.section("SCAN", "\(age) ago, \(CountText.text(scan.regions.count, "region"))\(blind)")
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
        let total =
            (burn(context).map { burn in
                ", \(burn.isLowerBound ? "at least " : "")\(CommonText.rate(burn.perHour)) USD/h"
            } ?? "") + blind
        lines.section("RUNNING", "\(context.running.count)\(context.running.isEmpty ? "" : total)")
        let ordered = context.running.sorted(by: RunningInstance.dearestFirst)
        let titles = Titles(context.running)
        let types = ordered.prefix(shown).map { Sanitizer.terminal($0.type).columns }.max() ?? 0
        let places = ordered.prefix(shown).map(\.key.region.place.columns).max() ?? 0
        for instance in ordered.prefix(shown) {
            let price = instance.perHour.map { "\(CommonText.rate($0)) USD/h" } ?? "price not known"
            let since = instance.launchTime.map { ", up \(TimeText.span(context.now.timeIntervalSince($0)))" } ?? ""
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
