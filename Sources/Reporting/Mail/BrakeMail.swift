// The brake's mails: that a rung fired and what it does, why one is held, that a step comes, what burns on. When to send is the
// Pipeline's; subjects are one ASCII line.

package import CostModel
import Foundation

extension MailText {
    /// A rung fired: why, what it does, and how to stop it.
    ///
    /// - Parameter preview: what it would stop; nil where that is not known.
    package static func brakeFired(
        _ firing: BrakeFiring, view: BrakeView, preview: BrakePreviewRung?, mailID: String, _ context: TextContext
    ) -> (subject: String, body: String) {
        var lines = TextLines(context.plain)
        let credit = view.credit?.name
        let mark = BrakeText.mark(firing.rung, of: credit)
        lines.add("The brake has fired at its mark of \(mark).")
        if let spent = view.judgement.spent, let granted = view.credit?.granted {
            let before = firing.distance > .zero ? ", and the mark would be passed before the next run" : ""
            lines.add("At least \(spent.cents) of \(granted.cents) USD are used\(before).")
        }
        lines.add("From now on it \(BrakeText.action(firing.rung.action)).")
        if firing.rung.action.stops {
            for obstacle in view.obstacles { lines.add("It stops nothing yet: \(BrakeText.obstacle(obstacle)).") }
            stops(preview, view, &lines)
            lines.blank()
            lines.add("To keep a machine running, at once:")
            lines.verbatim("  costguard keep NAME --for 1d")
            lines.add("To switch the brake off:")
            lines.verbatim("  costguard brake disarm")
        }
        closeBrake(&lines, view.account, mailID, context)
        let does = BrakeText.action(firing.rung.action)
        return (Sanitizer.subject("costguard's brake at \(firing.rung.mark.text): it \(does)"), lines.text)
    }

    private static func stops(_ preview: BrakePreviewRung?, _ view: BrakeView, _ lines: inout TextLines) {
        guard let preview else { return }
        guard !preview.steps.isEmpty else { return lines.add("There is nothing to stop now.") }
        let count = CountText.text(preview.steps.count, "machine")
        let size = view.settings.machinesPerStep
        let pace = preview.steps.count > size ? ", \(size) at a time" : ""
        lines.add("It stops \(count)\(pace), \(CommonText.rate(preview.savesPerHour)) USD an hour, dearest first:")
        list(preview.steps, &lines)
    }

    private static func list(_ steps: [PlanStep], _ lines: inout TextLines) {
        let titles = Titles(steps)
        for step in steps.prefix(20) {
            let price = step.savingPerHour.map { "\(CommonText.rate($0)) USD/h" } ?? "price not known"
            lines.add(
                price, head: "  \(titles.title(step.resource, step.name, cutTo: 30)), \(step.resource.region.place): ")
        }
        if steps.count > 20 { lines.add("and \(steps.count - 20) more", head: "  ") }
    }

    /// A rung would fire, and is held.
    package static func brakeHeld(
        _ hold: BrakeHold, view: BrakeView, mailID: String, _ context: TextContext
    ) -> (subject: String, body: String) {
        var lines = TextLines(context.plain)
        let credit = view.credit?.name ?? view.arming?.credit
        lines.add("The brake would act now, and holds: \(BrakeText.hold(hold, credit: credit, context)).")
        lines.add("Nothing is stopped by it meanwhile. Look at the balance yourself, in the Billing console:")
        lines.verbatim("  https://console.aws.amazon.com/billing/home#/credits")
        lines.add("What runs you can stop by name, or see what the brake would stop:")
        lines.verbatim("  costguard brake preview")
        closeBrake(&lines, view.account, mailID, context)
        return (Sanitizer.subject("costguard's brake holds: look at the balance yourself"), lines.text)
    }

    /// A step comes.
    ///
    /// - Parameters:
    ///   - left: how many come after it.
    ///   - pause: seconds until it begins.
    package static func brakeStep(
        _ steps: [PlanStep], left: Int, pause: Int, order: BrakeOrder, account: AccountID, mailID: String,
        _ context: TextContext
    ) -> (subject: String, body: String) {
        var lines = TextLines(context.plain)
        let count = CountText.text(steps.count, "machine")
        let soon = pause == 0 ? "now" : "in \(TimeText.span(Double(pause)))"
        lines.add("The brake at \(order.mark) stops \(count) \(soon):")
        list(steps, &lines)
        if left > 0 { lines.add("\(left) more come after.") }
        lines.add("To keep one running:")
        lines.verbatim("  costguard keep NAME --for 1d")
        closeBrake(&lines, account, mailID, context)
        return (Sanitizer.subject("costguard's brake stops \(count) \(soon)"), lines.text)
    }

    /// All was stopped, or tried: what burns on.
    package static func brakeAfter(
        _ firing: BrakeFiring, burning: [BurningKind], account: AccountID, mailID: String, _ context: TextContext
    ) -> (subject: String, body: String) {
        var lines = TextLines(context.plain)
        lines.add("The brake at \(firing.rung.mark.text) has done what it can. Stopped is not gone: this still burns.")
        lines.field("still burns", "\(BrakeText.burning(burning)), at list price")
        lines.add("What could be deleted, with the commands:")
        lines.verbatim("  costguard plan --commands")
        lines.add(BrakeText.unseen)
        lines.blank()
        lines.add(
            "What was stopped starts again with 'costguard start NAME'. Who starts a machine has it for an hour; then")
        lines.add("the brake stops it again, unless it is kept: costguard keep NAME.")
        closeBrake(&lines, account, mailID, context)
        let sum = burning.map(\.perHour).reduce(.zero, +)
        return (
            Sanitizer.subject("After costguard's brake: \(CommonText.rate(sum)) USD an hour still burn"), lines.text
        )
    }

    private static func closeBrake(
        _ lines: inout TextLines, _ account: AccountID, _ mailID: String, _ context: TextContext
    ) {
        lines.blank()
        close(&lines, "Account \(account). How it stands: costguard brake. Mail \(mailID).", context)
    }
}
