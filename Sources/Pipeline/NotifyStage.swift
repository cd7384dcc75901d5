// Mails that are owed: stored before the first attempt, sent at least once. What a run tells is in NotifyStage+Mails,
// the sending in NotifyStage+Delivery; here are the mails on stops.

package import CostModel
package import Foundation
import Planning
import Reporting

/// Opens and closes episodes, writes mails, sends what is unsent.
package struct NotifyStage: Sendable {
    let local: LocalPorts
    let aws: AWSPorts
    let timeZone: TimeZone
    let unattended: UnattendedSettings
    let owners: Owners
    let sleep: @Sendable (Duration) async throws -> Void

    /// A stage over these ports; `timeZone` is the reader's, `unattended` is what mails say of cron, and `sleep` bounds
    /// how long mail may take: it throws when its task is cancelled.
    package init(
        _ local: LocalPorts, _ aws: AWSPorts, timeZone: TimeZone, unattended: UnattendedSettings,
        owners: Owners = Owners(),
        sleep: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }
    ) {
        self.local = local
        self.aws = aws
        self.timeZone = timeZone
        self.unattended = unattended
        self.owners = owners
        self.sleep = sleep
    }

    /// What the journal says was changed, or may have been, and nobody was told yet: what, and how to undo it.
    /// Of this run, and of earlier ones that were killed before their mail.
    ///
    /// - Parameter result: the account's plan, or a later look; its findings are the reasons.
    package func tellStops(_ result: PlanResult, at now: Date) async throws {
        for episode in try await local.outbox.episodes() {
            guard let stop = StopEpisode(key: episode.key), stop.account == result.plan.account else { continue }
            let entries = try await local.journal.entries(account: stop.account, since: episode.since)
                .filter { $0.intent.planID == stop.planID && $0.intent.action == .stop && !$0.wasSkipped }
            let isNews = try await isNews(entries, of: stop.account, at: now)
            let mails =
                aws.notifier == nil || !isNews ? [] : try await stopMails(entries.reversed(), of: stop, result, at: now)
            var change = OutboxChange(
                closing: [episode.key], mail: mails.first, told: mails.isEmpty ? [] : entries.map(\.id))
            change.further = Array(mails.dropFirst())
            try await local.outbox.change(change)
        }
    }

    /// For how long tries in vain are not told of again, in seconds: a day less an hour, for tomorrow's first run may come a
    /// little earlier than today's.
    private static let toldForADay: TimeInterval = 23 * .hour

    /// Whether the tries make a mail. What was stopped, or may have been when a run was killed, always does; tries that
    /// came to nothing only where one of their machines was in no mail for a day, however often AWS is asked.
    private func isNews(_ entries: [JournalEntry], of account: AccountID, at now: Date) async throws -> Bool {
        if entries.contains(where: { !$0.cameToNothing }) { return true }
        let lately = try await local.journal.entries(account: account, since: now.addingTimeInterval(-2 * .day))
        let known = lately.filter { entry in
            // A word of the future is of a clock gone wrong, and may be nobody's.
            entry.cameToNothing
                && entry.toldAt.map { (0..<Self.toldForADay).contains(now.timeIntervalSince($0)) } ?? false
        }
        return !Set(entries.map(\.intent.resource)).isSubset(of: known.map(\.intent.resource))
    }

    /// One for each owner, by the tags that were seen last, and one for what is nobody's.
    private func stopMails(
        _ entries: [JournalEntry], of stop: StopEpisode, _ result: PlanResult, at now: Date
    ) async throws -> [Mail] {
        var byOwner: [String?: [JournalEntry]] = [:]
        for entry in entries {
            let tags = try await local.observations.face(of: entry.intent.resource)?.tags ?? [:]
            byOwner[Owners.name(in: tags).flatMap(owners.addressee), default: []].append(entry)
        }
        var mails: [Mail] = []
        for (owner, entries) in byOwner.sorted(by: { ($0.key ?? "") < ($1.key ?? "") }) {
            mails.append(try await stopMail(entries, to: owner, of: stop, result, at: now))
        }
        return mails
    }

    private func stopMail(
        _ entries: [JournalEntry], to owner: String?, of stop: StopEpisode, _ result: PlanResult, at now: Date
    ) async throws -> Mail {
        // A stop by hand has no plan in the store; the look before it was one.
        let steps = try await local.decisions.plan(id: stop.planID)?.steps ?? result.plan.steps
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
        return Mail(id: id, subject: text.subject, body: text.body, createdAt: now, urgency: .alarm, addressee: owner)
    }

    /// The same on every attempt, and one per kind, account and run.
    func mailID(_ kind: String, _ account: AccountID, _ now: Date) -> String {
        "\(kind)-\(account)-\(Int(now.timeIntervalSince1970))"
    }

    func context(_ result: PlanResult, at now: Date) -> TextContext {
        var context = TextContext(
            timeZone: timeZone, now: now, scan: result.scan, balances: result.balances, figures: result.figures,
            running: result.running, clear: result.clear, unattended: unattended, spend: result.spend)
        context.pause = result.pause
        context.brake = result.brake
        context.rehearsals = result.rehearsals
        return context
    }
}

extension JournalEntry {
    /// Whether AWS did not stop it, as far as it tells.
    fileprivate var cameToNothing: Bool { outcome?.cameToNothing ?? false }
    fileprivate var wasSkipped: Bool { if case .skipped = outcome { true } else { false } }
}

extension StepOutcome {
    /// Whether AWS was asked and did nothing, as far as it tells.
    var cameToNothing: Bool {
        switch self {
        case .failed, .refused, .uncertain: true
        case .done, .skipped: false
        }
    }
}

extension JournalIntent {
    /// The step as far as the journal knows it.
    fileprivate var step: PlanStep {
        PlanStep(
            action: action, resource: resource, name: name, rules: [rule], unattended: unattended, launchTime: nil,
            savingPerMonth: nil)
    }
}

struct StopEpisode {
    let account: AccountID
    let planID: String

    private static let word = "stopped"

    init(account: AccountID, planID: String) {
        self.account = account
        self.planID = planID
    }

    /// Nil for the episodes of credit marks.
    init?(key: String) {
        let parts = key.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0] == Self.word, let account = AccountID(parts[1]) else { return nil }
        self.init(account: account, planID: String(parts[2]))
    }

    var key: String { "\(Self.word)/\(account.digits)/\(planID)" }
}
