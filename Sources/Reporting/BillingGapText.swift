// What a scan says of money that AWS does not tell: once, what follows, and what helps. Which of it is news is the
// pipeline's matter; the doctor says it whenever it is asked.

import CostModel

/// Sentences on sources of money that refuse or fail.
public enum BillingGapText {
    /// One line for all that is not allowed, one for each that failed; none where AWS told everything.
    public static func lines(_ gaps: [Gap]) -> [String] {
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
