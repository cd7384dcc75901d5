// Credits on a page: what is left as the largest thing there is, when it ends, and what is burned.

import CostModel
import Foundation

extension Page {
    /// All credits, the first without a line above it.
    static func credits(_ plan: Plan?, _ context: TextContext) -> Markup {
        guard !context.balances.isEmpty else {
            return section(
                "Credit", style: "first",
                .tag(
                    "p", [:], "None is known. Type one in: ",
                    .tag("code", [:], .verbatim("costguard credits set 100 --used 37"))))
        }
        let further = plan.map { PlanReport.furtherCredits($0, context) } ?? []
        return .all(
            context.balances.enumerated().map { index, balance in
                credit(balance, plan, context, style: index == 0 ? "first" : nil)
            } + further.map { paragraph($0) })
    }

    private static func credit(
        _ balance: CreditBalance, _ plan: Plan?, _ context: TextContext, style: String?
    ) -> Markup {
        let words = CreditText(balance: balance, context: context)
        let after = plan.flatMap { PlanReport.burnAfter($0, balance.burnPerHour) }
        let isLost = isLost(balance, at: context.now)
        let pace = words.pace(balance.burnPerHour)
        return section(
            CreditName(balance).heading, style: style, amount(balance, context, isLost),
            paragraph(pace ?? "burn not known: no scan has seen the account", style: isLost ? "end loss" : "end"),
            facts([
                ("credit", words.standing), ("range", SpendReport.range(of: balance, context)),
                ("if applied", after.flatMap { words.pace($0, afterwards: false) }),
                ("then", SpendReport.afterwards(balance, context)), ("marks", CreditsReport.marks(words)),
                ("source", words.origin),
            ]))
    }

    private static func amount(_ balance: CreditBalance, _ context: TextContext, _ isLost: Bool) -> Markup {
        guard let left = balance.remaining(at: context.now) else {
            return .tag("p", ["class": "big"], "not known: \(balance.granted.cents) USD were granted")
        }
        let share = balance.granted > .zero ? left.usd / balance.granted.usd : 0
        return .tag(
            "p", ["class": "big"], .tag("b", ["class": isLost ? "loss" : nil], Markup(left.cents)), "\u{a0}USD left ",
            .tag("span", ["class": "soft"], "of \(balance.granted.cents)"))
            + .tag(
                "svg",
                ["class": "meter", "viewBox": "0 0 100 2", "preserveAspectRatio": "none", "aria-hidden": "true"],
                .tag("rect", ["width": "100", "height": "2"]),
                .tag(
                    "rect",
                    [
                        "class": isLost ? "left out" : "left", "height": "2",
                        "width": QuantityText.decimal(min(max(share, 0), 1) * 100, places: 1),
                    ]))
    }

    /// Red is for this alone: nothing is left, or nothing will be within three days.
    private static func isLost(_ balance: CreditBalance, at now: Date) -> Bool {
        guard let left = balance.remaining(at: now) else { return false }
        if left == .zero || balance.expiresAt.map({ $0 <= now }) == true { return true }
        guard !balance.isWaiting(at: now), let end = balance.end(from: now), end.by == .exhaustion else { return false }
        return end.at.timeIntervalSince(now) < 72 * .hour
    }

    /// Burn now, of a day and of a week, each with what it covers.
    static func spent(_ context: TextContext) -> Markup {
        guard let spend = context.spend, spend.since < spend.until else { return .nothing }
        func tile(_ figure: String, _ words: String) -> Markup {
            .tag("p", [:], .tag("b", [:], Markup(figure)), .tag("span", ["class": "soft"], Markup(words)))
        }
        var tiles = [
            tile(CommonText.rate(spend.now.amount), "USD an hour now, disks included"),
            tile(spend.now.amount.scaled(by: 24, over: 1).cents, "USD a day at this burn"),
        ]
        for (period, name) in [(spend.day, "24 h"), (spend.week, "7 days")] {
            let whole = period.hours >= (name == "24 h" ? 23.9 : 167.9)
            tiles.append(
                tile(period.spend.amount.cents, whole ? "USD in \(name)" : "USD since \(context.point(period.from))"))
            if !whole { break }
        }
        return section(
            "Burn", .tag("div", ["class": "tiles"], all: tiles),
            .all(SpendReport.uncertainty(context).map { paragraph("\($0.0): \($0.1)", style: "soft") }))
    }
}
