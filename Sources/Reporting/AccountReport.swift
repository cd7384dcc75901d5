// All that is said of one account on one page. The forms are in AccountReport+Text, +JSON, +CSV and +HTML.

import CostModel
import Foundation

/// What a report shows beside a plan and the credits. What is absent is not known.
package struct ReportFigures: Sendable {
    /// Where the money went: AWS's bill of the newest month where it tells services, else a week of the meter.
    package var services: SpendByService?
    /// What costs at this moment, dearest first, each with its list price per hour.
    package var burning: [ResourceSpend]
    /// What was left of each credit at earlier scans, oldest first.
    package var history: [BalancePoint]
    /// costguard's own calls.
    package var selfCost: SelfCost?

    /// Nothing is known without arguments.
    package init(
        services: SpendByService? = nil, burning: [ResourceSpend] = [], history: [BalancePoint] = [],
        selfCost: SelfCost? = nil
    ) {
        self.services = services
        self.burning = burning
        self.history = history
        self.selfCost = selfCost
    }

    /// AWS's bill of the newest month by service, gross; nil where it was not asked, or not by service.
    package static func billed(_ figures: BillingFigures) -> SpendByService? {
        guard let lines = figures.costLines?.filter({ !$0.isCredit }), let told = figures.costsAt,
            let month = lines.map({ $0.start.prefix(7) }).max()
        else { return nil }
        let newest = lines.filter { $0.start.hasPrefix(month) }
        guard newest.contains(where: { $0.service != nil }),
            let from = newest.map(\.start).min().flatMap({ UTCTime.day($0) })
        else { return nil }
        return SpendByService(
            basis: .billed, from: from, until: told,
            services: Dictionary(grouping: newest) { $0.service ?? $0.recordType }.map { name, lines in
                ServiceSpend(name: name, amount: lines.reduce(.zero) { $0 + $1.amount })
            })
    }
}

/// What can be written in every form.
package protocol Report: Sendable {
    /// For a terminal, 80 columns.
    var text: String { get }
    /// One object, schema version 1.
    var json: String { get }
    /// One table.
    var csv: String { get }
    /// One file that needs no network.
    var html: String { get }
}

/// One account at one time.
package struct AccountReport: Report {
    /// Findings and steps over the last scan.
    package let plan: Plan
    /// Scan, credits, what runs, spend; and the reader's surroundings.
    package let context: TextContext
    /// What stands beside them.
    package let figures: ReportFigures
    /// What must be said first, such as that no scan has succeeded for hours; nil: nothing.
    package let alarm: String?

    /// A report, all its parts given.
    package init(plan: Plan, context: TextContext, figures: ReportFigures, alarm: String? = nil) {
        self.plan = plan
        self.context = context
        self.figures = figures
        self.alarm = alarm
    }

    /// What must be read before all else.
    var notices: [String] {
        let unpaid = UnpaidText.unpaid(context).map { UnpaidText.sentence($0, context) }
        return [alarm, StatusReport.notice(context), unpaid].compactMap { $0 }
    }

    /// `17 of 17 regions seen whole, 3 min ago`.
    var lead: String {
        guard let scan = context.scan else { return "no scan yet" }
        let ago = TimeText.ago(scan.at, now: context.now)
        return "Scanned \(context.point(scan.at)), \(ago); \(scan.regionsSeen)"
    }

    /// How many things a list names; JSON and CSV have them all.
    static let longest = 8

    /// What burns and is not named by a list; nil: all is named.
    var otherBurning: (count: Int, perDay: Money)? {
        Self.beyond(figures.burning.map(\.spend.amount)).map { ($0.count, $0.sum.scaled(by: 24, over: 1)) }
    }

    /// The services that a list does not name; nil: all are named.
    var otherServices: (count: Int, sum: Money)? { Self.beyond(figures.services?.services.map(\.amount) ?? []) }

    private static func beyond(_ amounts: [Money]) -> (count: Int, sum: Money)? {
        let others = amounts.dropFirst(longest)
        return others.isEmpty ? nil : (others.count, others.reduce(.zero, +))
    }
}

/// One thing that costs now, in words.
struct BurningText {
    let spend: ResourceSpend
    let plan: Plan
    let context: TextContext

    var perDay: Money { spend.spend.amount.scaled(by: 24, over: 1) }

    /// `g4dn.xlarge, Oregon`; what is no instance is named by its kind.
    var what: String {
        let type = context.running.first { $0.key == spend.key }?.type
        return "\(type ?? spend.key.kind.text), \(spend.key.region.place)"
    }

    /// What the rules make of it: `would stop: …`, `busy: …`; empty where no rule has a word on it.
    var fate: String {
        let own = plan.findings.filter { $0.resource == spend.key }
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
    static func free(_ cost: SelfCost) -> String {
        return
            "\(CountText.text(cost.scans.scans, "scan")) with \(CountText.text(cost.scans.calls, "call")); \(cost.metrics.statistics) of the million that "
            + "GetMetricStatistics has free"
    }

    static func last(_ scan: ScanSummary) -> String {
        "\(CountText.text(scan.apiCalls, "call")), \(CommonText.rate(scan.selfCost)) USD"
    }
}
