// What the account costs: charges that flow over time, and the credit that pays for them.
// Amounts are whole nano-USD, as a bill must add up.

package import Foundation

/// The account's charges, and who pays.
package struct Billing: Sendable {
    /// Money that flows evenly over an interval.
    package struct Charge: Sendable {
        /// The service's name on the bill.
        package var service: String
        /// Nano-USD an hour.
        package var nanoUSDPerHour: Int
        /// From when.
        package var from: Date
        /// Until before when; nil means that it flows on.
        package var until: Date?
        /// The resource that it stops and starts with.
        package var resource: String?

        /// A charge.
        package init(
            _ service: String, nanoUSDPerHour: Int, from: Date, until: Date? = nil, resource: String? = nil
        ) {
            self.service = service
            self.nanoUSDPerHour = nanoUSDPerHour
            self.from = from
            self.until = until
            self.resource = resource
        }

        func amount(from start: Date, to end: Date) -> Int {
            let seconds = min(end, until ?? end).timeIntervalSince(max(start, from))
            return seconds <= 0 ? 0 : Int(seconds) * (nanoUSDPerHour / 3_600)
        }
    }

    /// What AWS learns of a past day late, such as a revised price: until `knownFrom` no bill shows it.
    package struct Revision: Sendable {
        /// The service's name on the bill.
        package var service: String
        /// Nano-USD; below zero where the first figure was too high.
        package var nanoUSD: Int
        /// An instant of the day that it belongs to.
        package var day: Date
        /// From when bills show it.
        package var knownFrom: Date

        /// A revision.
        package init(_ service: String, nanoUSD: Int, day: Date, knownFrom: Date) {
            self.service = service
            self.nanoUSD = nanoUSD
            self.day = day
            self.knownFrom = knownFrom
        }
    }

    /// What bills show late.
    package var revisions: [Revision] = []
    /// All charges, past and present.
    package var charges: [Charge] = []
    /// Whether a credit pays for everything.
    package var creditPays = true
    /// How far Cost Explorer is behind.
    package var costExplorerDelay: TimeInterval = 8 * 3_600
    /// Whether Cost Explorer was switched on in the console.
    package var costExplorerEnabled = true
    /// Whether "Receive Billing Alerts" is on, without which EstimatedCharges does not exist.
    package var billingAlertsEnabled = true
    /// How many periods Cost Explorer gives a page.
    package var costExplorerPageSize = 100

    /// An account that costs nothing yet.
    package init() {}

    /// Gross charges in nano-USD over a half-open interval, by service.
    package func gross(from start: Date, to end: Date) -> [String: Int] {
        var sums: [String: Int] = [:]
        for charge in charges {
            let amount = charge.amount(from: start, to: end)
            if amount > 0 { sums[charge.service, default: 0] += amount }
        }
        return sums
    }

    /// The same as a bill shows it at an instant: with those revisions that are known by then.
    package func gross(from start: Date, to end: Date, knownAt now: Date) -> [String: Int] {
        var sums = gross(from: start, to: end)
        for revision in revisions where revision.day >= start && revision.day < end && revision.knownFrom <= now {
            sums[revision.service, default: 0] += revision.nanoUSD
        }
        return sums
    }
}
