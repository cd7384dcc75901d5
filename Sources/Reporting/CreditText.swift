// Phrases that several reports share, so that one thing is said in one way.

import CostModel
import Foundation

/// Phrases about credits.
struct CreditText {
    let balance: CreditBalance
    let context: TextContext

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
        let next = ahead.map(\.text).joined(separator: ", ")
        return CreditText.marks(levels) + (next.isEmpty ? "" : "; next mail at \(next)")
    }

    /// Every share of the credit, and of the other kinds the last mark: whoever has 6 hours left needs no word of 72.
    static func marks(_ levels: [AlertLevel]) -> String {
        levels.filter { level in level.kind == .percent || !levels.contains { $0.isBeyond(level) } }
            .map(\.text).joined(separator: ", ")
    }

    /// The next mark of each kind.
    var ahead: [AlertLevel] { balance.marksAhead(at: context.now) }

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

/// Phrases about amounts and places.
enum CommonText {
    static let card = "your card pays"
    static let closing = "AWS closes the account (free plan)"

    /// What comes when a credit is gone, by the account's plan; without one by where the balance is from. Nil where we
    /// cannot know.
    static func afterwards(_ source: BalanceSource, _ plan: FreeTierPlan?) -> String? {
        if let plan {
            switch plan.payer {
            case .card: return card
            case .closes: return closing
            case .nobody: return "AWS has closed the account (free plan)"
            case nil: return nil
            }
        }
        switch source {
        case .billingCredits, .grossSinceGrant: return card
        case .freeTierPlan, .entered, .none: return nil
        }
    }

    /// Cents, or more digits for what is less than a cent: 0.0042 USD an hour is not nothing.
    static func rate(_ money: Money) -> String {
        let isSmall = money.nanoUSD.magnitude < 10_000_000 && money != .zero
        return isSmall ? money.description : money.cents
    }

    /// `83 %`, cut off and not rounded: a mark is not reached before it is.
    static func percent(_ percent: Double) -> String {
        guard percent.isFinite else { return "? %" }
        return "\(Int(min(max(percent, 0), 1e6))) %"
    }

    static func perDay(perMonth money: Money) -> Money { money.scaled(by: 24, over: 730) }

    /// Of an amount an hour.
    static func aDay(_ perHour: Money) -> String { rate(perHour.scaled(by: 24, over: 1)) }

    /// `Oregon (us-west-2)`.
    static func place(_ region: Region) -> String {
        region.place == region.code ? region.code : "\(region.place) (\(region.code))"
    }

    /// The name, or the id where there is none.
    static func title(_ key: ResourceKey, _ name: String?) -> String {
        let clean = Sanitizer.terminal(name ?? "")
        return clean.allSatisfy(\.isWhitespace) ? key.id : clean
    }

    /// The name where the shell takes it as it stands, else the id: what a person may copy into a command.
    static func argument(_ key: ResourceKey, _ name: String?) -> String {
        guard let name, ShellWord.isPlain(name), !name.contains("/") else { return Sanitizer.terminal(key.id) }
        return name
    }

    /// What is missing, and why: columns that lack for one reason stand together.
    ///
    /// - Parameter name: what a column is called.
    static func missing(_ facts: [MissingFact], name: (String) -> String = { $0 }) -> String {
        var order: [String] = []
        var columns: [String: [String]] = [:]
        for fact in facts {
            if columns[fact.why] == nil { order.append(fact.why) }
            columns[fact.why, default: []].append(fact.column)
        }
        return order.map { why in
            let names = (columns[why] ?? []).filter { !$0.isEmpty }.map(name)
            let more = names.count > 3 ? " and \(names.count - 2) more" : ""
            let listed = names.prefix(names.count > 3 ? 2 : 3).joined(separator: ", ") + more
            return [listed, why].filter { !$0.isEmpty }.joined(separator: ": ")
        }.joined(separator: "; ")
    }
}
