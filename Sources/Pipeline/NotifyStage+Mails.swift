// What a run has found and must be told, a mail for each occasion: marks that credits passed and dear machines that were
// found idle, machines that nobody expected, usage that no credit pays for, keeps that end, regions in which AWS is in
// trouble, and the daily digest. What was stopped is in NotifyStage.

package import CostModel
package import Foundation
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
    private func reasonToAsk(_ judgement: Judgement, at now: Date) -> String? {
        local.judge.rules.contains { $0.action == .stop }
            ? Attendance.reasonToAsk(judgement, unattended, at: now) : Attendance.noRuleStops
    }

    private func crossingMail(_ crossed: [Judgement], _ result: PlanResult, at now: Date) -> Mail {
        let credits = crossed.filter { $0.resource.kind == .credit }
        let idle = crossed.filter { $0.resource.kind != .credit }.sorted { $0.resource < $1.resource }
        let id = mailID(credits.isEmpty ? "idle" : "credit", result.plan.account, now)
        let text = MailText.alertMail(
            Crossing.all(credits, balances: result.balances),
            idle: idle.map { judgement in
                IdleNotice(
                    judgement, attendedBecause: reasonToAsk(judgement, at: now),
                    refusal: result.toldRefusals[judgement.resource])
            },
            account: result.plan.account, plan: result.plan, mailID: id, context(result, at: now))
        return Mail(id: id, subject: text.subject, body: text.body, createdAt: now)
    }
}

extension NotifyStage {
    /// Owes a mail for each rule that tells its findings together, where it has found something and nobody was told of it
    /// yet. Who started the dearest of them is asked of CloudTrail, by one call a mail.
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
    func launcher(of machine: ResourceKey) async throws -> LauncherWord? {
        guard let launchers = aws.launchers else { return nil }
        let word = try await ended(within: .seconds(5)) { await launchers.launcher(of: machine) }
        return word ?? .untold("CloudTrail did not answer within 5 s")
    }
}

extension NotifyStage {
    /// Owes a mail where AWS's Credit lines have left two settled days unpaid. Bills that are too old to say neither open
    /// nor close it.
    package func tellUnpaid(_ result: PlanResult, at now: Date) async throws {
        guard aws.notifier != nil, let told = result.figures.costsAt,
            now.timeIntervalSince(told) < BillingFigures.costsFresh
        else { return }
        let account = result.plan.account
        let key = "unpaid/\(account.digits)"
        let isOpen = try await local.outbox.episodes().contains { $0.key == key }
        guard let unpaid = UnpaidUsage(result.figures, result.balances, at: now) else {
            if isOpen { try await local.outbox.change(OutboxChange(closing: [key])) }
            return
        }
        guard !isOpen else { return }
        let id = mailID("unpaid", account, now)
        let text = UnpaidText.mail(unpaid, account: account, mailID: id, context(result, at: now))
        try await local.outbox.change(
            OutboxChange(
                opening: [Episode(key: key, since: now)],
                mail: Mail(id: id, subject: text.subject, body: text.body, createdAt: now)))
    }
}

extension NotifyStage {
    /// Trouble that holds up no stop is told when it has lasted so long, in seconds: most of it is over before.
    private static let lasting: TimeInterval = .hour
    /// An outage that comes back within so many seconds of its beginning is the same one.
    private static let quiet: TimeInterval = 6 * .hour

    /// Owes a mail where an outage holds up a stop that is due, or lasts; one an outage. Where nothing at all was
    /// seen, the dead-man notice speaks.
    ///
    /// - Parameter held: what cron would have stopped by this run.
    package func tellOutages(_ scan: ScanResult, holding held: [PlanStep], _ result: PlanResult) async throws {
        guard aws.notifier != nil, scan.sawSomething else { return }
        let account = result.plan.account
        let now = scan.summary.at
        let key = "outage/\(account.digits)"
        let open = try await local.outbox.episodes().first { $0.key == key }
        guard !scan.outages.isEmpty else {
            guard let open, now.timeIntervalSince(open.since) >= Self.quiet else { return }
            return try await local.outbox.change(OutboxChange(closing: [key]))
        }
        let since = open?.since ?? now
        let id = mailID("outage", account, since)
        var change = OutboxChange(opening: [Episode(key: key, since: since)])
        let isDue = !held.isEmpty || now.timeIntervalSince(since) >= Self.lasting
        if isDue, try await !local.outbox.hasMail(id) {
            let text = MailText.outage(
                scan.outages, since: since, held: held, account: account, mailID: id, context(result, at: now))
            change.mail = Mail(id: id, subject: text.subject, body: text.body, createdAt: now)
        }
        try await local.outbox.change(change)
    }
}

extension NotifyStage {
    /// A mail for each keep of the account that ends soon: in the last quarter of its time, a day before its end at most.
    func tellEndingKeeps(_ result: PlanResult, at now: Date) async throws {
        guard aws.notifier != nil else { return }
        for keep in try await local.decisions.keeps(account: result.plan.account) {
            guard let until = keep.until, keep.holds(at: now), until <= now.addingTimeInterval(Self.notice(of: keep))
            else { continue }
            let id = "keep-ends-\(keep.resource.account)-\(keep.resource.id)-\(until.seconds)"
            guard try await !local.outbox.hasMail(id) else { continue }
            let text = MailText.keepEnds(keep, mailID: id, context(result, at: now))
            try await local.outbox.change(
                OutboxChange(mail: Mail(id: id, subject: text.subject, body: text.body, createdAt: now)))
        }
    }

    /// Tells of what schedules have started, by the journal: in this run, or in one that was killed before its mail.
    func tellStarts(_ result: PlanResult, at now: Date) async throws {
        guard aws.notifier != nil else { return }
        let account = result.plan.account
        let lately = try await local.journal.entries(account: account, since: now.addingTimeInterval(-.day))
        let started = lately.filter { entry in
            entry.intent.action == .start && entry.intent.rule.hasPrefix(Schedule.rulePrefix)
                && entry.outcome == .done && entry.toldAt == nil
        }
        guard let last = started.map(\.id).max() else { return }
        let id = "started-\(account)-\(last)"
        let text = MailText.started(started.reversed().map(\.intent), mailID: id, context(result, at: now))
        try await local.outbox.change(
            OutboxChange(
                mail: Mail(id: id, subject: text.subject, body: text.body, createdAt: now), told: started.map(\.id)))
    }

    /// Tells of starts by a schedule that came to nothing: once for each beginning of the hours, however often it is tried.
    func tellFailedStarts(_ applied: [AppliedStep], _ result: PlanResult, at now: Date) async throws {
        guard aws.notifier != nil else { return }
        for applied in applied where applied.step.action == .start && applied.outcome.cameToNothing {
            let step = applied.step
            let finding = result.plan.findings.first { $0.resource == step.resource && $0.isScheduledStart }
            guard let judgement = finding?.judgement,
                let began = judgement.evidence.first(where: { $0.column == "hours_began_at" })?.value.text
            else { continue }
            let id = "start-failed-\(step.resource.account)-\(step.resource.id)-\(began)"
            guard try await !local.outbox.hasMail(id) else { continue }
            let text = MailText.startFailed(
                step, because: judgement.reason, outcome: applied.outcome, mailID: id,
                context(result, at: now))
            try await local.outbox.change(
                OutboxChange(mail: Mail(id: id, subject: text.subject, body: text.body, createdAt: now)))
        }
    }

    /// Tells of orders for later that came to nothing; of the others the mail on the stop tells.
    func tellEndedOrders(_ ended: [EndedOrder], _ result: PlanResult, at now: Date) async throws {
        guard aws.notifier != nil else { return }
        for end in ended where !end.isDone {
            let key = end.order.resource
            let id = "order-ended-\(key.account)-\(key.id)-\(end.order.since.seconds)"
            let text = MailText.orderEnded(end.order, outcome: end.outcome, mailID: id, context(result, at: now))
            try await local.outbox.change(
                OutboxChange(mail: Mail(id: id, subject: text.subject, body: text.body, createdAt: now)))
        }
    }

    private static func notice(of keep: Keep) -> TimeInterval {
        min(.day, (keep.until ?? .distantFuture).timeIntervalSince(keep.since) / 4)
    }
}
