// What decided a judgement, in one phrase.

import CostModel
import Foundation

/// Finds and words the first thing that decided.
enum DecisionText {
    /// Nil where no condition says: the judgement then stands by its outcome alone.
    static func first(in judgement: Judgement, _ context: TextContext) -> String? {
        switch judgement.outcome {
        case .clear: return decisive(judgement).map { because($0) + $0.wanted }
        case .unknown:
            return judgement.missing.isEmpty ? "data is missing" : "not known: \(MissingText.text(judgement.missing))"
        case .spared(let by): return spared(by, judgement, context)
        case .holds: return nil
        }
    }

    /// `busy: `, or whose habit it is to work: `habit, yesterday in the 6 h that follow: `.
    private static func because(_ text: ConditionText) -> String {
        guard text.isBusy else { return "" }
        return text.habit.map { "habit, \($0): " } ?? "busy: "
    }

    /// The condition that makes it clear; one about work says more than one about the kind of machine.
    private static func decisive(_ judgement: Judgement) -> ConditionText? {
        let failed = self.failed(judgement)
        return failed.first(where: \.isBusy) ?? failed.first
    }

    private static func failed(_ judgement: Judgement) -> [ConditionText] {
        judgement.conditions.filter { $0.part == .whereAll && $0.outcome == .fails }
            .map { ConditionText(condition: $0, judgement: judgement) }
    }

    /// Of several rules that let it be, the one that came nearest to acting: a rule for other kinds of machine says
    /// nothing of this one.
    static func nearest(_ judgements: [Judgement]) -> Judgement? {
        func distance(_ judgement: Judgement) -> (Int, Int, Int) {
            let failed = failed(judgement)
            let held = judgement.conditions.count { $0.part == .whereAll && $0.outcome == .holds }
            return (failed.count(where: \.isScope), failed.count, -held)
        }
        return judgements.min { distance($0) < distance($1) }
    }

    /// Why the keep tag or an `unless` spares it: the end of the tag, or the tags it looked at.
    static func spared(_ by: String, _ judgement: Judgement, _ context: TextContext) -> String {
        guard by == KeepTag.key || by == "keep-tag" else {
            let condition = judgement.conditions.first { $0.part == .unless && $0.text == by }
            guard let condition else { return "spared: \(by)" }
            let text = ConditionText(condition: condition, judgement: judgement)
            return "spared: " + (text.tags.isEmpty ? text.plain : text.tags.joined(separator: ", "))
        }
        let tags = judgement.tagValues
        if case .holds(let until?) = KeepTag.read(tags, at: context.now) {
            return "tag \(KeepTag.key) holds to \(context.point(until))"
        }
        guard let value = KeepTag.value(in: tags), let doubt = KeepTag.doubt(about: value) else {
            return "tag \(KeepTag.key) holds"
        }
        return "tag \(KeepTag.key) '\(value.cut(to: 40))' holds: \(doubt.rawValue)"
    }
}
