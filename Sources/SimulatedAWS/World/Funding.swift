// What pays the account's bill, and what watches it: credits, a Free Tier plan, budgets, alarms.
// Amounts are whole nano-USD, as a bill must add up.

import Foundation

/// The account's credits and AWS's own nets.
public struct Funding: Sendable {
    /// One credit as AWS lists it.
    public struct Credit: Sendable {
        /// Digits.
        public var id: String
        /// Such as `AWS Educate`.
        public var description: String
        /// Nano-USD on its first day.
        public var nanoUSD: Int
        /// From when it pays.
        public var startsAt: Date
        /// First instant at which it is worth nothing.
        public var expiresAt: Date
        /// The services that it pays for, by their names on the bill; empty: all.
        public var products: [String] = []
        /// Such as `Promotion`.
        public var type = "Promotion"
        /// Whether AWS applies it.
        public var isEnabled = true

        /// A credit for everything.
        public init(id: String, description: String, nanoUSD: Int, startsAt: Date, expiresAt: Date) {
            (self.id, self.description, self.nanoUSD) = (id, description, nanoUSD)
            (self.startsAt, self.expiresAt) = (startsAt, expiresAt)
        }
    }

    /// A Free Tier plan.
    public struct Plan: Sendable {
        /// `FREE` or `PAID`.
        public var type = "FREE"
        /// Nano-USD on its first day; nil: AWS tells none.
        public var nanoUSD: Int?
        /// From when it pays.
        public var startsAt: Date
        /// When it ends; nil on a paid plan.
        public var expiresAt: Date?

        /// A free plan.
        public init(nanoUSD: Int?, startsAt: Date, expiresAt: Date?) {
            (self.nanoUSD, self.startsAt, self.expiresAt) = (nanoUSD, startsAt, expiresAt)
        }
    }

    /// A budget of cost by the month.
    public struct Budget: Sendable, Equatable {
        /// Its name.
        public var name: String
        /// The limit, as AWS writes amounts.
        public var limit: String
        /// Whether credits lower what it sees.
        public var includesCredit = true
        /// Whether refunds do.
        public var includesRefund = true
        /// When it tells them, such as `ACTUAL 80`.
        public var marks: [String] = []
        /// The addresses that it tells.
        public var subscribers: [String] = []

        /// A budget as AWS makes it unless told otherwise.
        public init(name: String, limit: String) { (self.name, self.limit) = (name, limit) }
    }

    /// Nothing in the list, unless changed.
    public var credits: [Credit] = []
    /// Nil: the account has none, and AWS says so.
    public var plan: Plan?
    /// How far the figures of credits and plan are behind.
    public var delay: TimeInterval = 24 * 3_600
    /// The user's budgets.
    public var budgets: [Budget] = []
    /// The alarms of CloudWatch by region, in the order in which they were made.
    public var alarms: [String: [MetricAlarm]] = [:]
    /// The products of the price list, as AWS writes them: one JSON text each, by service code.
    public var priceList: [String: [String]] = [:]

    /// An account that nothing pays for.
    public init() {}

    /// What is left of each credit, in the order of the list, when all that was billed by an instant is drawn: day by
    /// day from the soonest to expire, then the one for the fewest services, then the oldest. Source: AWS Billing
    /// user guide, "AWS credits", step 1.
    func left(_ billing: Billing, at end: Date, knownAt now: Date) -> [Int] {
        var left = credits.map(\.nanoUSD)
        let order = credits.indices.filter { credits[$0].isEnabled }.sorted { rank($0) < rank($1) }
        guard var day = credits.map(\.startsAt).min().map(Timestamp.calendar.startOfDay) else { return left }
        while day < end {
            let next = day.addingTimeInterval(86_400)
            for (service, amount) in billing.gross(from: day, to: min(next, end), knownAt: now).sorted(by: <) {
                var due = max(0, amount)
                for index in order where pays(credits[index], service, on: day) {
                    let paid = min(due, left[index])
                    (left[index], due) = (left[index] - paid, due - paid)
                }
            }
            day = next
        }
        return left
    }

    private func rank(_ index: Int) -> (Date, Int, Date) {
        let credit = credits[index]
        return (credit.expiresAt, credit.products.isEmpty ? .max : credit.products.count, credit.startsAt)
    }

    private func pays(_ credit: Credit, _ service: String, on day: Date) -> Bool {
        credit.startsAt < day.addingTimeInterval(86_400) && credit.expiresAt > day
            && (credit.products.isEmpty || credit.products.contains(service))
    }
}

/// An alarm on one metric.
public struct MetricAlarm: Sendable, Equatable {
    /// Its name, unique in its region.
    public var name: String
    /// The namespace and the metric, such as `AWS/EC2` and `CPUUtilization`.
    public var namespace: String, metric: String
    /// The dimensions by name.
    public var dimensions: [String: String]
    /// Such as `Average`.
    public var statistic: String
    /// Seconds a datapoint.
    public var period: Int
    /// Datapoints in a row.
    public var evaluationPeriods: Int
    /// What is compared with.
    public var threshold: Double
    /// Such as `LessThanThreshold`.
    public var comparison: String
    /// The ARNs that are told.
    public var actions: [String]
    /// What a period without data counts as, such as `notBreaching`.
    public var missing: String
}
