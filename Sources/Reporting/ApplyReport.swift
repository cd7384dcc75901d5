// What became of a plan's steps.

import CostModel
import Foundation

/// Outcomes as text or JSON.
package enum ApplyReport {
    /// One line per step, then how to undo what was done.
    package static func text(
        _ outcomes: [(step: PlanStep, outcome: StepOutcome)], planID: String, _ context: TextContext
    ) -> String {
        var lines = TextLines(context)
        let done = outcomes.filter { $0.outcome == .done }
        let saving = SavingSum(done.map(\.step)).aDay.map { ", saves \($0)" } ?? ""
        lines.section("STOPPED", "\(done.count) of \(outcomes.count)\(saving)", right: "plan \(planID)")
        let titles = Titles(outcomes.map(\.step))
        for (step, outcome) in outcomes {
            lines.item(step.resource, step.name, text(outcome), among: titles)
        }
        let uncertain = outcomes.contains { if case .uncertain = $0.outcome { true } else { false } }
        if uncertain { lines.add("An uncertain stop is looked at again by the next run.") }
        if !done.isEmpty { lines.add("To start again:") }
        for (step, _) in done.prefix(5) { lines.verbatim("  \(Commands.start(step.resource))") }
        if done.count > 5 { lines.add("and \(done.count - 5) more: costguard history", head: "  ") }
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
