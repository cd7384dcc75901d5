// Which regions a scan looks at, also where AWS does not say which are enabled.

import CostModel

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
