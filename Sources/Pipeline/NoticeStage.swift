// Stops that their owners are told of before: which are owed, who was told, which ended, and the tag on the machine. Says
// nothing of when a notice is over: that is for Planning, in the plan and in the look before the stop.

import CostModel
import Foundation
import Planning
import Reporting

/// Begins, follows and ends notices. The caller holds the writer's lock.
struct NoticeStage: Sendable {
    let local: LocalPorts
    let aws: AWSPorts
    let owners: Owners
    let notify: NotifyStage

    /// Ends what is used, kept or objected to, and owes those that are due now their mail; one for each person.
    ///
    /// - Parameter isToAct: whether this run would stop what is due: who would not stop tells of nothing.
    func tell(_ result: PlanResult, isToAct: Bool, at now: Date) async throws {
        let open = try await local.decisions.notices(account: result.plan.account)
        var standing: Set<ResourceKey> = []
        for notice in open where try await !hasEnded(notice, result, at: now) { standing.insert(notice.resource) }
        guard isToAct, aws.notifier != nil else { return }
        var owed: [ResourceKey: Finding] = [:]
        for finding in result.plan.findings where finding.owesNotice && !standing.contains(finding.resource) {
            owed[finding.resource] = owed[finding.resource] ?? finding
        }
        var byOwner: [String?: [Finding]] = [:]
        for finding in owed.values.sorted(by: { $0.resource < $1.resource }) {
            byOwner[try await addressee(of: finding.resource), default: []].append(finding)
        }
        for (addressee, findings) in byOwner.sorted(by: { ($0.key ?? "") < ($1.key ?? "") }) {
            try await begin(findings, addressee, result, at: now)
        }
    }

    /// Ends it where that is due.
    private func hasEnded(_ notice: Notice, _ result: PlanResult, at now: Date) async throws -> Bool {
        let machine = result.running.first { $0.key == notice.resource }
        let finding = result.plan.findings.first {
            $0.resource == notice.resource && $0.rule.name == notice.rule
        }
        let ending = NoticeCheck.ending(
            of: notice, finding: finding, isRunning: machine != nil, start: machine?.launchTime, at: now)
        guard let ending else { return false }
        if ending == .objected {
            // Before the notice ends, so that a kill between leaves the machine kept.
            try await local.decisions.record(
                Keep(
                    resource: notice.resource, name: notice.name, since: now, until: now.addingTimeInterval(.day),
                    because: "the tag \(Notice.tag) was taken away or changed", who: "whoever did that"))
        }
        try await local.decisions.end(notice.resource, ending, at: now)
        return true
    }

    /// By the machine's tag, else by who started it, as far as CloudTrail tells within some seconds.
    private func addressee(of machine: ResourceKey) async throws -> String? {
        let tags = try await local.observations.face(of: machine)?.tags ?? [:]
        if let name = Owners.name(in: tags) { return owners.addressee(name) }
        guard case .told(let launcher)? = try await notify.launcher(of: machine) else { return nil }
        return [launcher.arn, launcher.name].lazy.compactMap(\.self).compactMap(owners.addressee).first
    }

    private func begin(
        _ findings: [Finding], _ addressee: String?, _ result: PlanResult, at now: Date
    ) async throws {
        guard let first = findings.first else { return }
        let id = "notice-\(first.resource.account)-\(first.resource.id)-\(now.seconds)"
        let text = MailText.notice(findings, mailID: id, notify.context(result, at: now))
        let notices = findings.map { finding in
            Notice(
                resource: finding.resource, name: finding.judgement.name,
                launchTime: finding.judgement.knownLaunchTime, rule: finding.rule.name, owedAt: now,
                seconds: finding.notice?.seconds ?? Notice.longest, addressee: addressee, mailID: id)
        }
        try await local.decisions.begin(
            notices,
            telling: Mail(
                id: id, subject: text.subject, body: text.body, createdAt: now, urgency: .alarm, addressee: addressee,
                wantsReader: true))
    }

    /// After mails went out: why nobody was told, and the marks of those that were.
    func follow(_ delivery: Delivery, account: AccountID) async throws {
        try await local.decisions.note(untold: Self.untold(delivery), account: account)
        for notice in try await local.decisions.notices(account: account) {
            guard let mark = notice.mark, let until = notice.until, notice.markedAt == nil, !notice.isUnmarkable else {
                continue
            }
            let seen = try await local.observations.face(of: notice.resource)?.tags[Notice.tag]
            if seen == mark {
                // A run that was killed wrote it, and did not come to say so.
                try await local.decisions.noteMark(of: notice.resource, isRefused: false, at: local.clock())
                continue
            }
            // Another database promised a later time: that one stands.
            if let theirs = seen.flatMap(NoticeCheck.time), theirs >= until { continue }
            let change = TagChange.write(key: Notice.tag, value: mark)
            switch try await journaled(.mark, change, of: notice, because: mark) {
            case .done: try await local.decisions.noteMark(of: notice.resource, isRefused: false, at: local.clock())
            case .refused, .skipped:
                try await local.decisions.noteMark(of: notice.resource, isRefused: true, at: local.clock())
            case .failed, .uncertain: break
            }
        }
    }

    private static func untold(_ delivery: Delivery) -> String {
        switch delivery.reach {
        case nil: return "no topic is named"
        case .untold(let why)?: return why
        case .told(0, let waiting)?:
            return waiting.isEmpty
                ? "nobody is subscribed" : "not confirmed: \(waiting.prefix(3).joined(separator: ", "))"
        case .told?:
            return delivery.readersUntold ?? delivery.failures.first
                ?? "no confirmed reader is sure to get it ('costguard owners' shows why)"
        }
    }

    /// Ends the notices of what was stopped.
    func close(_ applied: [AppliedStep]) async throws {
        for step in applied where step.outcome == .done && step.step.action == .stop {
            try await local.decisions.end(step.step.resource, .stopped, at: local.clock())
        }
    }

    /// Takes away the marks of notices that ended; where somebody else wrote over ours, theirs stays.
    func takeMarksAway(account: AccountID) async throws {
        let standing = Set(try await local.decisions.notices(account: account).map(\.resource))
        for notice in try await local.decisions.leftMarks(account: account) {
            let seen = try await local.observations.face(of: notice.resource)?.tags[Notice.tag]
            // A newer notice of the same machine writes over it by itself. What a person took away is gone by their hand.
            if !standing.contains(notice.resource), try await isOurs(seen, notice) {
                let change = TagChange.remove(key: Notice.tag, value: notice.mark)
                switch try await journaled(.unmark, change, of: notice, because: nil) {
                case .failed, .uncertain: continue
                case .done, .refused, .skipped: break
                }
            }
            try await local.decisions.noteMarkGone(from: notice.resource, at: local.clock())
        }
    }

    /// Whether the tag that was seen is our mark, or ours may be there unseen: it was written since the machine was listed.
    private func isOurs(_ seen: String?, _ notice: Notice) async throws -> Bool {
        if let seen { return seen == notice.mark }
        let place = notice.resource
        let listed = try await local.observations.coverage(
            of: place.account, kinds: [place.kind], regions: [place.region]
        ).asOf.first { $0.region == place.region }?.at
        guard let listed, let markedAt = notice.markedAt else { return true }
        return listed <= markedAt
    }

    private func journaled(
        _ action: Action, _ change: TagChange, of notice: Notice, because: String?
    ) async throws -> StepOutcome {
        let actual = try await aws.actuator.verifiedAccount()
        guard actual == notice.resource.account else { return .failed("the keys are of account \(actual)") }
        let intent = JournalIntent(
            planID: JournalIntent.noPlan, action: action, resource: notice.resource, launchTime: notice.launchTime,
            name: notice.name, rule: notice.rule, at: local.clock(), unattended: true, who: local.who(aws),
            evidence: because)
        return try await toTheEnd {
            let entry = try await local.journal.open(intent)
            let outcome = await aws.actuator.tag(notice.resource, change)
            try await local.journal.settle(entry, outcome, at: local.clock())
            return outcome
        }
    }
}
