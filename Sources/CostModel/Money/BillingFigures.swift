// What AWS said of money: billed figures, credits, plans; each with its time. Leaves what they mean to the pipeline.

package import Foundation

/// What AWS said of money at one time.
package struct BillingFigures: Sendable {
    /// Cost Explorer is asked daily; an answer older than this, in seconds, has missed its successor.
    package static let costsFresh: TimeInterval = 36 * .hour

    /// One value of AWS's EstimatedCharges metric: month to date, worldwide.
    package struct EstimatedCharges: Hashable, Sendable {
        /// From the start of the month, UTC, up to `at`.
        package let amount: Money
        /// The time stamp of the metric's value.
        package let at: Date
        /// A value and its time.
        package init(amount: Money, at: Date) {
            self.amount = amount
            self.at = at
        }
    }
    /// What the kept values of EstimatedCharges say of one calendar month, UTC.
    package struct MonthOfCharges: Hashable, Sendable {
        /// `YYYY-MM`.
        package let month: String
        /// The highest value: the metric only grows until the month turns.
        package let amount: Money
        /// The time stamp of the last value.
        package let lastAt: Date
        /// A month, its parts given.
        package init(month: String, amount: Money, lastAt: Date) {
            self.month = month
            self.amount = amount
            self.lastAt = lastAt
        }
    }
    /// One line of Cost Explorer: a record type, of one service where it says so, in a half-open span of days, UTC.
    package struct CostLine: Hashable, Sendable {
        /// Such as `Usage`, `Credit`, `Tax`.
        package let recordType: String
        /// `YYYY-MM-DD`, inclusive.
        package let start: String
        /// `YYYY-MM-DD`, exclusive.
        package let end: String
        /// Unblended cost; negative for credits and refunds.
        package let amount: Money
        /// Whether AWS may still change the figure.
        package let estimated: Bool
        /// The service's name on the bill; nil where it was not asked by service.
        package let service: String?
        /// A line, as Cost Explorer answers.
        package init(
            recordType: String, start: String, end: String, amount: Money, estimated: Bool, service: String? = nil
        ) {
            self.recordType = recordType
            self.start = start
            self.end = end
            self.amount = amount
            self.estimated = estimated
            self.service = service
        }
        /// Whether it pays for usage instead of being usage.
        package var isCredit: Bool { recordType == "Credit" || recordType == "Refund" }
    }
    /// Nil: AWS publishes none, most often because billing alerts are off; not 0 USD.
    package var estimatedCharges: EstimatedCharges?
    /// Every month of which a value is kept, oldest first.
    package var chargesByMonth: [MonthOfCharges]
    /// Nil: not asked, or not answered.
    package var costLines: [CostLine]?
    /// When Cost Explorer gave them.
    package var costsAt: Date?
    /// AWS's own list of credits; nil: not asked, or not answered.
    package var credits: [AWSCredit]?
    /// When AWS gave the list.
    package var creditsAt: Date?
    /// What a Free Tier plan has left; nil: not asked, not answered, or the account has none.
    package var plan: FreeTierPlan?
    /// When AWS told the plan.
    package var planAt: Date?
    /// The most that the plan was ever seen to have left: it was granted at least so much.
    package var planMost: Money?
    /// Questions that AWS refused or did not answer.
    package var gaps: [Gap]
    /// What was answered; with no argument, nothing was.
    package init(
        estimatedCharges: EstimatedCharges? = nil, chargesByMonth: [MonthOfCharges] = [],
        costLines: [CostLine]? = nil, costsAt: Date? = nil, credits: [AWSCredit]? = nil, creditsAt: Date? = nil,
        plan: FreeTierPlan? = nil, planAt: Date? = nil, planMost: Money? = nil, gaps: [Gap] = []
    ) {
        self.estimatedCharges = estimatedCharges
        self.chargesByMonth = chargesByMonth
        self.costLines = costLines
        self.costsAt = costsAt
        self.gaps = gaps
        self.credits = credits
        self.creditsAt = creditsAt
        self.plan = plan
        self.planAt = planAt
        self.planMost = planMost
    }
}
