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
        return Judgement(
            rule: rule, resource: resource, name: name, outcome: .spared(by: Keep.sparing),
            conditions: conditions + [condition], evidence: evidence, missing: [], reason: reason, row: row,
            unknownColumns: unknownColumns, unanswered: unanswered)
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
