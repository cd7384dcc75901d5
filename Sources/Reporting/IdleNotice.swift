// The first word on a dear machine that does nothing: what it costs, what cron will do, how to stop or keep it.

import CostModel
import Foundation

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

    private var perHour: Money? { IdleSpell.perHour(judgement) }
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
        let type = Sanitizer.terminal(judgement.row["instance_type"]?.text ?? "instance")
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
