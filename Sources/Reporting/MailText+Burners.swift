// What burns a credit, for mails: the dearest machines, and the rest in a line.

import CostModel
import Foundation

extension MailText {
    private static let shownBurners = 5

    /// What runs, the dearest first, and what is to be said of each; then what costs besides.
    static func burners(_ plan: Plan?, _ context: TextContext, _ lines: inout TextLines) {
        let rest = rest(context)
        guard !context.running.isEmpty || rest != nil else { return }
        lines.blank()
        lines.add("What burns it, USD a day at list price:")
        let ordered = context.running.sorted(by: RunningInstance.dearestFirst)
        let titles = Titles(context.running)
        let shown = ordered.prefix(shownBurners).map { instance in
            [
                instance.perHour.map(CommonText.aDay) ?? "?", titles.title(instance.key, instance.name, cutTo: 19),
                Sanitizer.terminal(instance.type), instance.key.region.place,
            ]
        }
        let others = ordered.dropFirst(shownBurners)
        let more = others.compactMap(\.perHour).reduce(Money.zero, +)
        let prices =
            shown.map { $0[0] }
            + [others.isEmpty ? nil : CommonText.aDay(more), rest.map(CommonText.aDay)].compactMap { $0 }
        let widths =
            [prices.map(\.columns).max() ?? 0] + (1..<4).map { column in shown.map { $0[column].columns }.max() ?? 0 }
        func price(_ text: String) -> String { String(repeating: " ", count: widths[0] - text.columns) + text }
        for (instance, cells) in zip(ordered, shown) {
            let rest = zip(cells, widths).dropFirst().map { $0.padded(to: $1 + 2) }.joined()
            lines.add(standing(of: instance, plan, context), head: "  \(price(cells[0]))  \(rest)")
        }
        if !others.isEmpty {
            lines.add(
                "\(others.count) more that \(others.count == 1 ? "runs" : "run")",
                head: "  \(price(CommonText.aDay(more)))  ")
        }
        if let rest { lines.add("disks, addresses and the rest", head: "  \(price(CommonText.aDay(rest)))  ") }
    }

    /// What costs per hour besides machines, by the meter; nil where it is nothing, or not known.
    private static func rest(_ context: TextContext) -> Money? {
        guard let now = context.spend?.now.amount else { return nil }
        let rest = now - context.running.compactMap(\.perHour).reduce(.zero, +)
        return rest > .zero ? rest : nil
    }

    /// `IDLE`, `busy: CPU 30.5 %`, `percent_complete 63`; empty where no plan says.
    private static func standing(of instance: RunningInstance, _ plan: Plan?, _ context: TextContext) -> String {
        guard let plan else { return "" }
        if plan.steps.contains(where: { $0.resource == instance.key }) { return "IDLE" }
        let findings = plan.findings.filter { $0.resource == instance.key }
        if let refusal = findings.lazy.compactMap(\.refusal).first { return "idle: \(refusal.guardrail)" }
        if findings.contains(where: { $0.verdict == .unknown }) { return "not known" }
        if findings.contains(where: { $0.judgement.outcome == .spared(by: "keep-tag") }) { return "kept by its tag" }
        let reason = PlanReport.reasonLeftAlone(instance, plan, context).prefix { $0 != "," && $0 != ";" }
        let lead = "spared: "
        return String(reason.hasPrefix(lead) ? reason.dropFirst(lead.count) : reason).cut(to: 24)
    }
}
