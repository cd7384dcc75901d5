// What a scan saw, and what it failed to see.

import Foundation

/// One attempt to list one kind of resource in one region.
public struct Listing: Hashable, Sendable {
    /// Whether the list is whole, and if not, why.
    public enum Outcome: Hashable, Sendable {
        case complete
        /// AWS refuses: permissions, a region that is not enabled, a policy of the organization.
        case denied(String)
        /// Anything else: what was seen before the failure is not used, for it is no whole list.
        case failed(String)
    }
    /// Whose resources.
    public let account: AccountID
    /// Where it was asked.
    public let region: Region
    /// What was listed.
    public let kind: ResourceKind
    /// The call that decided the outcome, such as `ec2` and `DescribeImages`.
    public let service: String
    /// The operation's name in AWS's API.
    public let operation: String
    /// The scan's time, the same for all its listings.
    public let at: Date
    /// How it ended.
    public let outcome: Outcome

    /// A listing, all its parts given.
    public init(
        account: AccountID, region: Region, kind: ResourceKind, service: String, operation: String, at: Date,
        outcome: Outcome
    ) {
        (self.account, self.region, self.kind, self.service) = (account, region, kind, service)
        (self.operation, self.at, self.outcome) = (operation, at, outcome)
    }

    /// What was listed.
    public var place: ListingPlace { ListingPlace(account: account, region: region, kind: kind) }

    /// The gap that this listing leaves; nil where it is complete.
    public var gap: Gap? {
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
public struct Gap: Hashable, Sendable {
    /// `denied`: more permissions would help. `failed`: another try might.
    public enum Kind: String, Sendable { case denied, failed }
    /// Whose data is missing.
    public let account: AccountID
    /// Where it was asked.
    public let region: Region
    /// Such as `ec2`.
    public let service: String
    /// Such as `DescribeImages`.
    public let operation: String
    /// Refused, or gone wrong.
    public let kind: Kind
    /// One line, no secrets.
    public let error: String

    /// A gap, all its parts given.
    public init(
        account: AccountID, region: Region, service: String, operation: String, kind: Kind, error: String
    ) {
        (self.account, self.region, self.service) = (account, region, service)
        (self.operation, self.kind, self.error) = (operation, kind, error)
    }
}

/// What is listed: one kind of resource in one region of an account.
public struct ListingPlace: Hashable, Sendable {
    /// Whose resources.
    public let account: AccountID
    /// Where they are.
    public let region: Region
    /// What they are.
    public let kind: ResourceKind
    /// A place, all its parts given.
    public init(account: AccountID, region: Region, kind: ResourceKind) {
        (self.account, self.region, self.kind) = (account, region, kind)
    }
}

/// A piece of a listing, handed over as soon as it is there, so that no account is ever held in memory.
public enum ListedPart: Sendable {
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
public struct FactRequest: Hashable, Sendable {
    /// Whose fact.
    public let resource: ResourceKey
    /// The view's column, such as `stop_protected` or `shared`.
    public let column: String
    /// A column of one resource.
    public init(_ resource: ResourceKey, _ column: String) { (self.resource, self.column) = (resource, column) }
}

/// The answer to a `FactRequest`.
public struct LateFact: Sendable {
    /// What was asked.
    public let request: FactRequest
    /// The scan's time.
    public let at: Date
    /// Nil where AWS did not answer; then `gap` says why, unless the question fell away.
    public let value: FactValue?
    /// Nil where AWS answered.
    public let gap: Gap?
    /// The question fell away: the resource was deleted since the list was made, or AWS need not tell.
    public var fellAway: Bool { value == nil && gap == nil }
    /// AWS answered.
    public init(_ request: FactRequest, at: Date, value: FactValue) {
        (self.request, self.at, self.value, self.gap) = (request, at, value, nil)
    }
    /// AWS did not answer.
    public init(_ request: FactRequest, at: Date, gap: Gap) {
        (self.request, self.at, self.value, self.gap) = (request, at, nil, gap)
    }
    /// The question fell away.
    public init(withoutAnswer request: FactRequest, at: Date) {
        (self.request, self.at, self.value, self.gap) = (request, at, nil, nil)
    }
}

/// What a scan did, when it has ended.
public struct ScanSummary: Sendable {
    /// The account that the credentials belonged to.
    public let account: AccountID
    /// The time that the scan's judgements see as now: when it began.
    public let at: Date
    /// In seconds, from begin to end.
    public let duration: TimeInterval
    /// Where it looked, whether or not it saw anything.
    public let regions: [Region]
    /// Regions in which everything has always been denied: told once, no gap.
    public let closedRegions: [Region]
    /// What was asked and not answered, outside closed regions.
    public let gaps: [Gap]
    /// Requests to AWS, retries included.
    public let apiCalls: Int
    /// What AWS charges for the scan's own calls.
    public let selfCost: Money
    /// A scan that has ended.
    public init(
        account: AccountID, at: Date, duration: TimeInterval, regions: [Region], closedRegions: [Region], gaps: [Gap],
        apiCalls: Int, selfCost: Money
    ) {
        (self.account, self.at, self.duration, self.regions) = (account, at, duration, regions)
        (self.closedRegions, self.gaps, self.apiCalls, self.selfCost) = (closedRegions, gaps, apiCalls, selfCost)
    }
}

extension ScanSummary {
    /// How much of the account was seen, in words: a closed region is neither seen nor missing.
    public var regionsSeen: String {
        let closed = Set(closedRegions).intersection(regions)
        let blind = Set(gaps.map(\.region)).union(closed)
        let seen = regions.count { !blind.contains($0) }
        return "\(seen) of \(Counted.text(regions.count, "region")) seen whole"
            + (closed.isEmpty ? "" : ", \(closed.count) closed")
    }
}
