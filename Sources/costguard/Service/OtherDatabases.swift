// What is said where another costguard stops machines of the same account: by runs once a week, by the status and the
// doctor whenever they are asked.

import CostModel
import Foundation
import Planning
import Storage

struct OtherDatabases {
    /// How often a run says it, in seconds.
    static let saidEvery: TimeInterval = 7 * .day

    let database: CostDatabase
    let account: AccountID

    /// One line for each; none where this is the only one.
    func lines(at now: Date) async throws -> [(key: String, text: String)] {
        let marks = try await database.stopMarks(in: account)
        return OtherDatabase.seen(marks.values, own: try await database.databaseID(), at: now).map { other in
            let machines = CountText.text(other.machines, "machine")
            return (
                "other-database/\(account)/\(other.id)",
                "Another costguard stops machines of account \(account) too: database \(other.id), \(machines), last at "
                    + "\(UTCTime.text(other.lastStop)). Each counts limits and hold times by itself: let one of them "
                    + "guard the account"
            )
        }
    }

    /// What a run has not said for a week, or at all; keeps that it was said.
    func news(at now: Date) async throws -> [String] {
        let lines = try await lines(at: now)
        guard !lines.isEmpty else { return [] }
        let said = Dictionary(try await database.episodes().map { ($0.key, $0.since) }, uniquingKeysWith: max)
        let due = lines.filter { line in
            said[line.key].map { abs(now.timeIntervalSince($0)) >= Self.saidEvery } ?? true
        }
        guard !due.isEmpty else { return [] }
        try await database.change(
            opening: due.map { Episode(key: $0.key, since: now) }, closing: due.map(\.key), mail: nil)
        return due.map(\.text)
    }
}
