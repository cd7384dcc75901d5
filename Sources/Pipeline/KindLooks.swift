// Which kinds are listed in which regions by a scan: what costs money is looked for everywhere, but a kind that a file
// describes is not asked again at every scan where it has nothing. Sixty kinds in seventeen regions are a thousand calls.

import CostModel
import Foundation

/// The lists of one scan.
struct KindLooks {
    /// The same kinds in the same regions.
    struct Look: Sendable {
        let kinds: [ResourceKind]
        let regions: [Region]
    }
    /// Together every place once.
    let all: [Look]

    /// How long a place counts as empty, where a file describes the kind. Storage's view of listings knows it, too.
    static let emptyFor: TimeInterval = .day

    /// Kinds that costguard sees by itself are always listed: machines come and go within minutes.
    init(
        _ kinds: Set<ResourceKind>, in regions: [Region], of account: AccountID, at now: Date,
        _ store: any ThingReader
    ) async throws {
        let kinds = kinds.subtracting([.credit])
        let described = kinds.filter { ViewSchema.of($0) == nil && !Self.own.contains($0) }
        let empty = try await store.emptyPlaces(
            of: account, kinds: described, since: now.addingTimeInterval(-Self.emptyFor))
        func wanted(_ kind: ResourceKind) -> [Region] {
            regions.filter { !empty.contains(ListingPlace(account: account, region: $0, kind: kind)) }
        }
        let byRegions = Dictionary(grouping: kinds.sorted { $0.rawValue < $1.rawValue }, by: wanted)
        all = byRegions.map { Look(kinds: $1, regions: $0) }.filter { !$0.regions.isEmpty }
    }

    /// Kinds without a view that costguard sees by itself.
    private static let own: Set<ResourceKind> = [.launchTemplate, .launchConfiguration]
}
