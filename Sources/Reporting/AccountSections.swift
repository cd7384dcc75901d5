// What stands in the sections of a report on an account, in which order and with which sums. Text, page, CSV and JSON
// print it.

import CostModel
import Foundation

extension AccountReport {
    /// What costs now.
    var burners: DearList<BurningText> {
        DearList(figures.burning.map { BurningText(spend: $0, plan: plan, context: context) }, by: \.perHour)
    }

    /// Where the money went; empty where that is not known.
    var services: DearList<ServiceSpend> { DearList(figures.services?.services ?? [], by: \.amount) }
}

/// Things with an amount each, the dearest first.
struct DearList<Item> {
    /// For files.
    let all: [Item]
    /// What a reader is told by name.
    let shown: ArraySlice<Item>
    /// The others together; nil: all are told.
    let others: (count: Int, sum: Money)?
    private let amount: (Item) -> Money

    private static var longest: Int { 8 }

    init(_ all: [Item], by amount: @escaping (Item) -> Money) {
        self.all = all
        self.amount = amount
        shown = all.prefix(Self.longest)
        let rest = all.dropFirst(Self.longest)
        others = rest.isEmpty ? nil : (rest.count, rest.map(amount).reduce(.zero, +))
    }

    /// Of the dearest, 0 to 1.
    func share(_ item: Item) -> Double { amount(item).usd / max(all.first.map(amount)?.usd ?? 1, 1e-9) }
}

/// One thing that costs now, in words.
struct BurningText {
    let spend: ResourceSpend
    let plan: Plan
    let context: TextContext

    /// List price.
    var perHour: Money { spend.spend.amount }
    var perDay: Money { perHour.scaled(by: 24, over: 1) }
    var perMonth: Money { perHour.scaled(by: 730, over: 1) }

    /// What the rules say of it.
    var findings: [Finding] { plan.findings.filter { $0.resource == spend.key } }

    /// `g4dn.xlarge, Oregon`; what is no instance is named by its kind.
    var what: String {
        let type = context.running.first { $0.key == spend.key }?.type
        return "\(type ?? spend.key.kind.text), \(spend.key.region.place)"
    }

    /// What the rules make of it: `would stop: …`, `busy: …`; empty where no rule has a word on it.
    var fate: String {
        let own = findings
        if let step = own.first(where: \.isStep) { return "would stop: \(CronText.reason(step.judgement))" }
        if let refusal = own.lazy.compactMap(\.refusal).first { return "a rule would stop it; \(refusal.guardrail)" }
        if let flagged = own.first(where: { $0.verdict == .flagged }) { return flagged.judgement.reason }
        guard let instance = context.running.first(where: { $0.key == spend.key }) else { return "" }
        return PlanReport.reasonLeftAlone(instance, plan, context)
    }
}

/// Where the money went, in words.
enum ServiceSpendText {
    /// `billed by AWS for November up to 20 Nov 23:00 UTC, gross`.
    static func basis(_ spend: SpendByService, _ context: TextContext) -> String {
        switch spend.basis {
        case .billed:
            let month = TimeText.month(String(UTCTime.text(spend.from).prefix(7)))
            return "billed by AWS for \(month), gross, as of \(context.point(spend.until))"
        case .metered: return "metered at list price since \(context.point(spend.from))"
        }
    }
}

/// What costguard itself costs, in words.
enum SelfCostText {
    /// `0.02 of 0.50 USD in November: 2 requests to Cost Explorer, 0 metrics by GetMetricData`.
    static func month(_ cost: SelfCost) -> String {
        let requests = CountText.text(cost.costRequests, "request")
        let metrics = CountText.text(cost.metrics.metrics, "metric")
        let cap = cost.cap == .zero ? "free calls only" : "of \(cost.cap.cents) USD allowed"
        return
            "\(CommonText.rate(cost.total)) USD in \(TimeText.month(cost.month)) (\(cap)): \(requests) to Cost Explorer, "
            + "\(metrics) by GetMetricData"
    }

    /// `96 scans with 4416 calls, 912 of them of the million that GetMetricStatistics has free`.
    private static func free(_ cost: SelfCost) -> String {
        "\(CountText.text(cost.scans.scans, "scan")) with \(CountText.text(cost.scans.calls, "call")); \(cost.metrics.statistics) of the million that "
            + "GetMetricStatistics has free"
    }

    static func last(_ scan: ScanSummary) -> String {
        "\(CountText.text(scan.apiCalls, "call")), \(CommonText.rate(scan.selfCost)) USD"
    }

    /// What is told besides the month.
    static func facts(_ cost: SelfCost, _ scan: ScanSummary?) -> [Fact] {
        [("calls", free(cost)), ("last scan", scan.map(last))]
    }
}
