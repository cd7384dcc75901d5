// The mail after a stop, and the one that only shows that mail arrives. Read on a phone: what happened, what it costs and
// how to undo it, in that order. When to send is for Planning and the Pipeline; subjects are one ASCII line.

package import CostModel
import Foundation

/// Mails as subject and body. Bodies end in the mail's id, which is the same on every attempt.
package enum MailText {
    /// Something was stopped without a person asking.
    ///
    /// - Parameter stopped: the findings as planned, each with its outcome; what failed is told too.
    package static func stoppedMail(
        _ stopped: [(step: PlanStep, finding: Finding?, outcome: StepOutcome)], planID: String, mailID: String,
        _ context: TextContext
    ) -> (subject: String, body: String) {
        let done = stopped.filter { $0.outcome == .done }
        let others = stopped.filter { $0.outcome != .done }
        var lines = TextLines(context.plain)
        lines.add(
            done.isEmpty ? "costguard stopped nothing." : "costguard stopped \(CountText.text(done.count, "instance"))."
        )
        for entry in done + others { stoppedEntry(entry, &lines) }
        lines.blank()
        lines.add("To be left alone in future, tag it \(KeepTag.key) = a date, or any word for good.")
        let account = stopped.first.map { "Account \($0.step.resource.account). " } ?? ""
        close(&lines, "\(account)Plan \(planID). Mail \(mailID).", context)
        return (Sanitizer.subject(subject(done.map(\.step), failed: others.count)), lines.text)
    }

    /// The last lines of every mail; while the guard is paused they say so.
    static func close(_ lines: inout TextLines, _ text: String, _ context: TextContext) {
        if let pause = context.pause { lines.add(KeepText.pauseLine(pause, context) + ".") }
        lines.add(text)
    }

    private static func subject(_ done: [PlanStep], failed: Int) -> String {
        guard !done.isEmpty else { return "costguard: \(CountText.text(failed, "stop")) did not succeed" }
        let titles = Titles(done)
        let names = done.prefix(2).map { titles.title($0.resource, $0.name, cutTo: 24) }.joined(separator: ", ")
        let saving = SavingSum(done).aDay.map { ": saves \($0)" } ?? ""
        return "costguard stopped \(names)\(done.count > 2 ? " +\(done.count - 2)" : "")\(saving)"
            + (failed > 0 ? ", \(failed) not" : "")
    }

    private static func stoppedEntry(
        _ entry: (step: PlanStep, finding: Finding?, outcome: StepOutcome), _ lines: inout TextLines
    ) {
        let key = entry.step.resource
        lines.blank()
        let title = CommonText.title(key, entry.step.name)
        lines.add("\(title)  \(title == key.id ? "" : "\(key.id)  ")\(CommonText.place(key.region))")
        lines.field("result", ApplyReport.text(entry.outcome))
        let isDone = entry.outcome == .done
        // A later look finds it stopped, and gives no reason: the rules' names then say why.
        let reason = entry.finding.flatMap { $0.isStep ? CronText.reason($0.judgement) : nil }
        lines.field("why", reason ?? "rule \(entry.step.rules.joined(separator: ", "))")
        if isDone, let loses = entry.finding?.loses, !loses.isEmpty {
            lines.field("lost", loses.joined(separator: ", "))
        }
        if case .refused = entry.outcome {
            lines.field(
                "cron", "leaves it alone for a day, then tries again; you can: costguard apply --only \(key.id)")
        }
        if let saving = entry.step.savingPerMonth {
            let day = CommonText.perDay(perMonth: saving).cents
            lines.field(isDone ? "saves" : "still costs", "\(day) USD a day at list price")
        }
        lines.add(
            isDone
                ? "Its EBS disks are kept, and still billed. To start it again:"
                : "To look at it, and stop it by hand, in AWS's console:", head: "  ")
        if let link = ConsoleLink.page(of: key) { lines.verbatim(link) }
        if isDone { lines.verbatim(Commands.start(key)) }
    }
}

extension TextContext {
    /// The same without colour: mail has none.
    var plain: TextContext {
        var copy = self
        copy.colour = false
        return copy
    }
}

extension MailText {
    /// What `alerts test` sends.
    package static func test(destination: String, mailID: String, _ context: TextContext) -> (
        subject: String, body: String
    ) {
        var lines = TextLines(context.plain)
        lines.add("This is a test. You asked costguard to send it, and it arrived: alarms will reach you here.")
        lines.blank()
        lines.add("An alarm says what happened, what is left, what burns it, and the one command that stops it.")
        lines.add("Which marks are armed:")
        lines.verbatim("  costguard alerts")
        lines.blank()
        close(&lines, "Sent \(context.point(context.now)) through \(destination). Mail \(mailID).", context)
        return (Sanitizer.subject("Test of costguard: mail reaches you"), lines.text)
    }
}
