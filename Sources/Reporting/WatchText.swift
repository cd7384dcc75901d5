// One line a run for those who read a service's journal: what was seen, what follows, what was done.

import CostModel
import Foundation

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
