// What the account costs: charges that flow over time, and the credit that pays for them.
// Amounts are whole nano-USD, as a bill must add up.

import Foundation

/// The account's charges, and who pays.
public struct Billing: Sendable {
    /// Money that flows evenly over an interval.
    public struct Charge: Sendable {
        /// The service's name on the bill.
        public var service: String
        /// Nano-USD an hour.
        public var nanoUSDPerHour: Int
        /// From when.
        public var from: Date
        /// Until before when; nil means that it flows on.
        public var until: Date?
        /// The resource that it stops and starts with.
        public var resource: String?

        /// A charge.
        public init(
            _ service: String, nanoUSDPerHour: Int, from: Date, until: Date? = nil, resource: String? = nil
        ) {
            (self.service, self.nanoUSDPerHour, self.from) = (service, nanoUSDPerHour, from)
            (self.until, self.resource) = (until, resource)
        }

        func amount(from start: Date, to end: Date) -> Int {
            let seconds = min(end, until ?? end).timeIntervalSince(max(start, from))
            return seconds <= 0 ? 0 : Int(seconds) * (nanoUSDPerHour / 3_600)
        }
    }

    /// What AWS learns of a past day late, such as a revised price: until `knownFrom` no bill shows it.
    public struct Revision: Sendable {
        /// The service's name on the bill.
        public var service: String
        /// Nano-USD; below zero where the first figure was too high.
        public var nanoUSD: Int
        /// An instant of the day that it belongs to.
        public var day: Date
        /// From when bills show it.
        public var knownFrom: Date

        /// A revision.
        public init(_ service: String, nanoUSD: Int, day: Date, knownFrom: Date) {
            (self.service, self.nanoUSD, self.day, self.knownFrom) = (service, nanoUSD, day, knownFrom)
        }
    }

    /// What bills show late.
    public var revisions: [Revision] = []
    /// All charges, past and present.
    public var charges: [Charge] = []
    /// Whether a credit pays for everything.
    public var creditPays = true
    /// How far Cost Explorer is behind.
    public var costExplorerDelay: TimeInterval = 8 * 3_600
    /// Whether Cost Explorer was switched on in the console.
    public var costExplorerEnabled = true
    /// Whether "Receive Billing Alerts" is on, without which EstimatedCharges does not exist.
    public var billingAlertsEnabled = true
    /// How many periods Cost Explorer gives a page.
    public var costExplorerPageSize = 100

    /// An account that costs nothing yet.
    public init() {}

    /// Gross charges in nano-USD over a half-open interval, by service.
    public func gross(from start: Date, to end: Date) -> [String: Int] {
        var sums: [String: Int] = [:]
        for charge in charges {
            let amount = charge.amount(from: start, to: end)
            if amount > 0 { sums[charge.service, default: 0] += amount }
        }
        return sums
    }

    /// The same as a bill shows it at an instant: with those revisions that are known by then.
    func gross(from start: Date, to end: Date, knownAt now: Date) -> [String: Int] {
        var sums = gross(from: start, to: end)
        for revision in revisions where revision.day >= start && revision.day < end && revision.knownFrom <= now {
            sums[revision.service, default: 0] += revision.nanoUSD
        }
        return sums
    }

    /// Ends what flows for a resource.
    mutating func end(_ resource: String, at now: Date) {
        for index in charges.indices where charges[index].resource == resource && charges[index].until == nil {
            charges[index].until = now
        }
    }

    /// Lets what flowed last for a resource flow again.
    mutating func resume(_ resource: String, at now: Date) {
        guard var charge = charges.last(where: { $0.resource == resource }), charge.until != nil else { return }
        (charge.from, charge.until) = (now, nil)
        charges.append(charge)
    }
}
