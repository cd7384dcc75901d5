// The first line of each section of a plan: how many things stand in it and what they come to, in the same words in text,
// on the page and in mail.

import CostModel

/// What the sections of a plan count.
struct PlanSectionText {
    let plan: Plan

    /// `2 of 6 running, saves 13.12 USD a day`; `nothing of 6 running`.
    var stopping: String {
        let sum = plan.sections.stoppingSum
        // Of a plan whose running machines nobody counted, no part can be told.
        let scope = plan.running > 0 && plan.running >= sum.count ? " of \(plan.running) running" : ""
        guard sum.count > 0 else { return "nothing\(scope)" }
        return "\(sum.count)\(scope)" + (sum.aDay.map { ", saves \($0)" } ?? "")
    }

    /// `5, up to 13.45 USD a month`; nil where nothing is flagged.
    var flagged: String? {
        let sum = plan.sections.flaggedSum
        guard sum.count > 0 else { return nil }
        return "\(sum.count)" + (sum.aMonth.map { ", \($0)" } ?? "")
    }

    /// `1 that a rule would stop, but a guardrail forbids`; nil where nothing is refused.
    var refused: String? {
        let count = plan.sections.refused.count
        return count == 0 ? nil : "\(count) that a rule would stop, but a guardrail forbids"
    }

    /// `1 whose hours cannot be read: by them nothing is done`; nil where all are read.
    var hoursUnread: String? {
        let count = plan.sections.hoursUnread.count
        return count == 0 ? nil : "\(count) whose hours cannot be read: by them nothing is done"
    }

    /// `1, left alone until the data is there`; nil where all is known.
    var unknown: String? {
        let count = plan.sections.unknown.count
        return count == 0 ? nil : "\(count), left alone until the data is there"
    }
}

extension Plan {
    /// How much of what it rests on is missing: lists that were not seen, rules that failed.
    var blindSpots: Int { gaps.count + faults.count }
}

extension SavingSum {
    /// `13.12 USD a day`, at list price; nil where no price is known.
    var aDay: String? { words(CommonText.perDay(perMonth: perMonth), "day") }

    /// `up to 13.45 USD a month`; nil where no price is known.
    var aMonth: String? { words(perMonth, "month") }

    private func words(_ amount: Money, _ span: String) -> String? {
        guard unpriced < count else { return nil }
        // What has no known price makes the sum a lower bound, what is shared an upper one.
        let lead =
            switch (unpriced > 0, isUpperBound) {
            case (false, false): ""
            case (false, true): "up to "
            case (true, false): "at least "
            case (true, true): "about "
            }
        return "\(lead)\(amount.cents) USD a \(span)"
    }
}

extension PlanSections.Item {
    /// Why it stands there, and which further rules say so.
    var reason: String {
        furtherRules.isEmpty
            ? finding.judgement.reason : "\(finding.judgement.reason) (also: \(furtherRules.joined(separator: ", ")))"
    }

    /// `the schedules 'office' and 'lab' name it both: leave it to one of them`.
    var whyUnread: String {
        finding.judgement.missing.filter { $0.column == ScheduleTag.key }.map(\.why).joined(separator: ", ")
    }

    /// `unused-image: whether other accounts may use it was not asked yet`.
    var whatIsMissing: String { "\(finding.rule.name): \(MissingText.text(finding.judgement.missing))" }

    /// `stop-protection: whoever set it wants it to run`.
    var whyRefused: String { finding.refusal.map { "\($0.guardrail): \($0.detail)" } ?? "" }
}
