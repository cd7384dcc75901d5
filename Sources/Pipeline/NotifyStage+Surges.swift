// Machines that nobody expected: one mail for all of them, at the first scan that sees them.

import CostModel
import Foundation
import Planning
import Reporting

extension NotifyStage {
    /// Owes a mail where a rule that tells its findings together has found something and nobody was told of it yet.
    /// Who started the dearest of them is asked of CloudTrail, by one call a mail.
    package func tellSurges(_ result: PlanResult, at now: Date) async throws {
        guard aws.notifier != nil else { return }
        let account = result.plan.account
        let open = try await local.outbox.episodes()
        let rules = local.judge.rules.filter { $0.action == .notify && $0.telling == .together }
        let all = result.plan.findings.map(\.judgement).filter { $0.rule.telling == .together }
        let over = AlertEpisodes.over(rules, in: account, judgements: all, open: open, at: now)
        if !over.isEmpty { try await local.outbox.change(OutboxChange(closing: over)) }
        for rule in rules {
            let key = AlertEpisodes.key(of: rule, in: account)
            let found = all.filter { $0.rule.name == rule.name && $0.outcome == .holds }.map(SurgedMachine.init)
            guard !open.contains(where: { $0.key == key }), let dearest = found.max(by: SurgedMachine.isCheaper) else {
                continue
            }
            let word = try await launcher(of: dearest.key)
            let id = mailID(rule.name, account, now)
            let text = MailText.surge(
                found, launcher: word.map { ($0, dearest) }, account: account, mailID: id, context(result, at: now))
            try await local.outbox.change(
                OutboxChange(
                    opening: [Episode(key: key, since: now)],
                    mail: Mail(
                        id: id, subject: text.subject, body: text.body, createdAt: now, urgency: .alarm)))
        }
    }

    /// Stops that are due wait behind this, so that it is not waited for long. Nil where nobody is asked.
    private func launcher(of machine: ResourceKey) async throws -> LauncherWord? {
        guard let launchers = aws.launchers else { return nil }
        let word = try await ended(within: .seconds(5)) { await launchers.launcher(of: machine) }
        return word ?? .untold("CloudTrail did not answer within 5 s")
    }
}
