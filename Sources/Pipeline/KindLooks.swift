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
    ///
    /// - Parameter hints: where there may be something by now though there was nothing.
    init(
        _ kinds: Set<ResourceKind>, in regions: [Region], of account: AccountID, at now: Date,
        _ store: any ThingReader, _ hints: KindHints
    ) async throws {
        let kinds = kinds.subtracting([.credit])
        let described = kinds.filter { ViewSchema.of($0) == nil && !Self.own.contains($0) }
        let scanned = Set(regions)
        let empty = try await store.emptyPlaces(
            of: account, kinds: described, since: now.addingTimeInterval(-Self.emptyFor)
        ).filter { scanned.contains($0.region) }
        let passed = empty.subtracting(try await hints.places(among: empty, of: account, at: now))
        func wanted(_ kind: ResourceKind) -> [Region] {
            regions.filter { !passed.contains(ListingPlace(account: account, region: $0, kind: kind)) }
        }
        let byRegions = Dictionary(grouping: kinds.sorted { $0.rawValue < $1.rawValue }, by: wanted)
        all = byRegions.map { Look(kinds: $1, regions: $0) }.filter { !$0.regions.isEmpty }
    }

    /// Kinds without a view that costguard sees by itself.
    private static let own: Set<ResourceKind> = [.launchTemplate, .launchConfiguration]
}

/// Where something may have come since a kind had nothing: one call of CloudWatch a region tells which services got data
/// within three hours, and the kinds of those are asked at once. Where it tells nothing the day goes on.
struct KindHints {
    let local: LocalPorts
    let aws: AWSPorts
    let scope: ScanScope

    /// Those of the places that may hold something by now.
    func places(
        among empty: Set<ListingPlace>, of account: AccountID, at now: Date
    ) async throws -> Set<ListingPlace> {
        let namespaces = Dictionary(scope.kinds.map { ($0.kind, Set($0.metrics.flatMap(\.namespace.all))) }) {
            $0.union($1)
        }
        let telling = empty.filter { !(namespaces[$0.kind] ?? []).isEmpty }
        let regions = Set(telling.map(\.region)).sorted()
        guard !regions.isEmpty else { return [] }
        let free = try await MetricStage(local: local, aws: aws, cap: scope.monthlyCap)
            .allowance(account: account, at: now).freeCalls
        guard free >= regions.count else { return [] }
        try await local.money.noteMetricRequests(MetricRequests(statistics: regions.count), account: account, at: now)
        let inUse = await withTaskGroup(of: (Region, Set<String>).self) { group in
            for region in regions { group.addTask { (region, await aws.metrics.namespacesInUse(in: region)) } }
            return await group.reduce(into: [Region: Set<String>]()) { $0[$1.0] = $1.1 }
        }
        return telling.filter { !(inUse[$0.region] ?? []).isDisjoint(with: namespaces[$0.kind] ?? []) }
    }
}
