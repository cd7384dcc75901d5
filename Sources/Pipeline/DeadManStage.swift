// Notes after each run whether the account was seen, and owes a mail when it has not been for too long: once an
// episode, and once more when it is seen again. Leaves the sending to NotifyStage.

package import CostModel
package import Foundation
import Planning
import Reporting

/// How the end of a lab's session is told from a failure: nobody can look then, and nobody is to be alarmed.
package struct SessionsEnd: Sendable {
    let isError: @Sendable (any Error) async -> Bool
    let isDenial: @Sendable ([Gap]) -> Bool
    /// - Parameters:
    ///   - isError: whether a run failed because the session is over.
    ///   - isDenial: whether these gaps of a scan that saw nothing are of that.
    package init(
        isError: @escaping @Sendable (any Error) async -> Bool, isDenial: @escaping @Sendable ([Gap]) -> Bool
    ) {
        self.isError = isError
        self.isDenial = isDenial
    }
}

/// Whose scans are watched, and when silence is told.
package struct DeadManSettings: Sendable {
    /// The profile of the AWS configuration; empty where none is named.
    package var profile: String
    /// Seconds for which runs must have failed before a mail says so.
    package var limit: TimeInterval
    /// Whether there is a topic to mail to.
    package var isMailed: Bool
    /// The reader's.
    package var timeZone: TimeZone
    /// In a lab, where an account is looked at in sessions; nil elsewhere.
    package var sessionsEnd: SessionsEnd?
    /// All of it, but sessions.
    package init(profile: String, limit: TimeInterval, isMailed: Bool, timeZone: TimeZone) {
        self.profile = profile
        self.limit = limit
        self.isMailed = isMailed
        self.timeZone = timeZone
    }
}

/// Keeps the health of one profile. The caller holds the writer's lock.
package struct DeadManStage: Sendable {
    let local: LocalPorts
    let settings: DeadManSettings
    /// A stage over the ports of this machine.
    package init(_ local: LocalPorts, _ settings: DeadManSettings) {
        self.local = local
        self.settings = settings
    }

    private var key: String { DeadMan.episodeKey(settings.profile) }

    /// Notes a scan. One that was answered nowhere has not seen the account.
    package func note(_ scan: ScanResult) async throws {
        guard scan.sawSomething else {
            if settings.sessionsEnd?.isDenial(scan.summary.gaps) == true { return }
            let gap = scan.summary.gaps.first
            let error = gap.map { "\($0.service) \($0.operation) in \($0.region): \($0.error)" }
            return try await note(words: error ?? "nothing was listed")
        }
        let now = local.clock()
        let before = try await health()
        try await local.outbox.record(
            DeadMan.succeeded(before, account: scan.summary.account, at: scan.summary.at))
        guard let open = try await local.outbox.episodes().first(where: { $0.key == key }) else { return }
        let id = mailID("seen-again", open.since)
        let text = MailText.seenAgain(
            before, account: scan.summary.account, mailID: id, TextContext(timeZone: settings.timeZone, now: now))
        try await local.outbox.change(
            opening: [], closing: [key],
            mail: settings.isMailed ? Mail(id: id, subject: text.subject, body: text.body, createdAt: now) : nil)
    }

    /// Notes a run that ended without having seen the account. The end of a lab's session is no failure.
    ///
    /// - Parameter failure: what it failed with, without secrets.
    package func note(failure: any Error) async throws {
        if await settings.sessionsEnd?.isError(failure) == true { return }
        try await note(words: "\(failure)")
    }

    /// Several lines become one.
    private func note(words: String) async throws {
        let now = local.clock()
        let error = words.split(whereSeparator: \.isNewline).joined(separator: "; ")
        let health = DeadMan.failed(try await health(), error: error, at: now)
        try await local.outbox.record(health)
        guard settings.isMailed, DeadMan.isDue(health, after: settings.limit, at: now),
            try await !local.outbox.episodes().contains(where: { $0.key == key })
        else { return }
        let since = health.failingSince ?? now
        let id = mailID("not-seen", since)
        let text = MailText.notSeen(health, mailID: id, TextContext(timeZone: settings.timeZone, now: now))
        try await local.outbox.change(
            opening: [Episode(key: key, since: now)], closing: [],
            mail: Mail(id: id, subject: text.subject, body: text.body, createdAt: now))
    }

    private func health() async throws -> ScanHealth {
        try await local.outbox.health(of: settings.profile) ?? ScanHealth(profile: settings.profile)
    }

    private func mailID(_ kind: String, _ since: Date) -> String {
        "\(kind)-\(settings.profile.isEmpty ? "default" : settings.profile)-\(Int(since.timeIntervalSince1970))"
    }
}
