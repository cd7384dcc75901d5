// What a person is asked before a plan's steps are done, and what became of them; and what an earlier plan has done already.

package import CostModel
package import Foundation

/// The steps that wait for a person's word.
package struct ApplyQuestion: Sendable {
    private let steps: [PlanStep]
    private let planID: String?
    private let account: AccountID
    private let losses: [ResourceKey: [String]]
    private let notes: [ResourceKey: [String]]

    /// - Parameters:
    ///   - planID: nil where nobody reviewed a plan.
    ///   - findings: the rules' latest word, which tells what a stop loses; what they do not tell is not shown.
    ///   - notes: what else a person should know of a machine, a sentence each.
    package init(
        _ steps: [PlanStep], planID: String?, account: AccountID, findings: [Finding],
        notes: [ResourceKey: [String]] = [:]
    ) {
        self.steps = steps
        self.planID = planID
        self.account = account
        self.notes = notes
        losses = findings.reduce(into: [:]) { losses, finding in
            if losses[finding.resource] == nil { losses[finding.resource] = finding.loses }
        }
    }

    /// Two lines a step: `stop hw3-gpu i-0a1b Oregon (us-west-2), saves 12.62 USD a day`, then what is lost.
    package func text(_ context: TextContext) -> String {
        var lines = TextLines(context)
        for step in steps {
            let title = CommonText.title(step.resource, step.name)
            let name = title == step.resource.id ? "" : "\(title)  "
            let saving = step.savingPerMonth.map { ", saves \(Self.aDay($0)) a day" } ?? ""
            lines.add(
                "\(name)\(step.resource.id)  \(CommonText.place(step.resource.region))\(saving)",
                head: "\(step.action.rawValue)  ")
            let lost = losses[step.resource] ?? []
            if !lost.isEmpty { lines.add("you lose \(lost.joined(separator: ", "))", head: "      ") }
            for note in notes[step.resource] ?? [] { lines.add(note, head: "      ") }
        }
        return lines.text
    }

    /// `Stop 2 machines of account 123456789012 by plan 7f3a91c2, saving 25.24 USD a day.`
    package var sentence: String {
        let saving = SavingSum(steps).aDay.map { ", saving \($0)" } ?? ""
        let what = CountText.text(steps.count, CommonText.noun(steps))
        let verb = steps.first?.action == .start ? "Start" : "Stop"
        return "\(verb) \(what) of account \(account)\(planID.map { " by plan \($0)" } ?? "")\(saving)."
    }

    private static func aDay(_ perMonth: Money) -> String { "\(CommonText.perDay(perMonth: perMonth).cents) USD" }
}

/// What the journal says of one account's machines.
package struct EarlierStops: Sendable {
    private let entries: [ResourceKey: JournalEntry]

    /// - Parameter entries: as `Journal.stops` gives them: each machine's last stop.
    package init(_ entries: [JournalEntry]) {
        self.entries = entries.reduce(into: [:]) { stops, entry in
            if entry.outcome == .done, stops[entry.intent.resource] == nil { stops[entry.intent.resource] = entry }
        }
    }

    /// `already stopped by plan 7f3a91c2 at 15:43 UTC`; nil where nothing of costguard's stopped the start that the step
    /// is about.
    package func text(for step: PlanStep, timeZone: TimeZone, now: Date) -> String? {
        guard let stop = entries[step.resource]?.intent, step.launchTime != nil,
            isSameStart(step.launchTime, stop.launchTime)
        else { return nil }
        return "already stopped by plan \(stop.planID) at \(TimeText.point(stop.at, in: timeZone, now: now))"
    }
}

/// Outcomes as text or JSON.
package enum ApplyReport {
    /// One line per step, then how to undo what was done.
    package static func text(
        _ outcomes: [(step: PlanStep, outcome: StepOutcome)], planID: String, _ context: TextContext
    ) -> String {
        var lines = TextLines(context)
        let done = outcomes.filter { $0.outcome == .done }
        let saving = SavingSum(done.map(\.step)).aDay.map { ", saves \($0)" } ?? ""
        let isStart = outcomes.first?.step.action == .start
        lines.section(
            isStart ? "STARTED" : "STOPPED", "\(done.count) of \(outcomes.count)\(saving)", right: "plan \(planID)")
        let titles = Titles(outcomes.map(\.step))
        for (step, outcome) in outcomes {
            lines.item(step.resource, step.name, text(outcome), among: titles)
        }
        let uncertain = outcomes.contains { if case .uncertain = $0.outcome { true } else { false } }
        if uncertain { lines.add("An uncertain \(isStart ? "start" : "stop") is looked at again by the next run.") }
        let stopped = isStart ? [] : done
        if !stopped.isEmpty { lines.add("To start again:") }
        for (step, _) in stopped.prefix(5) { lines.verbatim("  \(Commands.start(step.resource))") }
        if stopped.count > 5 { lines.add("and \(stopped.count - 5) more: costguard history", head: "  ") }
        lines.next(context.next)
        return lines.text
    }

    /// One JSON object, schema version 1; `outcome` is done, failed, skipped or uncertain.
    package static func json(_ outcomes: [(step: PlanStep, outcome: StepOutcome)], planID: String) -> String {
        let steps = outcomes.map { step, outcome in
            let (word, detail) = parts(outcome)
            return ApplyDocument.Step(
                action: step.action, resource: ResourceEntry(step.resource, name: step.name), rules: step.rules,
                outcome: word, detail: detail, savingUSDPerMonth: step.savingPerMonth)
        }
        return JSONText.document(ApplyDocument(planID: planID, steps: steps))
    }

    /// `done`, `skipped: it was started again since the plan was made`.
    static func text(_ outcome: StepOutcome) -> String {
        let (word, detail) = parts(outcome)
        return detail.map { "\(word.rawValue): \($0)" } ?? word.rawValue
    }

    static func parts(_ outcome: StepOutcome) -> (OutcomeWord, String?) {
        switch outcome {
        case .done: (.done, nil)
        case .failed(let why), .refused(_, let why): (.failed, why)
        case .skipped(let why): (.skipped, why)
        case .uncertain(let why): (.uncertain, why)
        }
    }
}

/// What became of a step, in a word; `open`: nobody knows yet.
enum OutcomeWord: String, CaseIterable, Codable { case done, failed, skipped, uncertain, open }

/// `apply --format json`.
struct ApplyDocument: Codable {
    struct Step: Codable {
        let action: Action
        let resource: ResourceEntry
        let rules: [String]
        let outcome: OutcomeWord
        let detail: String?
        let savingUSDPerMonth: Money?
    }

    var schemaVersion = SchemaVersion.one
    let planID: String
    let steps: [Step]
}
