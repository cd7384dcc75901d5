// What rules would have stopped in the past, what that would have saved, and which of it somebody used again.

package import Foundation

/// A stop that would have been.
package struct PastStop: Hashable, Sendable {
    /// How somebody used the machine again.
    package enum Use: String, CaseIterable, Sendable, Codable {
        /// Its load: the rule did not call it idle any more.
        case load
        /// It was started again after it had been stopped, or had gone down, by somebody else.
        case start
    }

    /// What would have been stopped.
    package let resource: ResourceKey
    /// For people; nil: it had none.
    package let name: String?
    /// The rule that decides.
    package let rule: String
    /// Why, as the rule says it.
    package let reason: String
    /// The scan at which it would have been.
    package let at: Date
    /// Its list price then; nil where none was known.
    package let perHour: Money?
    /// Until when it ran on instead: to its use, to its end, or to the end of what is kept.
    package let ranUntil: Date
    /// When it was used again first; nil: that is not known, or it was not.
    package let usedAt: Date?
    /// How; nil without a use.
    package let use: Use?
    /// Until when it is known whether it was used.
    package let knownUntil: Date
    /// Whether costguard did stop this run of it: how much longer it would have run nobody knows.
    package let wasStopped: Bool

    /// A stop, all its parts given.
    package init(
        resource: ResourceKey, name: String?, rule: String, reason: String, at: Date, perHour: Money?, ranUntil: Date,
        usedAt: Date?, use: Use?, knownUntil: Date, wasStopped: Bool
    ) {
        self.resource = resource
        self.name = name
        self.rule = rule
        self.reason = reason
        self.at = at
        self.perHour = perHour
        self.ranUntil = ranUntil
        self.usedAt = usedAt
        self.use = use
        self.knownUntil = knownUntil
        self.wasStopped = wasStopped
    }

    /// At the list price of an hour then; nil where none was known.
    package var saved: Money? {
        perHour?.scaled(by: Int64(max(0, ranUntil.timeIntervalSince(at))), over: .hour)
    }

    /// Whether it was used again within so many hours; nil: that is not known.
    package func wasUsed(within hours: Int) -> Bool? {
        let end = at.addingTimeInterval(Double(hours) * .hour)
        if let usedAt { return usedAt <= end }
        return knownUntil >= end ? false : nil
    }
}

/// What one set of rules would have done.
package struct PastColumn: Sendable {
    /// For people: `today`, `idle_percent=10`.
    package let name: String
    /// The rules that were played.
    package let rules: [RuleHeader]
    /// In the order of time.
    package let stops: [PastStop]
    /// How often a rule judged a machine that it did not find clear.
    package let judged: Int
    /// How often of these it could not tell, for want of something that is not kept.
    package let unknown: Int
    /// Machines of which it could not tell at least once.
    package let unknownMachines: Int
    /// By guardrail, or by why cron leaves it to a person: how many machines it held back at least once.
    package let heldBack: [String: Int]
    /// Rules that failed at some scan.
    package let faults: [RuleFault]

    /// A column, all its parts given.
    package init(
        name: String, rules: [RuleHeader], stops: [PastStop], judged: Int, unknown: Int, unknownMachines: Int,
        heldBack: [String: Int], faults: [RuleFault]
    ) {
        self.name = name
        self.rules = rules
        self.stops = stops
        self.judged = judged
        self.unknown = unknown
        self.unknownMachines = unknownMachines
        self.heldBack = heldBack
        self.faults = faults
    }
}

/// Rules played over the stored past of an account.
package struct BackTest: Sendable {
    /// Whose past.
    package let account: AccountID
    /// How far back was asked for, in days.
    package let days: Int
    /// The first scan and the last that were played.
    package let from, until: Date
    /// How many scans are kept of that time.
    package let scans: Int
    /// At how many of them the rules judged.
    package let played: Int
    /// For how long nobody looked, in seconds, of the region where that was longest.
    package let secondsUnwatched: Int
    /// How many machines had tags written meanwhile, whose earlier values are not kept.
    package let machinesRetagged: Int
    /// Today's rules, and what they are compared with.
    package let columns: [PastColumn]

    /// A back-test, all its parts given.
    package init(
        account: AccountID, days: Int, from: Date, until: Date, scans: Int, played: Int, secondsUnwatched: Int,
        machinesRetagged: Int, columns: [PastColumn]
    ) {
        self.account = account
        self.days = days
        self.from = from
        self.until = until
        self.scans = scans
        self.played = played
        self.secondsUnwatched = secondsUnwatched
        self.machinesRetagged = machinesRetagged
        self.columns = columns
    }
}
