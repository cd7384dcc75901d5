// What one scan did not see, gathered while it runs.

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
