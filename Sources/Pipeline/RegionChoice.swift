// Which regions a scan looks at, also where AWS does not say which are enabled; and what it asks where a policy has
// denied everything since the first scan: one list, until it is answered. Which are closed is for the store to say.

import CostModel
import Foundation

/// The regions of one scan.
struct RegionChoice: Sendable {
    /// Sorted.
    let regions: [Region]
    /// What may be missing: regions that were switched on, and that nobody told us of.
    let gap: Gap?

    /// The regions that the scope names; else those that AWS says are enabled; else those that an earlier scan
    /// has seen together with those that every account has.
    ///
    /// - Throws: `PipelineError` for a named region of which AWS says that it is not enabled.
    static func make(
        _ scope: ScanScope, account: AccountID, _ aws: AWSPorts, _ local: LocalPorts
    ) async throws -> RegionChoice {
        switch try await aws.resources.enabledRegions(of: account) {
        case .told(let enabled):
            guard let wanted = scope.regions else {
                return RegionChoice(regions: enabled.sorted(), gap: nil)
            }
            for region in wanted where !enabled.contains(region) { throw notEnabled(region, enabled) }
            return RegionChoice(regions: wanted.sorted(), gap: nil)
        case .untold(let everybodys, let gap):
            if let wanted = scope.regions { return RegionChoice(regions: wanted.sorted(), gap: nil) }
            let seen = try await local.observations.coverage(of: account, kinds: nil, regions: nil)
            let known = Set(everybodys).union(seen.asOf.map(\.region)).sorted()
            return RegionChoice(regions: known, gap: told(gap, known))
        }
    }

    private static func notEnabled(_ region: Region, _ enabled: [Region]) -> PipelineError {
        let near = Region.hint(for: region.code).map { "\($0) " } ?? ""
        return PipelineError(
            "Region '\(region)' is not enabled in this account",
            hint: "\(near)enabled are \(enabled.sorted().map(\.code).joined(separator: ", "))")
    }

    private static func told(_ gap: Gap, _ regions: [Region]) -> Gap {
        Gap(
            account: gap.account, region: gap.region, service: gap.service, operation: gap.operation,
            kind: gap.kind,
            error:
                "\(gap.error); looked at \(regions.count) known regions instead: name yours under 'regions'"
        )
    }
}

extension ScanStage {
    /// What a closed region is asked for: machines are what costs most, and the list is asked anyway where it opens.
    private static let probe: Set<ResourceKind> = [.instance]

    /// Lists what rules and the meter need. A closed region is asked for its machines alone; as soon as that is
    /// answered, a policy has changed, and the rest is listed in the same scan. A region that the user named is always
    /// asked for everything.
    func listAll(in regions: [Region], of account: AccountID, at began: Date, gaps: GapCollector) async throws {
        let kinds = local.judge.kindsNeeded.union(Meter.kinds).union(scope.kinds.map(\.kind))
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
