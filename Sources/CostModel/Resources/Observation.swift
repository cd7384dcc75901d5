// What a scan saw, and what it failed to see.

package import Foundation

/// One attempt to list one kind of resource in one region.
package struct Listing: Hashable, Sendable {
    /// Whether the list is whole, and if not, why.
    package enum Outcome: Hashable, Sendable {
        case complete
        /// AWS refuses: permissions, a region that is not enabled, a policy of the organization.
        case denied(String)
        /// Anything else: what was seen before the failure is not used, for it is no whole list.
        case failed(String)
    }
    /// Whose resources.
    package let account: AccountID
    /// Where it was asked.
    package let region: Region
    /// What was listed.
    package let kind: ResourceKind
    /// The call that decided the outcome, such as `ec2` and `DescribeImages`.
    package let service: String
    /// The operation's name in AWS's API.
    package let operation: String
    /// The scan's time, the same for all its listings.
    package let at: Date
    /// How it ended.
    package let outcome: Outcome
    /// The view of a kind whose things are metered at the price that each of them has; nil: they are metered by their facts,
    /// or not at all.
    package let meteredAs: String?

    /// A listing, all its parts given.
    package init(
        account: AccountID, region: Region, kind: ResourceKind, service: String, operation: String, at: Date,
        outcome: Outcome, meteredAs: String? = nil
    ) {
        self.meteredAs = meteredAs
        self.account = account
        self.region = region
        self.kind = kind
        self.service = service
        self.operation = operation
        self.at = at
        self.outcome = outcome
    }

    /// What was listed.
    package var place: ListingPlace { ListingPlace(account: account, region: region, kind: kind) }

    /// The gap that this listing leaves; nil where it is complete.
    package var gap: Gap? {
        switch outcome {
        case .complete: nil
        case .denied(let error):
            Gap(account: account, region: region, service: service, operation: operation, kind: .denied, error: error)
        case .failed(let error):
            Gap(account: account, region: region, service: service, operation: operation, kind: .failed, error: error)
        }
    }
}

/// Something that was asked of AWS and not answered.
package struct Gap: Hashable, Sendable, Codable {
    /// `denied`: more permissions would help. `failed`: another try might.
    package enum Kind: String, CaseIterable, Sendable, Codable { case denied, failed }
    /// Whose data is missing.
    package let account: AccountID
    /// Where it was asked.
    package let region: Region
    /// Such as `ec2`.
    package let service: String
    /// Such as `DescribeImages`.
    package let operation: String
    /// Refused, or gone wrong.
    package let kind: Kind
    /// One line, no secrets.
    package let error: String

    /// A gap, all its parts given.
    package init(
        account: AccountID, region: Region, service: String, operation: String, kind: Kind, error: String
    ) {
        self.account = account
        self.region = region
        self.service = service
        self.operation = operation
        self.kind = kind
        self.error = error
    }
}

/// What is listed: one kind of resource in one region of an account.
package struct ListingPlace: Hashable, Sendable {
    /// Whose resources.
    package let account: AccountID
    /// Where they are.
    package let region: Region
    /// What they are.
    package let kind: ResourceKind
    /// A place, all its parts given.
    package init(account: AccountID, region: Region, kind: ResourceKind) {
        self.account = account
        self.region = region
        self.kind = kind
    }
}

/// A piece of a listing, handed over as soon as it is there, so that no account is ever held in memory.
package enum ListedPart: Sendable {
    /// Some of the resources of a place. Nobody knows yet whether the rest will come, so nothing may be concluded.
    /// A resource that stands on two pages is as the later one shows it. Among them may be what AWS still shows though
    /// it is gone for good (`isEnded`), such as terminated instances: no row of any view, but the meter learns from it
    /// when its cost ended.
    /// `unchanged` are the rows of those whose items say what they said: see `KnownItems`. `nameless` is how many
    /// items stood there besides that have no id that can be read: each may be any resource of the place, so that none
    /// of those that the list does not show is gone.
    case page(ListingPlace, [Resource], unchanged: [KnownItems.Row] = [], nameless: Int = 0)
    /// What was asked beside the list and not answered; the list may be whole all the same.
    case gap(ListingPlace, Gap)
    /// The last piece. Where the outcome is complete, the pages since the place's last end are the whole list.
    case end(Listing)
}

/// A fact that costs a call of its own, asked only for resources that no condition has excluded yet.
package struct FactRequest: Hashable, Sendable {
    /// Whose fact.
    package let resource: ResourceKey
    /// The view's column, such as `stop_protected` or `shared`.
    package let column: String
    /// A column of one resource.
    package init(_ resource: ResourceKey, _ column: String) {
        self.resource = resource
        self.column = column
    }
}

/// The answer to a `FactRequest`.
package struct LateFact: Sendable {
    /// What was asked.
    package let request: FactRequest
    /// The scan's time.
    package let at: Date
    /// Nil where AWS did not answer; then `gap` says why, unless the question fell away.
    package let value: FactValue?
    /// Nil where AWS answered.
    package let gap: Gap?
    /// The question fell away: the resource was deleted since the list was made, or AWS need not tell.
    package var fellAway: Bool { value == nil && gap == nil }
    /// AWS answered.
    package init(_ request: FactRequest, at: Date, value: FactValue) {
        self.request = request
        self.at = at
        self.value = value
        self.gap = nil
    }
    /// AWS did not answer.
    package init(_ request: FactRequest, at: Date, gap: Gap) {
        self.request = request
        self.at = at
        self.value = nil
        self.gap = gap
    }
    /// The question fell away.
    package init(withoutAnswer request: FactRequest, at: Date) {
        self.request = request
        self.at = at
        self.value = nil
        self.gap = nil
    }
}

/// What a scan did, when it has ended.
package struct ScanSummary: Sendable {
    /// The account that the credentials belonged to.
    package let account: AccountID
    /// The time that the scan's judgements see as now: when it began.
    package let at: Date
    /// In seconds, from begin to end.
    package let duration: TimeInterval
    /// Where it looked, whether or not it saw anything.
    package let regions: [Region]
    /// Regions in which everything has always been denied: told once, no gap.
    package let closedRegions: [Region]
    /// What was asked and not answered, outside closed regions.
    package let gaps: [Gap]
    /// Requests to AWS, retries included.
    package let apiCalls: Int
    /// What AWS charges for the scan's own calls.
    package let selfCost: Money
    /// When AWS was asked last for the kinds that files describe and that were nowhere: the longest ago of them. Nil: none
    /// is looked for, or all of them exist everywhere.
    package var absentKindsAskedAt: Date?
    /// A scan that has ended.
    package init(
        account: AccountID, at: Date, duration: TimeInterval, regions: [Region], closedRegions: [Region], gaps: [Gap],
        apiCalls: Int, selfCost: Money
    ) {
        self.account = account
        self.at = at
        self.duration = duration
        self.regions = regions
        self.closedRegions = closedRegions
        self.gaps = gaps
        self.apiCalls = apiCalls
        self.selfCost = selfCost
    }
}

extension ScanSummary {
    /// How much of the account was seen, in words: a closed region is neither seen nor missing.
    package var regionsSeen: String {
        let closed = Set(closedRegions).intersection(regions)
        let blind = Set(gaps.map(\.region)).union(closed)
        let seen = regions.count { !blind.contains($0) }
        return "\(seen) of \(CountText.text(regions.count, "region")) seen whole"
            + (closed.isEmpty ? "" : ", \(closed.count) closed") + (absentKinds.map { ", \($0)" } ?? "")
    }

    /// How old it is that some kinds were nowhere; nil where that is of this scan, or of the last hour.
    private var absentKinds: String? {
        guard let asked = absentKindsAskedAt, at.timeIntervalSince(asked) > .hour else { return nil }
        return "absent kinds asked for \(DurationText.text(Int(at.timeIntervalSince(asked)) / .hour * .hour)) ago"
    }
}
