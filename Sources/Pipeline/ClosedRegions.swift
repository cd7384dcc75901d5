// What a scan asks where a policy has denied everything since the first scan: one list, until it is answered.
// Which regions are closed is for the store to say.

import CostModel
import Foundation

extension ScanStage {
    /// What a closed region is asked for: machines are what costs most, and the list is asked anyway where it opens.
    private static let probe: Set<ResourceKind> = [.instance]

    /// Lists what rules and the meter need. A closed region is asked for its machines alone; as soon as that is
    /// answered, a policy has changed, and the rest is listed in the same scan. A region that the user named is always
    /// asked for everything.
    func listAll(in regions: [Region], of account: AccountID, at began: Date, gaps: GapCollector) async throws {
        let kinds = local.judge.kindsNeeded.union(Meter.kinds)
        let learned = try await local.observations.coverage(of: account, kinds: nil, regions: nil).closed
        let closed = scope.regions == nil ? regions.filter(learned.contains) : []
        guard !closed.isEmpty else { return try await list(kinds, in: regions, of: account, at: began, gaps: gaps) }
        async let open: Void = list(
            kinds, in: regions.filter { !closed.contains($0) }, of: account, at: began, gaps: gaps)
        try await list(Self.probe, in: closed, of: account, at: began, gaps: gaps)
        let opened = await gaps.answered.intersection(closed).sorted()
        if !opened.isEmpty {
            try await list(kinds.subtracting(Self.probe), in: opened, of: account, at: began, gaps: gaps)
        }
        try await open
    }
}
