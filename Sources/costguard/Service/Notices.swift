// What a run says besides its results: mail that reaches nobody, another costguard on the same account. Some of it is
// told once, or once a week.

import CostModel
import Foundation
import Pipeline
import Planning
import Reporting
import Storage

/// A refusal to tell whom mail reaches is told once, and that there is no topic; the rest at every run, until it is mended.
struct MailReachMessages {
    let database: CostDatabase
    let terminal: Terminal

    /// - Parameter applying: whether the run may stop something: then somebody should be told.
    func tell(_ result: RunResult, _ notifier: (any Notifier)?, applying: Bool) async throws {
        guard let notifier else { return try await tellWithoutTopic(result, applying: applying) }
        try await database.change(opening: [], closing: [Self.withoutTopic], mail: nil)
        guard let reach = result.reach else { return }
        if let line = MailReachText.line(reach, destination: notifier.destination, owed: result.owed) {
            guard case .untold = reach, !MailReachText.isGone(reach) else { return terminal.warn(line) }
            try await OnceMessages(database: database, terminal: terminal).tell(
                line, key: key(notifier.destination), at: result.scan.summary.at)
        } else {
            try await database.change(opening: [], closing: [key(notifier.destination)], mail: nil)
        }
    }

    private static let withoutTopic = "nobody-to-tell"

    private func tellWithoutTopic(_ result: RunResult, applying: Bool) async throws {
        guard applying else { return }
        let line = "Nobody is told of a stop: notify.sns is not set, and 'costguard init --email ADDRESS' sets it"
        if result.applied.contains(where: { $0.outcome == .done }) { return terminal.warn(line) }
        try await OnceMessages(database: database, terminal: terminal).tell(
            line + " (told once)", key: Self.withoutTopic, at: result.scan.summary.at)
    }

    private func key(_ destination: String) -> String { "untold-readers/\(destination)" }
}

/// What a run says once: that it was said is kept, not what.
struct OnceMessages {
    let database: CostDatabase
    let terminal: Terminal

    /// - Parameter key: names what is told, for as long as its episode stays open.
    func tell(_ line: String, key: String, at now: Date) async throws {
        guard try await !database.episodes().contains(where: { $0.key == key }) else { return }
        try await database.change(opening: [Episode(key: key, since: now)], closing: [], mail: nil)
        terminal.warn(line)
    }

    /// That nobody may ask whether the keys of disks can be used.
    func tellUncheckedKeys(_ plan: Plan) async throws {
        guard let line = DiskKeyText.denied(in: plan) else { return }
        try await tell(line, key: "unchecked-keys/\(plan.account)", at: plan.createdAt)
    }
}

/// Sentences on whom mail reaches; shared by runs, `alerts` and the doctor.
enum MailReachText {
    /// One line where somebody gets nothing; nil where all is well.
    static func line(_ reach: MailReach, destination: String, owed: Int) -> String? {
        let kept = owed == 0 ? "" : "; \(owed == 1 ? "1 mail is" : "\(owed) mails are") kept until then"
        switch reach {
        case .told(0, []):
            return "No alarm reaches anybody: nobody is subscribed to \(destination)\(kept)"
        case .told(_, let waiting) where !waiting.isEmpty:
            let names = waiting.joined(separator: ", ")
            return "No alarm reaches \(names): the link in AWS's mail is not opened yet\(kept)"
        case .told: return nil
        case .untold(let error):
            let line = error.split(whereSeparator: \.isNewline).joined(separator: "; ")
            return isGone(reach)
                ? "No alarm reaches anybody: \(line)\(kept)"
                : "Whether alarms reach anybody is not known: \(line) (told once)"
        }
    }

    /// Whether the topic itself is missing, as the room that asks it says.
    static func isGone(_ reach: MailReach) -> Bool {
        if case .untold(let error) = reach { error.contains("does not exist") } else { false }
    }
}

/// Another costguard that stops machines of the same account: told by runs once a week, by the status and the doctor
/// whenever they are asked.
struct OtherDatabases {
    /// How often a run says it, in seconds.
    static let saidEvery: TimeInterval = 7 * .day

    let database: CostDatabase
    let account: AccountID

    /// One line for each; none where this is the only one.
    func lines(at now: Date) async throws -> [(key: String, short: String, text: String)] {
        let marks = try await database.stopMarks(in: account)
        return OtherDatabase.seen(marks.values, own: try await database.databaseID(), at: now).map { other in
            let machines = CountText.text(other.machines, "machine")
            let short =
                "another costguard stops machines of account \(account) too: database \(other.id), \(machines), last at "
                + UTCTime.text(other.lastStop)
            return (
                "other-database/\(account)/\(other.id)", short,
                short.prefix(1).uppercased() + short.dropFirst()
                    + ". Each counts limits and hold times by itself: let one of them guard the account"
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
