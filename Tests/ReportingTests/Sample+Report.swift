// What a report shows of the sample account beside its plan: three weeks of bill and history, with a night unseen.

import CostModel
import Foundation
import Reporting

extension Sample {
    /// Day by day from the first of November, 4.17 USD each, by two services; the credit pays all of it.
    static let billedDays: BillingFigures = {
        var lines: [BillingFigures.CostLine] = []
        func day(_ number: Int) -> String { "2026-11-\(number < 10 ? "0" : "")\(number)" }
        for number in 1...20 {
            let parts = [("Amazon Elastic Compute Cloud - Compute", "3.5"), ("EC2 - Other", "0.67")]
            for (service, amount) in parts {
                for (type, sign) in [("Usage", ""), ("Credit", "-")] {
                    lines.append(
                        .init(
                            recordType: type, start: day(number), end: day(number + 1),
                            amount: Money(sign + amount)!, estimated: true, service: service))
                }
            }
        }
        return BillingFigures(
            estimatedCharges: figures.estimatedCharges, costLines: lines, costsAt: morning - 2400)
    }()

    /// Hourly for two days, without the hours of the last night.
    static let history: [BalancePoint] = (0...48).compactMap { hour in
        let at = morning - Double(48 - hour) * 3600
        guard !(36..<45).contains(hour) else { return nil }
        let left = Money("16.6")! + Money("0.35")!.scaled(by: Int64(48 - hour), over: 1)
        return BalancePoint(
            name: "class", at: at, left: left, told: Money("16.6")!, asOf: morning - 2400, source: .grossSinceGrant)
    }

    static let selfCost = SelfCost(
        month: "2026-11", scans: ScansMade(scans: 1920, calls: 92_160, cost: Money("0.21")!), costRequests: 21,
        metrics: MetricRequests(statistics: 12_480, metrics: 1000), cap: Money("0.5")!)

    static let figuresOfReport = ReportFigures(
        services: ReportFigures.billed(billedDays),
        burning: [
            ResourceSpend(key: gpuKey, name: "hw3-gpu", spend: spend("0.531")),
            ResourceSpend(key: train.resource, name: "train-resnet", spend: spend("0.526")),
            ResourceSpend(key: thesis.resource, name: "thesis-db", spend: spend("0.0416")),
            ResourceSpend(
                key: key("vol-0f1e2d3c4b5a69788", virginia, .volume), name: nil, spend: spend("0.011")),
        ],
        history: history, selfCost: selfCost)

    static let report: AccountReport = {
        var context = Sample.context
        context.figures = billedDays
        return AccountReport(plan: plan, context: context, figures: figuresOfReport)
    }()

    /// An account of which next to nothing is known.
    static let emptyReport: AccountReport = {
        let plan = Plan(
            id: "00000001", account: account, createdAt: morning, asOf: [], gaps: [], findings: [], steps: [],
            faults: [], running: 0)
        return AccountReport(
            plan: plan, context: TextContext(timeZone: .gmt, now: morning), figures: ReportFigures(),
            alarm: "No scan has succeeded since Fri 20 Nov 22:00 UTC (13 runs failed)")
    }()

    /// Four accounts and two files that tell nothing.
    static let accounts: AccountsReport = {
        func account(_ name: String, left: String, burn: String?, expires: Date? = nil, plan: Plan) -> AccountRow {
            var context = Sample.context
            context.balances = [
                CreditBalance(
                    name: "class", source: .entered, granted: Money("100")!, burned: Money("100")! - Money(left)!,
                    burnPerHour: burn.flatMap { Money($0) }, expiresAt: expires, asOf: morning, basis: "typed in",
                    levels: [])
            ]
            context.spend = nil
            return AccountRow(name: name, file: "class/\(name).sqlite", plan: plan, context: context)
        }
        let term = Date(timeIntervalSince1970: 1_814_400_000)
        return AccountsReport(
            [
                account("quiet", left: "93.1", burn: "0", plan: emptyReport.plan),
                account("bob", left: "61.2", burn: "0.05", expires: term, plan: emptyReport.plan),
                AccountRow(name: "eve", file: "class/eve.sqlite", problem: "The database is damaged; hint: scan again"),
                AccountRow(
                    name: "carol", file: "class/carol.sqlite", balances: [], problem: "no scan yet", at: morning),
                account("alice-with-a-long-name", left: "16.6", burn: "1.26", plan: plan),
                account("dave", left: "0", burn: "0.2", plan: emptyReport.plan),
            ], TextContext(timeZone: .gmt, now: morning))
    }()
}
