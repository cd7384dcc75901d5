// The report for spreadsheets: one table, a row for each credit, period, thing that burns, service, finding and gap.

import CostModel
import Foundation

extension AccountReport {
    private struct Line {
        let section: String
        let name: String
        var kind = ""
        var id = ""
        var region = ""
        var usd: Money?
        var perDay: Money?
        var perMonth: Money?
        var endsAt: Date?
        var status = ""
        var detail = ""
    }

    /// One row a thing; `section` tells what it is. What is not known is an empty cell.
    package var csv: String {
        var table = CSVText([
            "account", "as_of", "section", "name", "kind", "id", "region", "usd", "usd_per_day", "usd_per_month",
            "ends_at", "status", "detail",
        ])
        let lines = credits + periods + burns + billed + findings + gaps + own
        for line in lines {
            table.row([
                .text(plan.account.digits), .text(UTCTime.text(context.now)), .text(line.section), .text(line.name),
                .text(line.kind), .text(line.id), .text(line.region), .number(line.usd?.description),
                .number(line.perDay?.description), .number(line.perMonth?.description),
                .text(line.endsAt.map(UTCTime.text)), .text(line.status), .text(line.detail),
            ])
        }
        return table.document
    }

    private var credits: [Line] {
        context.balances.map { balance in
            Line(
                section: "credit", name: balance.name, usd: balance.remaining(at: context.now),
                perDay: balance.burnPerHour?.scaled(by: 24, over: 1), endsAt: balance.end(from: context.now)?.at,
                status: balance.source.rawValue, detail: balance.basis)
        }
    }

    private var periods: [Line] {
        guard let spend = context.metered else { return [] }
        let now = Line(
            section: "spent", name: "now", perDay: spend.now.amount.scaled(by: 24, over: 1), status: "metered")
        let periods = SpendReport.spans(spend).map { name, period, _ in
            Line(
                section: "spent", name: name, usd: period.spend.amount, perDay: period.perDay,
                status: "metered", detail: "from \(UTCTime.text(period.from)) until \(UTCTime.text(period.until))")
        }
        return [now] + periods
    }

    private var burns: [Line] {
        burners.all.map { item in
            line(
                "burning", item.spend.key, item.spend.name, perDay: item.perDay, perMonth: item.perMonth,
                detail: item.fate)
        }
    }

    private var billed: [Line] {
        guard let services = figures.services else { return [] }
        let span = "from \(UTCTime.text(services.from)) until \(UTCTime.text(services.until))"
        return services.services.map {
            Line(section: "service", name: $0.name, usd: $0.amount, status: services.basis.rawValue, detail: span)
        }
    }

    private var findings: [Line] {
        plan.findings.map { finding in
            line(
                "finding", finding.resource, finding.judgement.name,
                perMonth: finding.savingPerMonth, status: finding.verdict.rawValue,
                detail: "\(finding.rule.name): \(finding.judgement.reason)")
        }
    }

    private func line(
        _ section: String, _ key: ResourceKey, _ name: String?, perDay: Money? = nil, perMonth: Money? = nil,
        status: String = "", detail: String
    ) -> Line {
        Line(
            section: section, name: name ?? "", kind: key.kind.rawValue, id: key.id, region: key.region.code,
            perDay: perDay, perMonth: perMonth, status: status, detail: detail)
    }

    private var gaps: [Line] {
        plan.gaps.map {
            Line(
                section: "gap", name: $0.call, region: $0.region.code, status: $0.kind.rawValue,
                detail: $0.error)
        }
    }

    private var own: [Line] {
        guard let cost = figures.selfCost else { return [] }
        let month = Line(
            section: "self-cost", name: cost.month, usd: cost.total, detail: SelfCostText.month(cost))
        let last = context.scan.map {
            Line(section: "self-cost", name: "last scan", usd: $0.selfCost, detail: SelfCostText.last($0))
        }
        return [month] + [last].compactMap { $0 }
    }
}
