// Stops that cron would have made, had it been allowed to act already: what a person sees before letting it.

package import Foundation

/// One stop that was not made, of one start of a machine.
package struct RehearsedStop: Hashable, Sendable {
    /// The machine.
    package let resource: ResourceKey
    /// The name at that time, for people.
    package let name: String?
    /// The start that would have ended; nil where it was not known.
    package let launchTime: Date?
    /// The rule that would have decided.
    package let rule: String
    /// When it would have been stopped.
    package let at: Date
    /// List price over 730 hours of what would have been saved; nil where no price was known.
    package let savingPerMonth: Money?
    /// When the rules first saw it at work after that; nil: they have not.
    package let usedAt: Date?

    /// A stop, all its parts given.
    package init(
        resource: ResourceKey, name: String?, launchTime: Date?, rule: String, at: Date, savingPerMonth: Money?,
        usedAt: Date? = nil
    ) {
        self.resource = resource
        self.name = name
        self.launchTime = launchTime
        self.rule = rule
        self.at = at
        self.savingPerMonth = savingPerMonth
        self.usedAt = usedAt
    }
}

/// Keeps rehearsed stops.
package protocol RehearsalLedger: Sendable {
    /// Of an account, at `since` or later, in the order of their times.
    func rehearsals(account: AccountID, since: Date) async throws -> [RehearsedStop]
    /// Of one start of a machine the first is kept, and no other.
    func record(_ stop: RehearsedStop) async throws
    /// Notes the first use after each of these; one that has it already keeps it.
    func noteUse(of stops: [RehearsedStop], at now: Date) async throws
}

extension RehearsalLedger {
    /// Those that plans and digests still speak of: of the last 30 days.
    package func recentRehearsals(account: AccountID, at now: Date) async throws -> [RehearsedStop] {
        try await rehearsals(account: account, since: now.addingTimeInterval(-30 * .day))
    }
}
