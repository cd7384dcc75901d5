// A back-test for people: the sums side by side, each stop on a line, and what is not known.

package import CostModel
import Foundation

extension BackTestReport {
    /// The sums, a column for each set of rules; then its stops, the latest last; then what nobody knows.
    package static func text(_ test: BackTest, _ context: TextContext) -> String {
        var lines = TextLines(context)
        let days = CountText.text(Int((test.until.timeIntervalSince(test.from) / .day).rounded(.up)), "day")
        lines.section("BACK-TEST", "\(days) of account \(test.account), \(CountText.text(test.scans, "scan"))")
        let (from, until) = (moment(test.from, context), moment(test.until, context))
        lines.field("from", "\(from) to \(until)")
        lines.blank()
        table(test.columns, &lines)
        for column in test.columns {
            lines.blank()
            stops(column, context, &lines, isAlone: test.columns.count == 1)
        }
        lines.blank()
        lines.section("NOT KNOWN", "what is not kept, and how it was taken")
        for line in notKnown(test) { lines.add(line, head: "  - ") }
        lines.next(context.next)
        return lines.text
    }

    private static let labelColumns = 26

    private static func table(_ columns: [PastColumn], _ lines: inout TextLines) {
        let sums = columns.map { PastSums($0) }
        let width = max(12, (lines.tableWidth - labelColumns) / max(1, columns.count))
        func row(_ label: String, _ cells: [String]) {
            let cells = cells.map { Sanitizer.terminal($0).shortened(to: width - 2).aligned(to: min(width, 24)) }
            lines.line("  " + label.filled(to: labelColumns) + cells.joined())
        }
        if columns.count > 1 { row("", columns.map(\.name)) }
        row("would have stopped", columns.map { CountText.text($0.stops.count, "time") })
        row("machines", sums.map { "\($0.machines)" })
        row("saved, at list prices", sums.map { "\($0.unpriced > 0 ? "at least " : "")\($0.saved.cents) USD" })
        row("used again within 3 h", sums.map { "\($0.used3)" })
        row("used again within 24 h", sums.map { "\($0.used24)" })
        row("not used for 24 h", sums.map { "\($0.unused)" })
        row("use not known", sums.map { "\($0.unclear)" })
    }

    private static func stops(
        _ column: PastColumn, _ context: TextContext, _ lines: inout TextLines, isAlone: Bool
    ) {
        let title = isAlone ? "STOPS" : "STOPS, \(column.name)"
        let rules = column.rules.map(\.name).joined(separator: ", ")
        lines.section(title, "by \(rules.isEmpty ? "no rule" : rules)")
        if column.stops.isEmpty { lines.add("Nothing would have been stopped.", head: "  ") }
        lines.some(column.stops) { stop, lines in
            let title = CommonText.title(stop.resource, stop.name)
            let id = title == stop.resource.id ? "" : " (\(stop.resource.id))"
            lines.add("\(title)\(id): \(words(stop))", head: "  \(moment(stop.at, context))  ")
        }
        let held = column.heldBack.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
            .map { "\($0.key) (\(CountText.text($0.value, "machine")))" }
        if !held.isEmpty { lines.field("held back", "at times, by \(held.joined(separator: ", "))") }
    }

    private static func moment(_ date: Date, _ context: TextContext) -> String {
        TimeText.day(date, in: context.timeZone, now: context.now) + " " + TimeText.clock(date, in: context.timeZone)
    }

    /// `ran on 9 h, 4.73 USD; used again after 2 h`.
    private static func words(_ stop: PastStop) -> String {
        let ran = "ran on \(TimeText.span(stop.ranUntil.timeIntervalSince(stop.at)))"
        let saved = stop.saved.map { "\(CommonText.rate($0)) USD" } ?? "price not known"
        let was = stop.wasStopped ? " (costguard did stop it)" : ""
        return "\(ran), \(saved)\(was); \(use(stop))"
    }

    private static func use(_ stop: PastStop) -> String {
        if let used = stop.usedAt {
            let after = TimeText.span(max(0, used.timeIntervalSince(stop.at)))
            return stop.use == .start ? "started again after \(after)" : "used again after \(after)"
        }
        let known = stop.knownUntil.timeIntervalSince(stop.at)
        if stop.wasUsed(within: 24) == false { return "not used in \(TimeText.span(known))" }
        return known < 60 ? "use not known" : "not used in \(TimeText.span(known)), then not known"
    }

    /// Sentences on what the past does not tell, and what was taken for it.
    static func notKnown(_ test: BackTest) -> [String] {
        var lines: [String] = []
        let kept = test.until.timeIntervalSince(test.from)
        if kept < Double(test.days - 1) * .day {
            lines.append("Before \(UTCTime.text(test.from)): no scan is kept. Scans and metrics are kept for 63 days.")
        }
        if test.played < test.scans {
            lines.append("\(test.played) of \(test.scans) scans were played, evenly spread.")
        }
        if test.secondsUnwatched > 0 {
            lines.append(
                "Nobody looked for \(TimeText.span(Double(test.secondsUnwatched))): nothing is stopped there.")
        }
        for column in test.columns where column.unknown > 0 {
            let share = max(1, column.unknown * 100 / max(1, column.judged))
            let name = test.columns.count > 1 ? "\(column.name): " : ""
            lines.append(
                "\(name)\(share) % of the judgements of open machines, on \(CountText.text(column.unknownMachines, "machine")),"
                    + " could not be made: metrics that no scan asked for are not kept. More might have been stopped.")
        }
        for fault in test.columns.flatMap(\.faults) { lines.append("Rule \(fault.rule) failed: \(fault.message)") }
        if test.machinesRetagged > 0 {
            lines.append(
                "\(CountText.text(test.machinesRetagged, "machine", "bear")) tags written meanwhile: what those were before,"
                    + " and tags taken away, are not kept.")
        }
        return lines + standing
    }

    /// What holds of every back-test.
    private static let standing = [
        "Stop protection, Spot requests, keys of disks and what runs costguard: as they are known now.",
        "Limits and guardrails: as the configuration has them now, and stops allowed to cron.",
        "Schedules, orders, notices and the brake are not played: rules alone.",
        "A machine counts as used when its rule would not call it idle any more, to the hour, or when it was started"
            + " again. Who works without load, as in a quiet shell, is not seen.",
        "A region that failed for less than two hours counts as seen.",
    ]
}
