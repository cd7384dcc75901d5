// The report for machines. Names and order are documented in docs/report.md; golden files hold them.

import CostModel
import Foundation

extension AccountReport {
    /// One JSON object, schema version 1. What is not known is null, never 0.
    package var json: String {
        JSONText.object([
            ("schemaVersion", .integer(1)), ("account", .string(plan.account.digits)), ("at", .time(context.now)),
            ("scan", context.scan.map(scan) ?? .null), ("complete", .bool(plan.complete)),
            ("credits", .array(context.balances.map(credit))), ("spend", context.spend.map(SpendReport.json) ?? .null),
            ("burning", .array(figures.burning.map(burning))),
            ("services", figures.services.map(services) ?? .null), ("plan", summary),
            ("findings", .array(plan.findings.map(PlanReport.finding))),
            ("gaps", .array(plan.gaps.map(PlanReport.gap))),
            ("notMetered", .array((context.spend.map(SpendReport.notMetered) ?? []).map(JSONText.string))),
            ("selfCost", figures.selfCost.map { SelfCostJSON.object($0, last: context.scan) } ?? .null),
        ]).document
    }

    private func scan(_ scan: ScanSummary) -> JSONText {
        .object([
            ("at", .time(scan.at)), ("regions", .integer(scan.regions.count)),
            ("closedRegions", .array(scan.closedRegions.map { .string($0.code) })),
            ("seconds", .real((scan.duration * 10).rounded() / 10)),
        ])
    }

    /// As in `credits --format json`, with its marks and its curve.
    private func credit(_ balance: CreditBalance) -> JSONText {
        let ahead = CreditSentences(balance: balance, context: context).ahead
        let passed = balance.levels.filter { balance.isPast($0, at: context.now) ?? false }
        let more: [(String, JSONText)] = [
            ("marksPassed", .array(passed.map { .string($0.text) })),
            ("marksAhead", .array(ahead.map { .string($0.text) })), ("curve", curve(of: balance)),
        ]
        guard case .object(let members) = CreditsReport.credit(balance, context.spend, context.now) else {
            return .null
        }
        return .object(members + more)
    }

    private func curve(of balance: CreditBalance) -> JSONText {
        let curve = BurnDown(
            balance, history: figures.history, figures: context.figures, spend: context.spend, at: context.now)
        guard let curve else { return .null }
        func runs(_ runs: [[BurnDown.Point]]) -> JSONText {
            .array(
                runs.map { run in
                    .array(run.map { .object([("at", .time($0.at)), ("leftUSD", .money($0.left))]) })
                })
        }
        return .object([
            ("from", .time(curve.window.lowerBound)), ("until", .time(curve.window.upperBound)),
            ("billed", runs(curve.billed)), ("metered", runs(curve.metered)),
        ])
    }

    private func burning(_ spend: ResourceSpend) -> JSONText {
        let words = BurningWords(spend: spend, plan: plan, context: context)
        return .object([
            ("resource", PlanReport.resource(spend.key, name: spend.name)),
            ("usdPerHour", .money(spend.spend.amount)), ("usdPerDay", .money(words.perDay)),
            (
                "verdicts",
                .array(plan.findings.filter { $0.resource == spend.key }.map { .string($0.verdict.rawValue) })
            ),
        ])
    }

    private func services(_ spend: SpendByService) -> JSONText {
        .object([
            ("basis", .string(spend.basis.rawValue)), ("from", .time(spend.from)), ("until", .time(spend.until)),
            ("totalUSD", .money(spend.total)),
            (
                "services",
                .array(spend.services.map { .object([("name", .string($0.name)), ("usd", .money($0.amount))]) })
            ),
        ])
    }

    private var summary: JSONText {
        .object([
            ("planID", .string(plan.id)), ("createdAt", .time(plan.createdAt)),
            ("totals", PlanReport.totals(plan.totals)),
        ])
    }
}

/// What costguard itself costs, as an object of several reports.
enum SelfCostJSON {
    static func object(_ cost: SelfCost, last: ScanSummary?) -> JSONText {
        .object([
            ("month", .string(cost.month)), ("totalUSD", .money(cost.total)), ("capUSD", .money(cost.cap)),
            ("costExplorerRequests", .integer(cost.costRequests)), ("costExplorerUSD", .money(cost.ofCostExplorer)),
            ("metricsByGetMetricData", .integer(cost.metrics.metrics)),
            ("getMetricDataUSD", .money(cost.metrics.cost)),
            ("freeCallsOfGetMetricStatistics", .integer(cost.metrics.statistics)),
            ("scans", .integer(cost.scans.scans)), ("calls", .integer(cost.scans.calls)),
            ("lastScanCalls", last.map { .integer($0.apiCalls) } ?? .null),
            ("lastScanUSD", .money(last?.selfCost)),
        ])
    }
}
