// The money on a page: what is left as the largest thing there is, when it ends, what burns, where it went, what was not
// seen, and what costguard itself costs.

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
        let isLost = isLost(balance, at: context.now)
        let pace = words.pace(balance.burnPerHour)
        return section(
            CreditName(balance).heading, style: style, amount(balance, context, isLost),
            paragraph(pace ?? "burn not known: no scan has seen the account", style: isLost ? "end loss" : "end"),
            facts([("credit", words.standing)] + words.facts(plan)))
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
        guard let spend = context.metered else { return .nothing }
        func tile(_ figure: String, _ words: String) -> Markup {
            .tag("p", [:], .tag("b", [:], Markup(figure)), .tag("span", ["class": "soft"], Markup(words)))
        }
        var tiles = [
            tile(CommonText.rate(spend.now.amount), "USD an hour now, disks included"),
            tile(spend.now.amount.scaled(by: 24, over: 1).cents, "USD a day at this burn"),
        ]
        for (name, period, isWhole) in SpendReport.spans(spend) {
            tiles.append(
                tile(period.spend.amount.cents, isWhole ? "USD in \(name)" : "USD since \(context.point(period.from))"))
            if !isWhole { break }
        }
        return section(
            "Burn", .tag("div", ["class": "tiles"], all: tiles),
            .all(SpendReport.uncertainty(context).map { paragraph("\($0.0): \($0.1)", style: "soft") }))
    }
}

extension Page {
    static func burning(_ report: AccountReport) -> Markup {
        let burners = report.burners
        let titles = Titles(report.figures.burning.map { (key: $0.key, name: $0.name) })
        let entries = burners.shown.map { item in
            Entry(
                title: titles.title(item.spend.key, item.spend.name, cutTo: 64), detail: item.what, note: item.fate,
                figure: item.perDay.cents, link: ConsoleLink.page(of: item.spend.key), share: burners.share(item))
        }
        let others = burners.others.map { "and \($0.count) more: \($0.sum.scaled(by: 24, over: 1).cents)" }
        return section("What burns, USD a day", ledger(entries), paragraph(others, style: "soft"))
    }

    static func services(_ report: AccountReport) -> Markup {
        let services = report.services
        guard let spend = report.figures.services, !services.all.isEmpty else { return .nothing }
        return section(
            "By service, USD",
            paragraph("\(spend.total.cents) USD \(ServiceSpendText.basis(spend, report.context))", style: "soft"),
            ledger(services.shown.map { Entry(title: $0.name, figure: $0.amount.cents, share: services.share($0)) }),
            paragraph(services.others.map { "and \($0.count) more: \($0.sum.cents)" }, style: "soft"))
    }

    /// Gaps first: what was asked and not answered. Then what nobody meters.
    static func unseen(_ plan: Plan, _ context: TextContext) -> Markup {
        let gaps = plan.gaps.prefix(most).map { gap in
            Entry(
                title: CommonText.place(gap.region), detail: gap.call, note: gap.error,
                figure: gap.kind.rawValue)
        }
        let faults = plan.faults.prefix(most).map { fault in
            Entry(title: fault.rule, detail: fault.resource?.id ?? "", note: fault.message, figure: "rule failed")
        }
        let more = max(0, plan.gaps.count - most) + max(0, plan.faults.count - most)
        let head = plan.blindSpots == 0 ? nil : "This report is incomplete: \(plan.blindSpots)."
        return section(
            "Not seen", paragraph(head, style: "loss"), ledger(gaps + faults),
            others(more),
            unmeteredWords(context))
    }

    static func unmetered(_ context: TextContext) -> Markup { section("Not seen", unmeteredWords(context)) }

    private static func unmeteredWords(_ context: TextContext) -> Markup {
        guard let spend = context.metered else { return .nothing }
        return paragraph("Not metered: \(SpendReport.notMetered(spend).joined(separator: "; ")).", style: "soft")
    }

    static func selfCost(_ cost: SelfCost?, _ context: TextContext) -> Markup {
        guard let cost else { return .nothing }
        return section(
            "What costguard itself costs",
            facts([("this month", SelfCostText.month(cost))] + SelfCostText.facts(cost, context.scan)))
    }

    /// How many entries a list names that nobody reads to its end.
    static let most = 50
}
