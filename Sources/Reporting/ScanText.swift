// What a scan says at its end: what the rules make of what it saw; and what of money AWS does not tell, once, with what
// follows and what helps. Which of that is news is the pipeline's matter; the doctor says it whenever it is asked.

import CostModel

/// The end of a scan's messages.
package enum ScanText {
    /// `Would stop 1 of 4 running, saves 12.62 USD a day.`, `Flagged 5, up to 13.45 USD a month.`, then what is left alone.
    package static func findings(_ plan: Plan) -> [String] {
        let words = PlanSectionText(plan: plan)
        let sections = plan.sections
        let first = "Would stop \(words.stopping)."
        let flagged = words.flagged.map { "Flagged \($0)." } ?? "Nothing is flagged."
        let named = Set(sections.stopping.map(\.step.resource))
        let told = plan.findings.filter {
            $0.verdict == .flagged && $0.isWord && !named.contains($0.resource)
        }
        func things(_ telling: Telling) -> Int { Set(told.filter { $0.rule.telling == telling }.map(\.resource)).count }
        let others = [
            (things(.each), "idle, not yet for long enough"), (things(.together), "not usual here"),
            (sections.refused.count, "refused by a guardrail"), (sections.unknown.count, "not known"),
        ].filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
        return [first, flagged] + (others.isEmpty ? [] : ["Left alone: \(others.joined(separator: ", "))."])
    }
}

/// Sentences on sources of money that refuse or fail.
package enum BillingGapText {
    /// One line for all that is not allowed, one for each that failed; none where AWS told everything.
    package static func lines(_ gaps: [Gap]) -> [String] {
        let denied = gaps.filter { $0.kind == .denied && !$0.error.contains("Cost Explorer is not switched on") }
        let others = gaps.filter { !denied.contains($0) }.map { "No figures from \($0.operation): \($0.error)" }
        guard !denied.isEmpty else { return others }
        let calls = Set(denied.map { "\($0.service):\($0.operation)" }).sorted().joined(separator: ", ")
        return [
            "Not allowed: reading what is left of credits (\(calls)). A balance comes from what you type: "
                + "'costguard credits set --help' (told once)"
        ] + others
    }
}
