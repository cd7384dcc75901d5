// What persons keep is spared by every rule, as a keep tag spares it; the hold clock then rests.

package import CostModel
package import Foundation

extension Judgement {
    /// The same judgement, spared: what the rule would have said stands in its conditions still.
    func kept(by keep: Keep) -> Judgement {
        let until = keep.until.map { UTCTime.text($0) }
        let values = [
            Evidence("until", until.map { .text($0) } ?? .null), Evidence("who", .text(keep.who)),
            Evidence("because", keep.because.map { .text($0) } ?? .null),
        ]
        let condition = ConditionResult(
            part: .unless, text: Keep.sparing, outcome: .holds, values: values)
        return with {
            $0.outcome = .spared(by: Keep.sparing)
            $0.conditions.append(condition)
            $0.missing = []
        }
    }
}

extension JudgementSet {
    /// What persons keep at a time is spared, unless its rule is clear of it anyway.
    package func sparing(_ keeps: [ResourceKey: Keep], at now: Date) -> JudgementSet {
        let holding = keeps.filter { $0.value.holds(at: now) }
        guard !holding.isEmpty else { return self }
        var spared = self
        spared.judgements = judgements.map { judgement in
            guard let keep = holding[judgement.resource], judgement.outcome != .clear else { return judgement }
            return judgement.kept(by: keep)
        }
        return spared
    }
}

extension Judgement {
    /// The same judgement as a person wants it who passes keeps: what the rule says but for the keep tag. Other judgements
    /// are as they are.
    package var passingKeepTag: Judgement {
        guard case .spared(by: KeepTag.sparing) = outcome else { return self }
        let isUnknown = conditions.contains { $0.part == .whereAll && $0.outcome == .unknown }
        return with { $0.outcome = isUnknown ? .unknown : .holds }
    }

    /// Whose keeps a person's word passes: the tag's, somebody's word.
    func keepsPassed(by request: PlanRequest) -> [Refusal] {
        guard rule.action == .stop, request.byHand?.overridesKeeps == true else { return [] }
        var passed: [Refusal] = []
        if conditions.contains(where: { $0.part == .unless && $0.text == KeepTag.key && $0.outcome == .holds }) {
            let value = KeepTag.value(in: tags ?? [:]).map { " = \($0)" } ?? ""
            passed.append(Refusal(KeepTag.sparing, "somebody keeps it by its tag \(KeepTag.key)\(value)"))
        }
        if let keep = request.keeps[resource], keep.holds(at: request.now) {
            let end = keep.until.map { " to \(UTCTime.text($0))" } ?? ""
            passed.append(Refusal(Keep.sparing, "kept\(end) by \(keep.who)\(keep.because.map { ": \($0)" } ?? "")"))
        }
        return passed
    }
}
