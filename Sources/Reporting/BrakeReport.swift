// How the brake stands, and what it would do: as text. As JSON: BrakeReport+JSON.

package import CostModel
import Foundation

/// The brake, for people and programs.
package enum BrakeReport {
    /// Whether it is armed, its rungs, what holds it, what comes next.
    package static func text(_ view: BrakeView, _ context: TextContext) -> String {
        var lines = TextLines(context)
        head(view, context, &lines)
        lines.blank()
        for rung in view.judgement.rungs { line(rung, view, context, &lines) }
        if let before = view.rungsBefore {
            lines.field(
                "changed", "when it was armed, the rungs were: \(before). To agree to these: costguard brake arm",
                style: context.palette.bad)
        }
        if let hold = view.judgement.hold {
            let words = BrakeText.hold(hold, credit: view.credit?.name ?? view.arming?.credit, context)
            lines.field("holds", "\(words).", style: context.palette.bad)
        }
        if view.arming != nil, view.settings.rungs.contains(where: \.action.stops) {
            for obstacle in view.obstacles {
                lines.field("stops nothing", "\(BrakeText.obstacle(obstacle)).", label: 15, style: context.palette.bad)
            }
        }
        lines.next(
            context.next.isEmpty
                ? ["costguard brake preview", view.arming == nil ? "costguard brake arm" : "costguard brake disarm"]
                : context.next)
        return lines.text
    }

    private static func head(_ view: BrakeView, _ context: TextContext, _ lines: inout TextLines) {
        if let arming = view.arming {
            lines.section("BRAKE", "armed since \(context.point(arming.since)) by \(arming.who)")
        } else {
            lines.section("BRAKE", "off, until somebody says 'costguard brake arm'")
        }
        let name = view.credit?.name ?? view.arming?.credit
        guard let credit = view.credit else {
            return lines.field("credit", name.map { "\($0), of which nothing is known" } ?? "none")
        }
        let spent = view.judgement.spent.map { "at least \($0.cents) of \(credit.granted.cents) USD used" }
        lines.field("credit", "\(credit.name): \(spent ?? "nobody tells what is used")")
        let burn = credit.burnPerHour.map { "\(CommonText.rate($0)) USD an hour" } ?? "not known"
        lines.field("burns", "\(burn); a run every \(TimeText.span(view.judgement.interval))")
    }

    private static func line(
        _ rung: BrakeJudgement.Rung, _ view: BrakeView, _ context: TextContext, _ lines: inout TextLines
    ) {
        let action = BrakeText.action(rung.rung.action)
        let state =
            switch rung.state {
            case .fired(let firing): "fired \(context.point(firing.at))"
            case .due: view.arming == nil ? "would fire at once" : "fires at the next run"
            case .held:
                if case .typed? = view.judgement.hold { "held: reached by a typed figure alone" } else { "held" }
            case .waits(let date?): "at today's burn \(context.point(date))"
            case .waits(nil): "not by what burns now"
            }
        lines.field("at \(rung.rung.mark.text)", "\(action); \(state)", label: 15)
    }

    /// What each rung would stop now, when, and what the day costs without it.
    ///
    /// - Parameter isAsked: whether a question stands beneath, and no next step.
    package static func text(_ preview: BrakePreview, isAsked: Bool = false, _ context: TextContext) -> String {
        var lines = TextLines(context)
        let view = preview.view
        head(view, context, &lines)
        lines.field("without it", "a day costs \(CommonText.aDay(preview.perHour)) USD at list price")
        for rung in preview.rungs {
            lines.blank()
            line(rung.rung, view, context, &lines)
            guard rung.rung.rung.action.stops else { continue }
            stops(rung, &lines)
        }
        if let last = preview.rungs.last(where: { $0.rung.rung.action.stops }) {
            lines.blank()
            let rest = max(.zero, preview.perHour - last.savesPerHour)
            lines.section(
                "STILL BURNS", "after \(last.rung.rung.mark.text): about \(CommonText.rate(rest)) USD an hour")
            lines.field("burns now", BrakeText.burning(preview.burning))
            lines.add(BrakeText.unseen, head: "  ")
        }
        if isAsked { return lines.text }
        let isReady = view.credit != nil && view.arming == nil
        lines.next(context.next.isEmpty ? [isReady ? "costguard brake arm" : "costguard brake"] : context.next)
        return lines.text
    }

    private static func stops(_ rung: BrakePreviewRung, _ lines: inout TextLines) {
        let unpriced = rung.steps.count { $0.savingPerMonth == nil }
        let blind = unpriced > 0 ? ", \(unpriced) of unknown price" : ""
        lines.add(
            rung.steps.isEmpty
                ? "There is nothing to stop now."
                : "It would stop \(CountText.text(rung.steps.count, "machine")) now, "
                    + "\(CommonText.rate(rung.savesPerHour)) USD an hour\(blind):", head: "  ")
        let titles = Titles(rung.steps.map { (key: $0.resource, name: $0.name) } + rung.left.map { ($0.0, $0.1) })
        lines.some(rung.steps) { step, lines in
            let price = step.savingPerHour.map { "\(CommonText.rate($0)) USD/h" } ?? "price not known"
            let loses = rung.loses[step.resource].map { "; loses \($0.joined(separator: ", "))" } ?? ""
            lines.field("", "\(titles.title(step.resource, step.name)), \(price)\(loses)", label: 2)
        }
        guard rung.rung.rung.action == .stopAll, !rung.left.isEmpty else { return }
        lines.add("It would leave running:", head: "  ")
        lines.some(rung.left) { machine, lines in
            lines.field("", "\(titles.title(machine.resource, machine.name)): \(machine.why)", label: 2)
        }
    }

    /// What a run did, for its talk; a line each.
    package static func lines(
        fired: [BrakeRung], order: BrakeOrder?, burning: [BurningKind]?, _ view: BrakeView, _ context: TextContext
    ) -> [String] {
        var lines = fired.map { "The brake has fired at \(BrakeText.mark($0, of: view.credit?.name))" }
        if let hold = view.judgement.hold, view.judgement.isHeld {
            lines.append("The brake holds: \(BrakeText.hold(hold, credit: view.credit?.name, context))")
        }
        if order != nil {
            lines += view.obstacles.map { "The brake stops nothing: \(BrakeText.obstacle($0))" }
        }
        if let burning {
            lines.append("After the brake still burns \(BrakeText.burning(burning))")
            lines.append(BrakeText.unseen)
        }
        return lines
    }
}
