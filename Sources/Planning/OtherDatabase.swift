// Whether another costguard guards the same account: each counts its limits and hold times by itself.

package import CostModel
package import Foundation

/// Another database that stops machines of an account, as its tags tell.
package struct OtherDatabase: Hashable, Sendable {
    /// What it calls itself in its tags.
    package let id: String
    /// How many of the account's instances bear its tag of the last 7 days.
    package let machines: Int
    /// The last of these stops, by the clock of who made it.
    package let lastStop: Date

    /// A stop longer ago is no sign that the other one is still at work, in seconds.
    static let recent: TimeInterval = 7 * .day

    /// Those that stopped something within the last 7 days, the most active first. A tag that names no database, as those
    /// of 0.1.0 and of strangers, says nothing.
    ///
    /// - Parameter own: the id of our own database.
    package static func seen(_ marks: some Sequence<StopMark>, own: String, at now: Date) -> [OtherDatabase] {
        var stops: [String: [Date]] = [:]
        for mark in marks {
            guard let id = mark.databaseID, id != own, let at = mark.at,
                abs(now.timeIntervalSince(at)) <= recent
            else { continue }
            stops[id, default: []].append(at)
        }
        return stops.compactMap { id, times in
            times.max().map { OtherDatabase(id: id, machines: times.count, lastStop: $0) }
        }.sorted { ($1.machines, $0.id) < ($0.machines, $1.id) }
    }
}
