// The mails: read on a phone at night, so what happened, what it costs, and what to do, in that order.
// Leaves when to send to Planning and the Pipeline. Subjects are one ASCII line.

import CostModel
import Foundation

/// Mails as subject and body. Bodies end in the mail's id, which is the same on every attempt.
public enum MailText {
    /// Credits have passed marks: what was found in one run makes one mail.
    ///
    /// - Parameters:
    ///   - crossings: not empty; the most burned credit gives the subject.
    ///   - plan: what could be stopped; nil where nothing was planned.
    ///   - context: its balances are not mentioned beyond `crossings`; `running` lists what burns.
    public static func thresholdMail(
        _ crossings: [Crossing], account: AccountID, plan: Plan?, mailID: String, _ context: TextContext
    ) -> (subject: String, body: String) {
        let ordered = crossings.sorted { ($0.balance.burnedPercent ?? 0) > ($1.balance.burnedPercent ?? 0) }
        var lines = TextLines(context.plain)
        for crossing in ordered { passed(crossing, context, &lines) }
        lines.add("AWS does not stop anything by itself.")
        burners(context, &lines)
        let main = ordered.first.map { CreditSentences(balance: $0.balance, context: context) }
        if let plan, !plan.steps.isEmpty, let main { offers(plan, main, &lines) }
        lines.blank()
        for crossing in ordered {
            let origin = CreditSentences(balance: crossing.balance, context: context).origin
            lines.add("Figures: \(origin). Burn is list price of what runs.")
        }
        lines.add("Account \(account). One mail per crossing. Mail \(mailID).")
        guard let first = ordered.first, let main else { return ("costguard", lines.text) }
        return (Sanitizer.subject(subject(first, main, context)), lines.text)
    }

    private static func passed(_ crossing: Crossing, _ context: TextContext, _ lines: inout TextLines) {
        let balance = crossing.balance
        let credit = CreditSentences(balance: balance, context: context)
        let marks = crossing.levels.map(\.text).joined(separator: ", ")
        lines.add("Your AWS credit \"\(balance.name)\" passed \(marks): \(credit.standing).")
        if let pace = credit.pace(balance.burnPerHour) { lines.add("At present it burns \(pace).") }
        let others = balance.levels.filter { !crossing.levels.contains($0) }.map(\.text)
        if !others.isEmpty { lines.add("Its other marks: \(others.joined(separator: ", ")).") }
    }

    private static func subject(_ crossing: Crossing, _ credit: CreditSentences, _ context: TextContext) -> String {
        let balance = crossing.balance
        let passed = crossing.levels.last.map { "credit passed \($0.text)" } ?? "credit"
        let left = balance.remaining.map { "\($0.cents) USD left" } ?? passed
        let end = balance.end(from: context.now).map { end in
            end.by == .exhaustion ? ", empty \(context.point(end.at))" : ", ends \(context.point(end.at))"
        }
        let used = balance.burnedPercent.map { ", \(Sentences.percent($0)) used" } ?? ""
        return "\(left)\(end ?? "") (credit \(Sanitizer.terminal(balance.name).cut(to: 24))\(used))"
    }

    /// Something was stopped without a person asking.
    ///
    /// - Parameter stopped: the findings as planned, each with its outcome; what failed is told too.
    public static func stoppedMail(
        _ stopped: [(step: PlanStep, finding: Finding?, outcome: StepOutcome)], planID: String, mailID: String,
        _ context: TextContext
    ) -> (subject: String, body: String) {
        let done = stopped.filter { $0.outcome == .done }
        let names = done.map { Sentences.title($0.step.resource, $0.step.name) }
        var lines = TextLines(context.plain)
        lines.add(
            done.isEmpty
                ? "costguard stopped nothing." : "costguard stopped \(done.count), because a rule you armed says so.")
        for entry in stopped { stoppedEntry(entry, &lines) }
        lines.blank()
        lines.add("To be left alone in future, tag it \(KeepTag.key) = a date, or any word for good.")
        let account = stopped.first.map { "Account \($0.step.resource.account). " } ?? ""
        lines.add("\(account)Plan \(planID). Mail \(mailID).")
        let subject =
            done.isEmpty
            ? "costguard: \(stopped.count) stops did not succeed"
            : "costguard stopped \(names.prefix(2).joined(separator: ", "))\(done.count > 2 ? " +\(done.count - 2)" : "")"
        return (Sanitizer.subject(subject), lines.text)
    }

    private static func stoppedEntry(
        _ entry: (step: PlanStep, finding: Finding?, outcome: StepOutcome), _ lines: inout TextLines
    ) {
        let key = entry.step.resource
        lines.blank()
        let title = Sentences.title(key, entry.step.name)
        lines.add("\(title)  \(title == key.id ? "" : "\(key.id)  ")\(Sentences.place(key.region))")
        lines.field("result", ApplyReport.words(entry.outcome))
        if let finding = entry.finding {
            lines.field("why", finding.judgement.reason)
            if !finding.loses.isEmpty { lines.field("lost", finding.loses.joined(separator: ", ")) }
        }
        if let saving = entry.step.savingPerMonth {
            lines.field("saves", "\(Sentences.perDay(perMonth: saving).cents) USD a day at list price")
        }
        lines.add("Its EBS disks are kept, and still billed. To start it again:", head: "  ")
        lines.verbatim(consoleLink(key))
        lines.verbatim(startCommand(key))
    }

    private static func burners(_ context: TextContext, _ lines: inout TextLines) {
        guard !context.running.isEmpty else { return }
        lines.blank()
        lines.add("What runs, USD a day at list price:")
        let priced = context.running.sorted { left, right in
            (right.perHour ?? .zero, left.key) < (left.perHour ?? .zero, right.key)
        }
        for instance in priced.prefix(10) {
            let price = instance.perHour.map { $0.scaled(by: 24, over: 1).cents } ?? "?"
            let title = Sentences.title(instance.key, instance.name).cut(to: 20)
            let blank = String(repeating: " ", count: max(0, 8 - price.count))
            lines.field("\(blank)\(price)", "\(title)  \(instance.type)  \(instance.key.region.place)", label: 10)
        }
        if priced.count > 10 { lines.add("and \(priced.count - 10) more", head: "  ") }
    }

    private static func offers(_ plan: Plan, _ credit: CreditSentences, _ lines: inout TextLines) {
        lines.blank()
        let after = PlanReport.burnAfter(plan, credit.balance.burnPerHour).flatMap { credit.pace($0) }
        let count = plan.steps.count
        lines.add("You could stop \(count)" + (after.map { ", and it burns \($0):" } ?? ":"))
        for step in plan.steps.prefix(5) {
            let finding = plan.findings.first { $0.resource == step.resource && $0.isStep }
            let lost = finding.map { $0.loses.isEmpty ? "" : "; lost: \($0.loses.joined(separator: ", "))" } ?? ""
            lines.add(
                "\(Sentences.title(step.resource, step.name)): \(finding?.judgement.reason ?? "")\(lost)", head: "  ")
            lines.verbatim(consoleLink(step.resource))
        }
        lines.add("or, all of them, on the machine where costguard runs:", head: "  ")
        lines.verbatim("costguard apply \(plan.id)")
        lines.add("To keep one, tag it \(KeepTag.key) = a date.", head: "  ")
    }

    /// The console's page of an instance, alone on its line so that a phone makes it a link.
    static func consoleLink(_ key: ResourceKey) -> String {
        let region = key.region.code
        let base = "https://\(region).console.aws.amazon.com/ec2/home?region=\(region)"
        // An id from outside becomes part of a link and of a command: letters, digits and hyphens only.
        return "\(base)#InstanceDetails:instanceId=\(plainID(key))"
    }

    static func startCommand(_ key: ResourceKey) -> String {
        "aws ec2 start-instances --region \(key.region.code) --instance-ids \(plainID(key))"
    }

    static func plainID(_ key: ResourceKey) -> String {
        key.id.filter { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") }
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
