// AWS's bill of a made-up account, told as AWS tells it: days late, credits by services, in parts, ending, taken back.

import CostModel
import Foundation

/// What is odd about a bill. Nothing is unless said.
struct BillStory: Sendable {
    /// Whether Cost Explorer answers at all.
    var isTold = true
    /// Usage of a Marketplace product and tax, a day, which no credit pays.
    var marketplace = 0.0, tax = 0.0
    /// What comes back of the Marketplace product on the third day.
    var refund = 0.0
    /// By how many days credit lines are later than usage.
    var creditsLateByDays = 0
    /// The share that is told at once; the rest follows two days later.
    var firstPart = 1.0
    /// From this second on no credit pays; nil: it pays on.
    var endsAt: Int?
    /// Nil: AWS tells of no plan.
    var plan: FreeTierPlan?
}

/// Cost Explorer over the true account.
struct StoriedBilling: BillingSource {
    static let product = "Claude Sonnet 4 (Amazon Bedrock Edition)"
    private static let day = 86_400
    /// What the account truly costs in a half-open span, and since when it is billed.
    let cost: @Sendable (Int, Int) -> Double
    let begin: Int
    let story: BillStory

    func credits(account: AccountID, at now: Date) async -> BillingFigures {
        BillingFigures(plan: story.plan, planAt: now)
    }
    func spent() -> (calls: Int, cost: Money) { (0, .zero) }

    func figures(account: AccountID, at now: Date, costsSince: Date?, daily: Bool) async -> BillingFigures {
        guard story.isTold, let costsSince else { return BillingFigures() }
        let told = Int(now.timeIntervalSince1970)
        let first = max(begin, Int(costsSince.timeIntervalSince1970)) / Self.day * Self.day
        let lines = stride(from: first, to: told, by: Self.day).flatMap { self.lines(of: $0, told: told) }
        return BillingFigures(costLines: lines, costsAt: now)
    }

    /// A day is told when it has been over for a day, nine tenths of it at first.
    private func lines(of day: Int, told: Int) -> [BillingFigures.CostLine] {
        let age = told - (day + Self.day)
        let share = age < Self.day ? 0 : age < 36 * 3600 ? 0.9 : 1
        guard share > 0 else { return [] }
        let usage = cost(max(day, begin), day + Self.day) * share
        let isPaid = story.endsAt.map { day < $0 } ?? true
        let paidAge = age - story.creditsLateByDays * Self.day
        let part = !isPaid || paidAge < Self.day ? 0 : paidAge < 3 * Self.day ? story.firstPart : 1
        let number = (day - begin / Self.day * Self.day) / Self.day
        return [
            line(day, "Usage", "Amazon Elastic Compute Cloud - Compute", usage),
            line(day, "Credit", "Amazon Elastic Compute Cloud - Compute", -usage * part / 2),
            line(day, "Credit", "Amazon Elastic Compute Cloud - Compute", -usage * part / 2),
            line(day, "Usage", Self.product, story.marketplace * share), line(day, "Tax", "Tax", story.tax * share),
            line(day, "Refund", Self.product, number == 2 ? -story.refund : 0),
        ].compactMap { $0 }
    }

    private func line(
        _ day: Int, _ type: String, _ service: String, _ usd: Double
    ) -> BillingFigures.CostLine? {
        guard usd != 0, let amount = Money(usd: abs(usd)) else { return nil }
        return BillingFigures.CostLine(
            recordType: type, start: text(day), end: text(day + Self.day), amount: usd < 0 ? .zero - amount : amount,
            estimated: true, service: service)
    }

    private func text(_ second: Int) -> String { UTCTime.dayText(Date(timeIntervalSince1970: Double(second))) }
}

/// CloudWatch's word on surplus credits: so many in 5 minutes while a machine runs; nil: it is denied.
struct BurstMetrics: MetricSource {
    func namespacesInUse(in region: Region) async -> Set<String> { [] }

    func inUse(
        _ service: UsageService, of account: AccountID, in region: Region, lately: Bool
    ) async -> (ids: [String], gap: Gap?) {
        ([], nil)
    }

    let truth: TrueAccount
    let creditsPerSample: Double?

    func points(
        _ queries: [MetricQuery], within allowance: MetricAllowance,
        noting note: @Sendable (MetricRequests) async throws -> Void
    ) async throws -> (answers: [MetricAnswer], use: MetricUse) {
        let answers = queries.map { query -> MetricAnswer in
            guard let creditsPerSample else {
                let key = query.resource
                return MetricAnswer(
                    query,
                    gap: Gap(
                        account: key.account, region: key.region, service: "cloudwatch",
                        operation: "GetMetricStatistics", kind: .denied, error: "AccessDenied"))
            }
            let runs = truth.machines.first { $0.id == query.resource.id }?.runs ?? []
            let points = stride(from: query.start, to: query.end, by: query.period).compactMap {
                start -> MetricPoint? in
                let samples = stride(from: start, to: start + query.period, by: 300).count { sample in
                    runs.contains { $0.start < sample + 300 && $0.end ?? .max > sample }
                }
                return samples == 0 ? nil : MetricPoint(start: start, value: Double(samples) * creditsPerSample)
            }
            return MetricAnswer(query, points: points)
        }
        return (answers, MetricUse())
    }
}
