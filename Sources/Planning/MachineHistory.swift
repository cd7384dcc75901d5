// What machines were at each time, as scans saw them: runs from a start to their end, and the starts after.

package import CostModel
package import Foundation

/// The versions of an account's machines, for questions as of any time.
package struct MachineHistory: Sendable {
    private let versions: [ResourceKey: [MachineVersion]]

    /// From versions in any order.
    package init(_ versions: [MachineVersion]) {
        self.versions = Dictionary(grouping: versions, by: \.resource).mapValues { $0.sorted { $0.from < $1.from } }
    }

    /// What ran, as the last scan up to that time saw it.
    package func running(at now: Date) -> [RunningInstance] {
        versions.values.compactMap { versions in
            guard let version = versions.last(where: { $0.from <= now }), version.isRunning, version.until >= now else {
                return nil
            }
            return RunningInstance(
                key: version.resource, name: version.name, type: "", launchTime: version.launchTime, perHour: nil)
        }
    }

    /// How a run went on, of a machine that ran at a time.
    struct Run: Sendable {
        /// The last scan that saw it run since that start.
        let lastSeen: Date
        /// Whether it was seen to end.
        let hasEnded: Bool
        /// The first start after it; nil: none was seen.
        let nextStart: Date?
    }

    /// - Parameter launch: the start that the run is of.
    func run(of resource: ResourceKey, since launch: Date?, at now: Date) -> Run {
        let mine = versions[resource] ?? []
        let same = mine.filter { $0.until >= now && isSameStart($0.launchTime, launch) }
        let running = same.filter(\.isRunning)
        let last = running.last
        let next = mine.lazy.filter { $0.from > now }.compactMap(\.launchTime)
            .first { $0 > now && !isSameStart($0, launch) }
        return Run(
            lastSeen: max(now, last?.until ?? now), hasEnded: !(last?.isLatest ?? false), nextStart: next)
    }
}
