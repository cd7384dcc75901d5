// Machines that do nothing: since when, as far as a rule has seen it, what that has cost, and the first word on them.

package import CostModel
import Foundation

/// A time in which a rule held of a machine, the hours that it looked back on among it.
struct IdleSpell {
    /// It did nothing from here on; for how long before, nobody has looked.
    let since: Date
    /// The scan that saw it last.
    let until: Date
    /// List price of the machine alone; nil where none is known.
    let cost: Money?

    /// Nil where the rule says nothing of idleness.
    ///
    /// - Parameters:
    ///   - findings: of the same machine: another rule may have looked back further.
    ///   - scannedAt: the scan that they are of.
    init?(_ finding: Finding, among findings: [Finding], scannedAt: Date) {
        let judgement = finding.judgement
        guard judgement.resource.kind == .instance, judgement.rule.name.hasPrefix("idle"),
            let window = judgement.rule.windowSeconds
        else { return nil }
        let held = Double(window) + Double(max(0, finding.heldSeconds))
        let quiet = findings.compactMap { Self.quietSeconds($0.judgement) }
        let seen = scannedAt.addingTimeInterval(-([held] + quiet).reduce(0, max))
        since = min(scannedAt, max(seen, judgement.knownLaunchTime ?? seen))
        until = scannedAt
        let seconds = Int64(scannedAt.timeIntervalSince(since))
        cost = judgement.knownPerHour?.scaled(by: seconds, over: .hour)
    }

    /// For how long every series that the shipped rule counts back has been quiet.
    private static func quietSeconds(_ judgement: Judgement) -> Double? {
        let columns = ["quiet_cpu_hours", "quiet_out_hours", "quiet_in_hours"]
        guard judgement.rule.isShipped, judgement.outcome == .holds else { return nil }
        let hours = columns.compactMap { column in
            judgement.evidence.first { $0.column == column }?.value.number.flatMap { $0.isFinite ? $0 : nil }
        }
        guard hours.count == columns.count, let least = hours.min(), least >= 0, least < 1e5 else { return nil }
        return least * .hour
    }

    /// Those of these findings that tell of an idle machine, the one that has cost most first.
    static func all(_ findings: [Finding], scannedAt: Date) -> [(finding: Finding, spell: IdleSpell)] {
        Dictionary(grouping: findings, by: \.resource).values.compactMap { mine in
            mine.first(where: isIdle).flatMap { finding in
                IdleSpell(finding, among: mine, scannedAt: scannedAt).map { (finding: finding, spell: $0) }
            }
        }.sorted {
            ($1.spell.cost ?? .zero, $0.finding.resource) < ($0.spell.cost ?? .zero, $1.finding.resource)
        }
    }

    /// What a rule would stop, would stop but for a guardrail, or tells of.
    private static func isIdle(_ finding: Finding) -> Bool {
        finding.isStep || finding.verdict == .refused
            || finding.verdict == .flagged && finding.isWord && finding.rule.telling == .each
    }

    /// `3 h`, `25 h`, `9 days`.
    var span: String { TimeText.span(until.timeIntervalSince(since)) }
}

/// A machine that a rule tells of and does not stop.
package struct IdleNotice: Sendable {
    /// What the rule said.
    package let judgement: Judgement
    /// Why cron would not stop it, if a rule that stops came to hold, as in `Finding.attendedBecause`; nil: it would.
    package let attendedBecause: String?
    /// The guardrail that forbids a stop; nil: none does.
    package let refusal: Refusal?
    /// A judgement, and what cron would make of it.
    package init(_ judgement: Judgement, attendedBecause: String?, refusal: Refusal? = nil) {
        self.judgement = judgement
        self.attendedBecause = attendedBecause
        self.refusal = refusal
    }

    private var perHour: Money? { judgement.knownPerHour }
    private var aDay: String { perHour.map { "\(CommonText.aDay($0)) USD a day" } ?? "at a price that is not known" }

    /// `Idle for an hour: hw3-gpu, 12.62 USD a day`.
    static func subject(_ notices: [IdleNotice]) -> String {
        let ordered = notices.sorted { ($0.perHour ?? .zero) > ($1.perHour ?? .zero) }
        let titles = titles(notices)
        let names = ordered.prefix(2).map { titles.title($0.judgement.resource, $0.judgement.name, cutTo: 24) }
            .joined(separator: ", ")
        let sum = ordered.compactMap(\.perHour).reduce(Money.zero, +)
        let more = ordered.count > 2 ? " +\(ordered.count - 2)" : ""
        return "Idle for an hour: \(names)\(more)\(sum > .zero ? ", \(CommonText.aDay(sum)) USD a day" : "")"
    }

    /// What the machines of one mail are called, in its subject and in each of its lines.
    static func titles(_ notices: [IdleNotice]) -> Titles {
        Titles(notices.map { (key: $0.judgement.resource, name: $0.judgement.name) })
    }

    private func title(among titles: Titles) -> String { titles.title(judgement.resource, judgement.name) }

    func add(to lines: inout TextLines, among titles: Titles, _ plan: Plan?, _ context: TextContext) {
        let type = Sanitizer.terminal(judgement.knownText("instance_type") ?? "instance")
        lines.add(
            "\(title(among: titles)) has been idle for an hour: \(type), \(judgement.resource.region.place), \(aDay).")
        lines.field("why", CronText.reason(judgement), label: 6)
        if let refusal {
            lines.field("cron", "leaves it alone: \(refusal.guardrail): \(refusal.detail)", label: 6)
            return
        }
        let finding = plan?.findings.first { $0.resource == judgement.resource && $0.isStep }
        lines.field(
            "cron", finding.map { CronText.cron($0, context) } ?? CronText.cron(because: attendedBecause), label: 6)
    }

    /// For a machine that no plan holds yet: how to stop it by hand, and how to keep it.
    func offer(_ lines: inout TextLines, among titles: Titles) {
        guard refusal == nil else { return }
        lines.blank()
        lines.add("To stop \(title(among: titles)) now (its EBS disks stay; memory and scratch disks are lost):")
        if let link = ConsoleLink.page(of: judgement.resource) { lines.verbatim(link) }
        lines.verbatim("  \(Commands.stop(judgement.resource))")
        lines.add("To keep it, give it the tag \(KeepTag.key), with a date or any word as its value.")
    }
}
