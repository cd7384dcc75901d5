// One condition of a rule in words, and what decided a judgement. Reads the condition's text only for show: what is not
// recognised is shown as it was written.

import CostModel
import Foundation

/// A condition with the judgement that it belongs to.
struct ConditionText {
    let condition: ConditionResult
    let judgement: Judgement

    /// Settings stand in the text with a colon before their names.
    private var settings: [Evidence] { condition.values.filter { names.contains($0.column) } }
    /// What else it read. A function of tags reads what names the resource too; that is no news.
    private var columns: [Evidence] {
        condition.values.filter { value in
            guard !names.contains(value.column) else { return false }
            return !["id", "region", "account"].contains(value.column) || condition.text.contains(value.column)
        }
    }
    private var names: Set<String> {
        Set(condition.text.matches(of: /:([A-Za-z_][A-Za-z0-9_]*)/).map { String($0.1) })
    }

    /// Whether it only says for which resources the rule is: it reads nothing but listed facts.
    var isScope: Bool {
        let view = ViewSchema.named(judgement.rule.view)
        return columns.allSatisfy { $0.column != "tags" && view?.column($0.column) != nil }
    }

    /// Whether it failed because something was above what an idle machine does.
    var isBusy: Bool {
        guard !isScope, judgement.rule.action == .stop, condition.outcome == .fails else { return false }
        return condition.text.contains("<") && !condition.text.contains(">")
    }

    /// `yesterday in the 6 h that follow`: which hours it is about, where those are past.
    var habit: String? {
        guard let past = condition.values.lazy.compactMap(\.past).first else { return nil }
        let hours = { (seconds: Int) in QuantityText.decimal(Double(seconds) / .hour, places: 1) + " h" }
        let days = (past.ago + past.window) / .day
        guard days > 0, (past.ago + past.window) % .day == 0 else {
            return "in the \(hours(past.window)) that ended \(hours(past.ago)) ago"
        }
        let day = [1: "yesterday", 7: "a week ago"][days] ?? "\(days) days ago"
        return "\(day) in the \(hours(past.window)) that follow"
    }

    /// `CPU 30.5 %, the rule wants < 5 %`.
    var wanted: String {
        if let (column, sign, limit) = comparison { return "\(named(column)), the rule wants \(sign) \(limit)" }
        let seen = tags + columns.filter { $0.column != "tags" }.map(named)
        return seen.isEmpty ? "not: \(plain)" : "\(seen.joined(separator: ", ")); the rule wants \(plain)"
    }

    /// What it saw: `30.5 %`; a single column needs no name, the text has it.
    var seen: String {
        let read = columns.filter { $0.column != "tags" && $0.column != KeepTag.key }
        let lone = comparison != nil || (read.count == 1 && tags.isEmpty)
        let values =
            lone ? (comparison.map { [$0.column] } ?? read).map(value) : read.map(named)
        let holdsNone = condition.text == KeepTag.key && condition.outcome == .fails && columns.isEmpty
        let keep = holdsNone ? ["no such tag"] : columns.filter { $0.column == KeepTag.key }.map(value)
        return (keep + tags + values).joined(separator: ", ") + (habit.map { "; \($0)" } ?? "")
    }

    /// The settings by their names, beside the condition as its author wrote it: `idle_percent 5 %`.
    var limits: String { settings.map { "\($0.column) \(value($0))" }.joined(separator: ", ") }

    /// `percent_complete 63, changed within 3 h`: the tags it looks at; empty where it looks at none.
    var tags: [String] {
        let pattern = /tag(?:_number|_percent|_age_hours)?\(\s*tags\s*,\s*'([^']+)'\s*\)/
        var seen: Set<String> = []
        let keys = condition.text.matches(of: pattern).map { String($0.1) }.filter { seen.insert($0).inserted }
        guard !judgement.unknownColumns.contains("tags") else { return keys.map { "tag \($0) not known" } }
        let tags = judgement.tagValues
        let values = keys.map { key in tags[key].map { "\(key) \($0.cut(to: 40))" } ?? "no tag \(key)" }
        guard condition.outcome == .holds, let limit = age else { return values }
        return values + ["changed within \(limit)"]
    }

    /// The age below which a tag counts as new, where the condition asks that.
    private var age: String? {
        let pattern = /tag_age_hours\([^)]*\)\s*<=?\s*:([A-Za-z_][A-Za-z0-9_]*)/
        guard let name = condition.text.firstMatch(of: pattern)?.1 else { return nil }
        return settings.first { $0.column == name }.map(value)
    }

    /// The condition in words, with its limits: `received + sent < 1.05 MB`.
    var plain: String { ColumnText.sentence(substituted) }

    /// The text with the settings' values in place of their names.
    private var substituted: String {
        let settings = settings
        return condition.text.replacing(/:([A-Za-z_][A-Za-z0-9_]*)/) { match in
            settings.first { $0.column == match.1 }.map(value) ?? String(match.0)
        }
    }

    /// A column against a setting or a number, as most conditions are.
    private var comparison: (column: Evidence, sign: String, limit: String)? {
        guard let match = condition.text.wholeMatch(of: /\s*(\w+)\s*(<=|>=|<|>)\s*(:?)([\w.]+)\s*/),
            let column = columns.first(where: { $0.column == match.1 })
        else { return nil }
        let sign = String(match.2)
        if !match.3.isEmpty {
            return settings.first { $0.column == match.4 }.map { (column, sign, value($0)) }
        }
        return Double(match.4).map { (column, sign, QuantityText.text(.real($0), of: column.column)) }
    }

    /// `CPU 30.5 %`, `sent 140 KB`.
    private func named(_ evidence: Evidence) -> String { "\(ColumnText.text(evidence.column)) \(value(evidence))" }

    /// What is not known is not "none".
    private func value(_ evidence: Evidence) -> String {
        if judgement.unknownColumns.contains(evidence.column) { return "not known" }
        let number = QuantityText.text(evidence.value, of: evidence.column)
        // No data at all, which the rule takes for nothing: who reads it must know that nobody measured.
        let isReported = judgement.row["\(evidence.column)_coverage"]?.number != 0
        let text = isReported ? number : "\(number) (not reported)"
        // Spans come as the rule writes them: `3h`.
        guard let span = text.wholeMatch(of: /(\d+)([smhdw])/), names.contains(evidence.column) else { return text }
        return "\(span.1) \(["d": "days", "w": "weeks"][span.2] ?? String(span.2))"
    }
}

extension Judgement {
    /// All tags; none where they cannot be read.
    var tagValues: [String: String] {
        let json = row["tags"]?.text ?? "{}"
        return (try? JSONDecoder().decode([String: String].self, from: Data(json.utf8))) ?? [:]
    }
}

/// Finds and words the first thing that decided.
enum DecisionText {
    /// Nil where no condition says: the judgement then stands by its outcome alone.
    static func first(in judgement: Judgement, _ context: TextContext) -> String? {
        switch judgement.outcome {
        case .clear where judgement.rule.asker != .rule: return judgement.reason
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
    /// nothing of this one, and hours that last say nothing of its use.
    static func nearest(_ judgements: [Judgement]) -> Judgement? {
        func distance(_ judgement: Judgement) -> (Int, Int, Int) {
            let failed = failed(judgement)
            let held = judgement.conditions.count { $0.part == .whereAll && $0.outcome == .holds }
            return (failed.count(where: \.isScope), failed.count, -held)
        }
        let ofRules = judgements.filter { $0.rule.asker == .rule }
        return (ofRules.isEmpty ? judgements : ofRules).min { distance($0) < distance($1) }
    }

    /// `kept to Tue 1 Dec 08:00 by ada on laptop: the thesis runs`; nil where no person's word spares it.
    private static func kept(_ judgement: Judgement, _ context: TextContext) -> String? {
        guard judgement.outcome == .spared(by: Keep.sparing),
            let word = judgement.conditions.last(where: { $0.text == Keep.sparing })
        else { return nil }
        func text(_ column: String) -> String? { word.values.first { $0.column == column }?.value.text }
        let until = text("until").flatMap { UTCTime.date($0) }.map { " to \(context.point($0))" } ?? ""
        let because = text("because").map { ": \($0)" } ?? ""
        return "kept\(until) by \(text("who") ?? "somebody")\(because)"
    }

    /// Why the keep tag or an `unless` spares it: the end of the tag, or the tags it looked at.
    static func spared(_ by: String, _ judgement: Judgement, _ context: TextContext) -> String {
        if let kept = kept(judgement, context) { return kept }
        if by == Judgement.atWork { return judgement.reason }
        guard by == KeepTag.key || by == KeepTag.sparing else {
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
