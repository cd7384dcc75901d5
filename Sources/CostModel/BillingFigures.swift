// What AWS said of money: billed figures, credits, plans; each with its time. Leaves what they mean to the pipeline.

import Foundation

/// What AWS said of money at one time.
public struct BillingFigures: Sendable {
    /// Cost Explorer is asked daily; an answer older than this, in seconds, has missed its successor.
    public static let costsFresh: TimeInterval = 36 * 3600

    /// One value of AWS's EstimatedCharges metric: month to date, worldwide.
    public struct EstimatedCharges: Hashable, Sendable {
        /// From the start of the month, UTC, up to `at`.
        public let amount: Money
        /// The time stamp of the metric's value.
        public let at: Date
        /// A value and its time.
        public init(amount: Money, at: Date) { (self.amount, self.at) = (amount, at) }
    }
    /// What the kept values of EstimatedCharges say of one calendar month, UTC.
    public struct MonthOfCharges: Hashable, Sendable {
        /// `YYYY-MM`.
        public let month: String
        /// The highest value: the metric only grows until the month turns.
        public let amount: Money
        /// The time stamp of the last value.
        public let lastAt: Date
        /// A month, its parts given.
        public init(month: String, amount: Money, lastAt: Date) {
            (self.month, self.amount, self.lastAt) = (month, amount, lastAt)
        }
    }
    /// One line of Cost Explorer: a record type, of one service where it says so, in a half-open span of days, UTC.
    public struct CostLine: Hashable, Sendable {
        /// Such as `Usage`, `Credit`, `Tax`.
        public let recordType: String
        /// `YYYY-MM-DD`, inclusive.
        public let start: String
        /// `YYYY-MM-DD`, exclusive.
        public let end: String
        /// Unblended cost; negative for credits and refunds.
        public let amount: Money
        /// Whether AWS may still change the figure.
        public let estimated: Bool
        /// The service's name on the bill; nil where it was not asked by service.
        public let service: String?
        /// A line, as Cost Explorer answers.
        public init(
            recordType: String, start: String, end: String, amount: Money, estimated: Bool, service: String? = nil
        ) {
            (self.recordType, self.start, self.end) = (recordType, start, end)
            (self.amount, self.estimated, self.service) = (amount, estimated, service)
        }
        /// Whether it pays for usage instead of being usage.
        public var isCredit: Bool { recordType == "Credit" || recordType == "Refund" }
    }
    /// Nil: AWS publishes none, most often because billing alerts are off; not 0 USD.
    public var estimatedCharges: EstimatedCharges?
    /// Every month of which a value is kept, oldest first.
    public var chargesByMonth: [MonthOfCharges]
    /// Nil: not asked, or not answered.
    public var costLines: [CostLine]?
    /// When Cost Explorer gave them.
    public var costsAt: Date?
    /// AWS's own list of credits; nil: not asked, or not answered.
    public var credits: [AWSCredit]?
    /// When AWS gave the list.
    public var creditsAt: Date?
    /// What a Free Tier plan has left; nil: not asked, not answered, or the account has none.
    public var plan: FreeTierPlan?
    /// When AWS told the plan.
    public var planAt: Date?
    /// The most that the plan was ever seen to have left: it was granted at least so much.
    public var planMost: Money?
    /// Questions that AWS refused or did not answer.
    public var gaps: [Gap]
    /// What was answered; with no argument, nothing was.
    public init(
        estimatedCharges: EstimatedCharges? = nil, chargesByMonth: [MonthOfCharges] = [],
        costLines: [CostLine]? = nil, costsAt: Date? = nil, credits: [AWSCredit]? = nil, creditsAt: Date? = nil,
        plan: FreeTierPlan? = nil, planAt: Date? = nil, planMost: Money? = nil, gaps: [Gap] = []
    ) {
        (self.estimatedCharges, self.chargesByMonth) = (estimatedCharges, chargesByMonth)
        (self.costLines, self.costsAt, self.gaps) = (costLines, costsAt, gaps)
        (self.credits, self.creditsAt) = (credits, creditsAt)
        (self.plan, self.planAt, self.planMost) = (plan, planAt, planMost)
    }
}
