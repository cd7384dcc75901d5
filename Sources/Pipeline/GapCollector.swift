// What one scan did not see, gathered while it runs, and where AWS was in trouble.

import CostModel

/// Gathers gaps from many listings at once, each once, and knows which regions are not listed whole.
actor GapCollector {
    private(set) var all: [Gap] = []
    /// Regions in which at least one list was answered.
    private(set) var answered: Set<Region> = []
    private var awaited: [Region: Int] = [:]

    func add(_ gap: Gap?) {
        guard let gap, !all.contains(gap) else { return }
        all.append(gap)
    }

    /// So many kinds more are to be listed in each of these regions.
    func expect(_ kinds: Int, in regions: [Region]) { for region in regions { awaited[region, default: 0] += kinds } }

    /// - Parameter isNeeded: whether it is a gap where it is not complete.
    func add(_ listing: Listing, isNeeded: Bool) {
        awaited[listing.region, default: 0] -= 1
        if listing.outcome == .complete { answered.insert(listing.region) }
        if isNeeded { add(listing.gap) }
    }

    /// What was not listed is a gap a region; where all was, what came after is one gap of the account.
    func callOff(_ account: AccountID) {
        let unseen = awaited.filter { $0.value > 0 }.keys.sorted()
        for region in unseen { add(Gap(calledOff: Gap.calledOff, account, region)) }
        if unseen.isEmpty { add(Gap(calledOff: Gap.calledOffLate, account, .global)) }
    }
}

extension Gap {
    /// Why nothing is known of a region that a scan did not come to.
    static let calledOff = "called off before everything was listed"
    /// Why a verdict may be missing though everything was listed.
    static let calledOffLate = "called off before all metrics and single facts were read"

    init(calledOff error: String, _ account: AccountID, _ region: Region) {
        self.init(
            account: account, region: region, service: "costguard", operation: "scan", kind: .failed, error: error)
    }
}

extension ScanStage {
    /// Regions of the scan in which so many calls failed that nothing is stopped there without a person.
    func outages(in regions: [Region], _ gaps: [Gap]) -> [Outage] {
        regions.compactMap { region in
            let calls = aws.resources.calls(in: region)
            guard calls.isOutage else { return nil }
            let gap = gaps.first { $0.region == region && $0.kind == .failed }
            return Outage(
                region: region, calls: calls, error: gap.map { "\($0.service) \($0.operation): \($0.error)" })
        }
    }
}
