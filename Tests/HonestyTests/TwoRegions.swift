// The made-up account as a scan lists it in one region or in two alike, under one account's number or another's.

import CostModel
import Foundation
import Synchronization

/// Lists the same machines in each region.
final class TwoRegions: ResourceSource {
    static let otherAccount = AccountID("210987654321")!
    private static let second = Region("eu-west-1")!
    private let shown: ShownAccount
    private let hasTwo: Bool
    private let present = Mutex(ShownAccount.account)

    init(shown: ShownAccount, hasTwo: Bool) {
        self.shown = shown
        self.hasTwo = hasTwo
    }

    /// Whose keys the next run has.
    func use(_ account: AccountID) { present.withLock { $0 = account } }

    func account() async throws -> AccountID { present.withLock { $0 } }
    func enabledRegions(of account: AccountID) async throws -> EnabledRegions {
        .told([ShownAccount.region] + (hasTwo ? [Self.second] : []))
    }
    func facts(_ requests: [FactRequest], at now: Date) async -> [LateFact] { [] }
    func calls(in region: Region) -> CallTally { CallTally() }

    func list(
        _ kinds: [ResourceKind], in regions: [Region], of account: AccountID, at now: Date,
        knowing: @escaping @Sendable (ListingPlace) async throws -> KnownItems,
        receive: @escaping @Sendable (ListedPart) async throws -> Void
    ) async throws {
        for region in regions {
            for kind in kinds {
                let listing = Listing(
                    account: account, region: region, kind: kind, service: "ec2", operation: "Describe", at: now,
                    outcome: .complete)
                let resources = shown.resources(kind, at: Int(now.timeIntervalSince1970)).map { resource in
                    var moved = Resource(
                        ResourceKey(kind: kind, account: account, region: region, id: resource.key.id),
                        createdAt: resource.createdAt, facts: resource.facts)
                    moved.isEnded = resource.isEnded
                    return moved
                }
                try await receive(.page(listing.place, resources))
                try await receive(.end(listing))
            }
        }
    }
}
