// What has newly happened and must be told: marks that credits passed, and dear machines that were found idle.

import CostModel
import Foundation
import Planning
import Reporting

extension NotifyStage {
    /// All that was crossed since the last run makes one mail; it and the episodes that it opens are stored together.
    /// Without anybody to tell, nothing is crossed yet: who sets a topic later hears of it then.
    package func tellCrossings(_ result: PlanResult, at now: Date) async throws {
        guard aws.notifier != nil else { return }
        let all = result.plan.findings.map(\.judgement) + result.clear
        let alerts = all.filter { $0.rule.action == .notify && $0.rule.telling == .each }
        let episodes = AlertEpisodes(
            judgements: alerts, holds: try await local.decisions.holds(account: result.plan.account),
            open: try await local.outbox.episodes(), running: (result.plan.account, Set(result.running.map(\.key))),
            at: now)
        guard !episodes.opening.isEmpty || !episodes.closing.isEmpty else { return }
        let crossed = alerts.filter { episodes.news.contains(AlertEpisodes.key($0)) }
        try await local.outbox.change(
            opening: episodes.opening, closing: episodes.closing,
            mail: crossed.isEmpty ? nil : crossingMail(crossed, result, at: now))
    }

    /// The daily digest, where it is due and nobody has had it: one mail a day, however many runs there are.
    package func tellDigest(_ result: PlanResult, at time: DigestTime?, now: Date) async throws {
        guard aws.notifier != nil, let time, let day = time.latest(before: now, in: timeZone) else { return }
        let id = "digest-\(result.plan.account)-\(day)"
        guard try await !local.outbox.hasMail(id) else { return }
        let text = MailText.digest(result.plan, mailID: id, context(result, at: now))
        // Of the mornings on which no mail got out, nobody reads more than the last.
        try await local.outbox.change(
            OutboxChange(
                mail: Mail(id: id, subject: text.subject, body: text.body, createdAt: now, urgency: .routine),
                replacing: "digest-\(result.plan.account)-"))
    }

    /// Where no rule stops anything, no time of waiting makes cron do it.
    private func reasonToAsk(_ judgement: Judgement) -> String? {
        local.judge.rules.contains { $0.action == .stop }
            ? Attendance.reasonToAsk(judgement, unattended) : Attendance.noRuleStops
    }

    private func crossingMail(_ crossed: [Judgement], _ result: PlanResult, at now: Date) -> Mail {
        let credits = crossed.filter { $0.resource.kind == .credit }
        let idle = crossed.filter { $0.resource.kind != .credit }.sorted { $0.resource < $1.resource }
        let id = mailID(credits.isEmpty ? "idle" : "credit", result.plan.account, now)
        let text = MailText.alertMail(
            Crossing.all(credits, balances: result.balances),
            idle: idle.map { judgement in
                IdleNotice(
                    judgement, attendedBecause: reasonToAsk(judgement),
                    refusal: result.toldRefusals[judgement.resource])
            },
            account: result.plan.account, plan: result.plan, mailID: id, context(result, at: now))
        return Mail(id: id, subject: text.subject, body: text.body, createdAt: now)
    }
}
