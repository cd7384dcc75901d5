// How far a scan is: counted by the scan, read by whoever shows it. How it reads is Reporting's.

import CostModel
package import Foundation
package import Reporting
import Synchronization

/// The counts of one scan while it runs. Costs a lock a page.
package final class ScanProgress: Sendable {
    private struct State {
        var count = ScanCount()
        /// Kinds of each region that are not listed yet.
        var left: [Region: Int] = [:]
        var waits: [String: (until: Date, wait: ScanCount.Wait)] = [:]

        mutating func countRegions() {
            count.regions = left.count
            count.regionsDone = left.values.count { $0 == 0 }
        }
    }
    private let state = Mutex(State())

    /// Nothing is counted yet.
    package init() {}

    /// The counts as they stand, without what is no more waited for at `now`.
    package func count(at now: Date) -> ScanCount {
        state.withLock { state in
            state.waits = state.waits.filter { $0.value.until > now }
            var count = state.count
            // The longest holds up the others.
            count.wait = state.waits.values.max { $0.until < $1.until }.map { until, wait in
                ScanCount.Wait(seconds: until.timeIntervalSince(now), for: wait.subject)
            }
            return count
        }
    }

    /// Somebody rests before asking again.
    /// - Parameters:
    ///   - place: what names it; another rest there replaces it.
    ///   - subject: for people, such as `EC2 in us-east-1 throttles DescribeSnapshots`.
    package func waits(at place: String, until: Date, for subject: String) {
        state.withLock { state in
            state.waits[place] = (until, ScanCount.Wait(seconds: 0, for: subject))
        }
    }

    /// So many kinds more are listed in each of these regions.
    func lists(_ kinds: Int, in regions: [Region]) {
        state.withLock { state in
            for region in regions { state.left[region, default: 0] += kinds }
            state.count.lists += kinds * regions.count
            state.countRegions()
        }
    }

    func listed(_ part: ListedPart) {
        state.withLock { state in
            switch part {
            case .page(_, let resources, let unchanged, _): state.count.resources += resources.count + unchanged.count
            case .gap: break
            case .end(let listing):
                state.left[listing.region, default: 1] -= 1
                state.count.listsDone += 1
                state.countRegions()
            }
        }
    }

    func asks(_ stage: ScanCount.Stage) { state.withLock { $0.count.stage = stage } }
}
