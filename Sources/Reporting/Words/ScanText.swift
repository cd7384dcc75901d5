// What is said at the end of a scan: by the scan itself, and in the one line that a service writes for each run. Which of
// it is news is the pipeline's matter; the doctor says it whenever it is asked.

package import CostModel
package import Foundation

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
        let unread = sections.hoursUnread.count
        let hours =
            unread == 0 ? [] : ["Of \(CountText.text(unread, "machine")) the hours cannot be read: costguard plan."]
        return [first, flagged] + hours + (others.isEmpty ? [] : ["Left alone: \(others.joined(separator: ", "))."])
    }
}

/// Sentences on sources of money that refuse or fail.
package enum BillingGapText {
    /// One line for all that is not allowed, one for each that failed; none where AWS told everything.
    package static func lines(_ gaps: [Gap]) -> [String] {
        let denied = gaps.filter { $0.kind == .denied && !$0.error.contains("Cost Explorer is not switched on") }
        let others = gaps.filter { !denied.contains($0) }.map { "No figures from \($0.operation): \($0.error)" }
        guard !denied.isEmpty else { return others }
        let calls = Set(denied.map(\.call)).sorted().joined(separator: ", ")
        return [
            "Not allowed: reading what is left of credits (\(calls)). A balance comes from what you type: "
                + "'costguard credits set --help' (told once)"
        ] + others
    }
}

/// The words of a service.
package enum WatchText {
    /// `17 of 17 regions seen, 230 calls, 4.1 s; 2 due, 1 pending, 3 unknown; stopped 1; next run 08:45 UTC`.
    ///
    /// - Parameter unsent: mails that could not be sent.
    package static func line(
        _ scan: ScanSummary, _ findings: [Finding], applied: [StepOutcome], unsent: Int, next: Date,
        timeZone: TimeZone, now: Date
    ) -> String {
        let tenths = Int((scan.duration * 10).rounded())
        var parts = [
            "\(scan.regionsSeen), \(CountText.text(scan.apiCalls, "call")), \(tenths / 10).\(tenths % 10) s"
        ]
        let verdicts: [(Verdict, String)] = [
            (.due, "due"), (.pending, "pending"), (.refused, "refused"), (.unknown, "unknown"),
        ]
        let counts = verdicts.compactMap { verdict, word in
            let count = findings.count { $0.verdict == verdict }
            return count > 0 ? "\(count) \(word)" : nil
        }
        parts.append(counts.isEmpty ? "nothing to stop" : counts.joined(separator: ", "))
        if !applied.isEmpty { parts.append(outcomes(applied)) }
        if unsent > 0 { parts.append("\(unsent) mails not sent") }
        parts.append(nextRun(next, timeZone, now))
        return parts.joined(separator: "; ")
    }

    /// `next run 08:45 UTC`.
    package static func nextRun(_ next: Date, _ timeZone: TimeZone, _ now: Date) -> String {
        "next run \(TimeText.point(next, in: timeZone, now: now))"
    }

    private static func outcomes(_ outcomes: [StepOutcome]) -> String {
        let done = outcomes.count { $0 == .done }
        let skipped = outcomes.count { if case .skipped = $0 { true } else { false } }
        let failed = outcomes.count - done - skipped
        var text = "stopped \(done)"
        if skipped > 0 { text += ", left alone \(skipped)" }
        if failed > 0 { text += ", failed \(failed)" }
        return text
    }
}
