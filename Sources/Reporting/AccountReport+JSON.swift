// The report for machines. Names and order are documented in docs/json.md; golden files hold them.

import CostModel
import Foundation

extension AccountReport {
    /// One JSON object, schema version 1. What is not known is null, never 0.
    package var json: String {
        JSONText.document(
            ReportDocument(
                account: plan.account, at: context.now, scan: context.scan.map(scan), complete: plan.complete,
                credits: context.balances.map(credit), spend: context.spend.map(SpendEntry.init),
                burning: burners.all.map(entry), services: figures.services.map(entry),
                plan: .init(planID: plan.id, createdAt: plan.createdAt, totals: plan.totals),
                findings: plan.findings.map(PlanReport.finding), gaps: plan.gaps,
                notMetered: context.spend.map(SpendReport.notMetered) ?? [],
                selfCost: figures.selfCost.map { SelfCostEntry($0, last: context.scan) }))
    }

    private func scan(_ scan: ScanSummary) -> ReportDocument.Scan {
        .init(
            at: scan.at, regions: scan.regions.count, closedRegions: scan.closedRegions,
            seconds: (scan.duration * 10).rounded() / 10)
    }

    private func credit(_ balance: CreditBalance) -> Joined<CreditEntry, ReportDocument.Outlook> {
        let passed = balance.levels.filter { balance.isPast($0, at: context.now) ?? false }
        let curve = BurnDown(
            balance, history: figures.history, figures: context.figures, spend: context.spend, at: context.now)
        return Joined(
            CreditEntry(balance, context.spend, at: context.now),
            .init(
                marksPassed: passed.map(\.text), marksAhead: balance.marksAhead(at: context.now).map(\.text),
                curve: curve.map {
                    .init(
                        from: $0.window.lowerBound, until: $0.window.upperBound, billed: $0.billed, metered: $0.metered)
                }))
    }

    private func entry(_ item: BurningText) -> ReportDocument.Burning {
        .init(
            resource: ResourceEntry(item.spend.key, name: item.spend.name), usdPerHour: item.perHour,
            usdPerDay: item.perDay, verdicts: item.findings.map(\.verdict))
    }

    private func entry(_ spend: SpendByService) -> ReportDocument.Services {
        .init(
            basis: spend.basis, from: spend.from, until: spend.until, totalUSD: spend.total,
            services: spend.services.map { .init(name: $0.name, usd: $0.amount) })
    }
}

/// `report --format json`.
struct ReportDocument: Codable {
    struct Scan: Codable {
        let at: Date
        let regions: Int
        let closedRegions: [Region]
        let seconds: Double
    }

    /// What a report adds to a credit: its marks, and the curve of what is left of it.
    struct Outlook: Codable {
        let marksPassed, marksAhead: [String]
        let curve: Curve?
    }

    /// Each run of points is without a hole.
    struct Curve: Codable {
        let from, until: Date
        let billed, metered: [[BurnDown.Point]]
    }

    struct Burning: Codable {
        let resource: ResourceEntry
        let usdPerHour, usdPerDay: Money
        let verdicts: [Verdict]
    }

    struct Services: Codable {
        let basis: SpendByService.Basis
        let from, until: Date
        let totalUSD: Money
        let services: [Service]
    }

    struct Service: Codable {
        let name: String
        let usd: Money
    }

    struct Plan: Codable {
        let planID: String
        let createdAt: Date
        let totals: PlanTotals
    }

    var schemaVersion = SchemaVersion.one
    let account: AccountID
    let at: Date
    let scan: Scan?
    let complete: Bool
    /// As in `credits --format json`, with its marks and its curve.
    let credits: [Joined<CreditEntry, Outlook>]
    let spend: SpendEntry?
    let burning: [Burning]
    let services: Services?
    let plan: Plan
    let findings: [FindingEntry]
    let gaps: [Gap]
    let notMetered: [String]
    let selfCost: SelfCostEntry?
}

/// What costguard itself costs, as an object of several reports.
struct SelfCostEntry: Codable {
    let month: String
    let totalUSD, capUSD: Money
    let costExplorerRequests: Int
    let costExplorerUSD: Money
    let metricsByGetMetricData: Int
    let getMetricDataUSD: Money
    let freeCallsOfGetMetricStatistics, scans, calls: Int
    let lastScanCalls: Int?
    let lastScanUSD: Money?
}

extension SelfCostEntry {
    init(_ cost: SelfCost, last: ScanSummary?) {
        self.init(
            month: cost.month, totalUSD: cost.total, capUSD: cost.cap, costExplorerRequests: cost.costRequests,
            costExplorerUSD: cost.ofCostExplorer, metricsByGetMetricData: cost.metrics.metrics,
            getMetricDataUSD: cost.metrics.cost, freeCallsOfGetMetricStatistics: cost.metrics.statistics,
            scans: cost.scans.scans, calls: cost.scans.calls, lastScanCalls: last?.apiCalls,
            lastScanUSD: last?.selfCost)
    }
}
