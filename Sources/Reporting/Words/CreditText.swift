// How a credit stands, in words: its name, what is left, what it burns, when it ends, who pays then.

import CostModel
import Foundation

/// Phrases about credits.
struct CreditText {
    let balance: CreditBalance
    let context: TextContext

    /// Where no credit is known.
    static func none(_ lines: inout TextLines) {
        lines.section("CREDIT", "none known: costguard credits set 100 --used 37")
    }

    /// A credit with all that is told of it.
    ///
    /// - Parameter plan: whose steps would slow the burn; nil: none.
    func block(_ plan: Plan?, _ lines: inout TextLines) {
        head(&lines)
        lines.field("now", now)
        lines.facts(facts(plan))
    }

    /// What stands beneath a credit and its burn, in this order.
    func facts(_ plan: Plan?) -> [Fact] {
        [
            ("range", SpendReport.range(of: balance, context)), ("if applied", plan.flatMap(ifApplied)),
            ("then", SpendReport.afterwards(balance, context)), ("marks", marksSoFar), ("source", origin),
        ]
    }

    /// The present burn.
    var now: String { pace(balance.burnPerHour) ?? "burn not known: costguard scan" }

    /// The burn once every step is done.
    func ifApplied(_ plan: Plan) -> String? {
        PlanReport.burnAfter(plan, balance.burnPerHour).flatMap { pace($0, afterwards: false) }
    }

    /// `80 % passed; next mail at 95 %`.
    private var marksSoFar: String {
        guard !balance.levels.isEmpty else { return "none" }
        let passed = CreditText.marks(balance.levels.filter { balance.isPast($0, at: context.now) ?? false })
        return [passed.isEmpty ? nil : "\(passed) passed", nextMail.map { "next mail at \($0)" }]
            .compactMap { $0 }.joined(separator: "; ")
    }

    /// The first line of a credit: its name, and how it stands.
    func head(_ lines: inout TextLines) {
        lines.field("CREDIT\(CreditName(balance).label(cutTo: 24))", standing, indent: 0, label: TextLines.titleColumns)
    }

    /// The same in one line: what is left now, of how much, and for how long.
    func briefHead(_ lines: inout TextLines) {
        lines.field("CREDIT\(CreditName(balance).label(cutTo: 24))", brief, indent: 0, label: TextLines.titleColumns)
    }

    /// `about 14.68 of 100.00 USD left (85 % used), valid to 30 Jun 2027`.
    private var brief: String {
        guard let left else { return standing }
        let used = usedPercent.map { " (\(CommonText.percent($0)) used)" } ?? ""
        let lead = (balance.isLowerBound && left > .zero ? "at most " : "") + (isOutdated ? "about " : "")
        return "\(lead)\(left.cents) of \(balance.granted.cents) USD left\(used)\(validity)"
    }

    private var validity: String {
        guard let expiry = balance.expiresAt else { return "" }
        return ", \(expiry > context.now ? "valid to" : "expired after") \(TimeText.lastDay(before: expiry))"
    }

    /// `50 %, 80 %; next mail at 95 %, 6 h left`.
    func passed(_ levels: [AlertLevel]) -> String {
        CreditText.marks(levels) + (nextMail.map { "; next mail at \($0)" } ?? "")
    }

    /// Every share of the credit, and of the other kinds the last mark: whoever has 6 hours left needs no word of 72.
    static func marks(_ levels: [AlertLevel]) -> String {
        levels.filter { level in level.kind == .percent || !levels.contains { $0.isBeyond(level) } }
            .map(\.text).joined(separator: ", ")
    }

    /// The next mark of each kind.
    var ahead: [AlertLevel] { balance.marksAhead(at: context.now) }

    /// Those marks in a line; nil where none is ahead.
    var nextMail: String? { ahead.isEmpty ? nil : ahead.map(\.text).joined(separator: ", ") }

    /// `83.40 of 100.00 USD used (83 %), 16.60 left, valid to 30 Jun 2027`.
    var standing: String {
        var parts: [String] = []
        if let burned = balance.burned, let remaining = balance.remaining {
            let percent = balance.burnedPercent.map { " (\(CommonText.percent($0)))" } ?? ""
            let (least, most) = balance.isLowerBound ? ("at least ", "at most ") : ("", "")
            parts.append("\(least)\(burned.cents) of \(balance.granted.cents) USD used\(percent)")
            parts.append("\(remaining == .zero ? "" : most)\(remaining.cents) left\(leftNow)")
        } else {
            parts.append("\(balance.granted.cents) USD granted; what is left is not known")
        }
        return parts.joined(separator: ", ") + validity
    }

    /// A balance is as old as its source: where a hundredth of the credit was drawn since, what is left now is told.
    private var leftNow: String { isOutdated ? left.map { " then, about \($0.cents) now" } ?? "" : "" }

    /// Whether so much was drawn since the source spoke that its own figures would mislead.
    private var isOutdated: Bool {
        guard let told = balance.remaining, let now = balance.remaining(at: context.now) else { return false }
        return told - now >= balance.granted.scaled(by: 1, over: 100)
    }

    /// What is left, for a subject: what the source told, or what is left now where `standing` tells that as well.
    var left: Money? { isOutdated ? balance.remaining(at: context.now) : balance.remaining }

    /// The percentage used that goes with `left`.
    var usedPercent: Double? { isOutdated ? balance.burnedPercent(at: context.now) : balance.burnedPercent }

    /// `1.26 USD/h: empty Sat 21 Nov about 22:10 UTC, then your card pays`; nil where the burn is not known.
    ///
    /// - Parameter afterwards: whether to say what pays then.
    func pace(_ burn: Money?, afterwards: Bool = true) -> String? {
        guard let burn else { return nil }
        guard burn > .zero else {
            return balance.isBurnLowerBound
                ? "at least 0.00 USD/h: what costs has no known price" : "0.00 USD/h: nothing burns"
        }
        let rate = "\(balance.isBurnLowerBound ? "at least " : "")\(CommonText.rate(burn)) USD/h"
        guard let remaining = balance.remaining(at: context.now) else { return rate }
        if remaining == .zero { return "\(rate): nothing is left, \(payer(after: nil) ?? "it is used up")" }
        if balance.isWaiting(at: context.now) { return "\(rate): \(waiting(burn))" }
        guard let end = ending(burn, afterwards: afterwards) else { return rate }
        return "\(rate): \(end)"
    }

    /// `lasts to Sun 22 Nov about 07:50 UTC`; nil where that is not known.
    func lasting(_ burn: Money) -> String? {
        guard let end = balance.end(from: context.now, burning: burn),
            balance.remaining(at: context.now).map({ $0 > .zero }) ?? false
        else { return nil }
        return end.by == .exhaustion
            ? "lasts to \(moment(end.at, about: true))" : "lasts to its end on \(TimeText.lastDay(before: end.at))"
    }

    /// When it ends at a burn, and what comes then; nil where neither is known.
    func ending(_ burn: Money?, afterwards: Bool = true) -> String? {
        guard let end = balance.end(from: context.now, burning: burn) else { return nil }
        switch end.by {
        case .expiry:
            let then = afterwards && closes(at: end.at) ? ", then \(CommonText.closing)" : ""
            return "expires after \(TimeText.lastDay(before: end.at)), before it is used up\(then)"
        case .exhaustion:
            let then = afterwards ? payer(after: end.at).map { ", then \($0)" } ?? "" : ""
            let latest = balance.isBurnLowerBound || balance.isLowerBound ? " at the latest" : ""
            return "empty \(moment(end.at, about: true))\(latest)\(then)"
        }
    }

    /// What a mark says that the standing does not; nil for marks on what is used or left.
    func crossed(_ level: AlertLevel) -> String? {
        switch level {
        case .percentBurned, .usdLeft, .hoursLeft: return nil
        case .burnPerDay(let mark):
            let share = balance.burnPercentPerDay(at: context.now).map { CommonText.percent($0) } ?? "? %"
            return "For an hour now it has burned \(share) of itself a day; your mark is \(CommonText.percent(mark))."
        case .expiresWithin:
            guard let end = balance.expiresAt else { return nil }
            guard end > context.now else { return "It has expired: nothing is left of it." }
            return "It expires after \(TimeText.lastDay(before: end)), in "
                + "\(TimeText.span(end.timeIntervalSince(context.now))). What is left of it then is gone."
        case .endsBefore(let day):
            let end = balance.forecastEnd(at: context.now).map { moment($0, about: true) } ?? "before that"
            let burn = balance.usualPerHour.map { " (\(CommonText.rate($0)) USD/h)" } ?? ""
            return "At the burn of the last seven days\(burn) it is empty \(end); your mark is \(UTCTime.dayText(day))."
        }
    }

    /// Another credit pays first, or what runs is not paid by this one at all.
    private func waiting(_ burn: Money) -> String {
        guard let turn = balance.burningSince, turn < .distantFuture else { return "not paid by this credit" }
        let then = ending(burn).map { ", then \($0)" } ?? ""
        return "another credit pays until \(moment(turn, about: true))\(then)"
    }

    /// What pays when this credit is gone: the credit whose turn it is then, or what its source makes known.
    private func payer(after end: Date?) -> String? {
        let next = context.balances.first { other in
            guard other.name != balance.name, let remaining = other.remaining(at: context.now), remaining > .zero
            else { return false }
            guard let end else {
                return !other.isWaiting(at: context.now) && other.expiresAt ?? context.now >= context.now
            }
            return other.burningSince.map { abs($0.timeIntervalSince(end)) < 2 } ?? false
        }
        if let next { return "\(Sanitizer.terminal(next.name).cut(to: 24)) pays" }
        return CommonText.afterwards(balance.source, context.figures?.plan)
    }

    /// Whether the account's free plan ends with the credit.
    private func closes(at end: Date) -> Bool {
        context.figures?.plan.map { $0.payer == .closes && $0.closesAt == end } ?? false
    }

    /// With its day always: a mail is read the next morning.
    func moment(_ date: Date, about: Bool = false) -> String {
        let time = TimeText.clock(date, in: context.timeZone)
        return "\(TimeText.day(date, in: context.timeZone, now: context.now)) \(about ? "about " : "")\(time)"
    }

    /// Where the figure comes from and how old it is.
    var origin: String {
        let age = balance.asOf.map { ", as of \(context.point($0))" } ?? ""
        guard balance.source == .none else { return balance.basis + age }
        let told = balance.basis.isEmpty ? "no source tells" : balance.basis
        return "\(told); to see it: \(costHint)enter a balance: costguard credits set"
    }

    /// What would make Cost Explorer speak; nothing where it may be asked already.
    private var costHint: String {
        guard context.figures?.costsAt == nil else { return "" }
        let gap = context.figures?.gaps.first { $0.service == "ce" }
        // It refuses whom it knows nothing of as if a permission were missing.
        if gap?.error.contains("Cost Explorer is not switched on") == true {
            return "open Cost Explorer once in the console, or "
        }
        guard let gap, gap.kind == .failed else { return "allow ce:GetCostAndUsage, or " }
        return "wait until Cost Explorer answers (\(Sanitizer.terminal(gap.error).prefix(120))), or "
    }
}

/// The name that its owner gave a credit.
struct CreditName {
    private let name: String
    /// The name without a first or last word "credit".
    private let rest: String

    init(_ name: String) {
        self.name = Sanitizer.terminal(name)
        // `lab credit`, `aws-credits`, `Credit 2026`; an accreditation is none.
        let last = #/(^|[^\p{L}\p{N}]+)credits?[^\p{L}\p{N}]*$/#.ignoresCase()
        let first = #/^[^\p{L}\p{N}]*credits?([^\p{L}\p{N}]+|$)/#.ignoresCase()
        rest = self.name.replacing(last, with: "").replacing(first, with: "")
    }

    init(_ balance: CreditBalance) { self.init(balance.name) }

    private var saysCredit: Bool { rest != name }

    /// `Credit class`; `lab credit`; `Credit`.
    var heading: String { rest.isEmpty ? "Credit" : saysCredit ? name : "Credit \(name)" }

    /// In a sentence: `credit class`; `lab credit`; `the credit`.
    var subject: String { rest.isEmpty ? "the credit" : saysCredit ? name : "credit \(name)" }

    /// In a title that has little room: `class credit`; `lab credit`; `credit`.
    func phrase(cutTo columns: Int) -> String { rest.isEmpty ? "credit" : "\(rest.cut(to: columns)) credit" }

    /// `Your AWS credit "class"`; `Your AWS credit`.
    var yours: String { rest.isEmpty ? "Your AWS credit" : "Your AWS credit \"\(rest)\"" }

    /// Behind the word CREDIT at the start of a line: ` class`, or nothing.
    func label(cutTo columns: Int) -> String { rest.isEmpty ? "" : " \(rest.cut(to: columns))" }
}
