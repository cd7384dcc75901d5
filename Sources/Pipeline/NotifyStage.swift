// Mails that are owed: stored before the first attempt, sent at least once.

import CostModel
import Foundation
import Planning
import Reporting

/// Opens and closes episodes, writes mails, sends what is unsent.
public struct NotifyStage: Sendable {
    let local: LocalDoors
    let aws: AWSDoors
    let timeZone: TimeZone
    let unattended: UnattendedSettings
    let guardrails: GuardrailSettings

    /// A stage over these doors; `timeZone` is the reader's, `unattended` is what mails say of cron.
    public init(
        _ local: LocalDoors, _ aws: AWSDoors, timeZone: TimeZone, unattended: UnattendedSettings,
        guardrails: GuardrailSettings = GuardrailSettings()
    ) {
        (self.local, self.aws, self.timeZone) = (local, aws, timeZone)
        (self.unattended, self.guardrails) = (unattended, guardrails)
    }

    /// What the journal says was changed, or may have been, and nobody was told yet: what, and how to undo it.
    /// Of this run, and of earlier ones that were killed before their mail.
    ///
    /// - Parameter result: the account's plan, or a later look; its findings are the reasons.
    public func tellStops(_ result: PlanResult, at now: Date) async throws {
        for episode in try await local.outbox.episodes() {
            guard let stop = StopEpisode(key: episode.key), stop.account == result.plan.account else { continue }
            let entries = try await local.journal.entries(account: stop.account, since: episode.since)
                .filter { $0.intent.planID == stop.planID && !$0.wasSkipped }
            let isNews = try await isNews(entries, of: stop.account, at: now)
            let mail =
                aws.notifier == nil || !isNews ? nil : try await stopMail(entries.reversed(), of: stop, result, at: now)
            try await local.outbox.change(opening: [], closing: [episode.key], mail: mail)
        }
    }

    /// Stops that fail for the same reason at every run are told once a day.
    private func isNews(_ entries: [JournalEntry], of account: AccountID, at now: Date) async throws -> Bool {
        if entries.contains(where: { !$0.hasFailed }) { return true }
        let day = try await local.journal.entries(account: account, since: now.addingTimeInterval(-86_400))
        let told = Set(entries.map(\.id))
        let known = Set(day.filter { $0.hasFailed && !told.contains($0.id) }.map(\.intent.resource))
        return entries.contains { !known.contains($0.intent.resource) }
    }

    private func stopMail(
        _ entries: [JournalEntry], of stop: StopEpisode, _ result: PlanResult, at now: Date
    ) async throws -> Mail {
        let steps = try await local.decisions.plan(id: stop.planID)?.steps ?? []
        // Two runs in one second may not share an id: the outbox keeps one mail of each.
        let id = "stopped-\(stop.account)-\(entries.first?.id ?? 0)"
        let text = MailText.stoppedMail(
            entries.map { entry in
                let intent = entry.intent
                return (
                    steps.first { $0.resource == intent.resource && $0.action == intent.action } ?? intent.step,
                    result.plan.findings.first { $0.resource == intent.resource },
                    entry.outcome ?? .uncertain("the run was cut short, and AWS has not told since")
                )
            },
            planID: stop.planID, mailID: id, context(result, at: now))
        return Mail(id: id, subject: text.subject, body: text.body, createdAt: now)
    }

    /// The same on every attempt, and one per kind, account and run.
    func mailID(_ kind: String, _ account: AccountID, _ now: Date) -> String {
        "\(kind)-\(account)-\(Int(now.timeIntervalSince1970))"
    }

    func context(_ result: PlanResult, at now: Date) -> TextContext {
        TextContext(
            timeZone: timeZone, now: now, scan: result.scan, balances: result.balances, figures: result.figures,
            running: result.running, clear: result.clear, unattended: unattended, spend: result.spend)
    }

    /// Whom mails reach, asked once a run and free of charge; nil where there is no topic.
    public func reach() async throws -> MailReach? {
        guard let notifier = aws.notifier else { return nil }
        do {
            let (confirmed, waiting) = try await notifier.recipients()
            return .told(confirmed: confirmed, waiting: waiting)
        } catch let error as CancellationError {
            throw error
        } catch {
            return .untold("\(error)")
        }
    }

    /// Sends what is owed, oldest first. Returns what could not be sent; it is tried again next time.
    ///
    /// - Parameter reach: where it is known that mail reaches nobody, everything stays owed: SNS would take it, and
    ///   deliver it to no one.
    public func flush(_ reach: MailReach? = nil) async throws -> [String] {
        guard let notifier = aws.notifier, reach?.reachesNobody != true else { return [] }
        var failures: [String] = []
        for mail in try await local.outbox.unsent() {
            try await local.outbox.recordAttempt(mail.id, at: local.clock())
            do {
                let messageID = try await notifier.send(mail)
                try await local.outbox.recordSent(mail.id, messageID: messageID, at: local.clock())
            } catch let error as CancellationError {
                throw error
            } catch {
                failures.append("Mail '\(mail.subject)' was not sent, and will be tried again: \(error)")
            }
        }
        return failures
    }
}

extension JournalEntry {
    fileprivate var hasFailed: Bool { if case .failed = outcome { true } else { false } }
    fileprivate var wasSkipped: Bool { if case .skipped = outcome { true } else { false } }
}

extension JournalIntent {
    /// The step as far as the journal knows it.
    fileprivate var step: PlanStep {
        PlanStep(
            action: action, resource: resource, name: name, rules: [rule], unattended: unattended, launchTime: nil,
            savingPerMonth: nil)
    }
}
