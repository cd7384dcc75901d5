// What decided a judgement, in one phrase.

import CostModel
import Foundation

/// Finds and words the first thing that decided.
enum Decision {
    /// Nil where no condition says: the judgement then stands by its outcome alone.
    static func first(in judgement: Judgement) -> String? {
        switch judgement.outcome {
        case .clear:
            let failed = judgement.conditions.first { $0.part == .whereAll && $0.outcome == .fails }
            return failed.map { condition in
                let values = self.values(condition)
                return values.isEmpty ? "not: \(condition.text)" : "\(values), so not: \(condition.text)"
            }
        case .unknown:
            let missing = Sentences.missing(judgement.missing)
            return missing.isEmpty ? "data is missing" : "not known: \(missing)"
        case .spared(let by): return "spared by \(by)"
        case .holds: return nil
        }
    }

    /// Why the keep tag or an `unless` spares it, with the end of the tag where it has one.
    static func spared(_ by: String, _ judgement: Judgement, now: Date, zone: TimeZone) -> String {
        guard by == KeepTag.key || by == "keep-tag" else { return "spared by \(by)" }
        let json = judgement.row["tags"]?.text ?? "{}"
        let tags = (try? JSONDecoder().decode([String: String].self, from: Data(json.utf8))) ?? [:]
        guard case .holds(let until?) = KeepTag.read(tags, at: now) else { return "tag \(KeepTag.key) holds" }
        return "tag \(KeepTag.key) holds to \(Moment.point(until, in: zone, now: now))"
    }

    /// ` (cpu_percent 71)`: the values that a condition saw.
    static func seen(_ condition: ConditionResult) -> String {
        condition.values.isEmpty ? "" : " (\(values(condition)))"
    }

    private static func values(_ condition: ConditionResult) -> String {
        condition.values.map { "\($0.column) \(Sentences.value($0.value))" }.joined(separator: ", ")
    }
}
