// The mails of the brake: that a rung fired, that one is held, that a step comes, what burns on afterwards. Each is stored
// before what it tells of is noted, under an id that a second try finds again.

import CostModel
import Foundation
import Reporting

extension NotifyStage {
    /// Owes one mail for all rungs that fire in a run, in the words of the strongest.
    ///
    /// - Parameter number: how many had fired before, ever.
    func tellFired(
        _ firings: [BrakeFiring], view: BrakeView, number: Int, preview: BrakePreview, _ result: PlanResult,
        at now: Date
    ) async throws {
        guard aws.notifier != nil, let strongest = firings.last else { return }
        let id = "brake-\(view.account)-\(number)"
        let text = MailText.brakeFired(
            strongest, view: view, preview: preview.rungs.first { $0.rung.rung == strongest.rung }, mailID: id,
            context(result, at: now))
        try await local.outbox.change(
            OutboxChange(mail: Mail(id: id, subject: text.subject, body: text.body, createdAt: now, urgency: .alarm)))
    }

    /// What is held is told once, and again where it had let go for six hours.
    func tellHeld(_ view: BrakeView, _ result: PlanResult, at now: Date) async throws {
        guard aws.notifier != nil else { return }
        let key = "brake-held/\(view.account.digits)"
        let open = try await local.outbox.episodes().first { $0.key == key }
        guard view.judgement.isHeld, let hold = view.judgement.hold else {
            guard let open, now.timeIntervalSince(open.since) >= Self.heldQuiet else { return }
            return try await local.outbox.change(OutboxChange(closing: [key]))
        }
        guard open == nil else { return }
        let id = mailID("brake-held", view.account, now)
        let text = MailText.brakeHeld(hold, view: view, mailID: id, context(result, at: now))
        try await local.outbox.change(
            OutboxChange(
                opening: [Episode(key: key, since: now)],
                mail: Mail(id: id, subject: text.subject, body: text.body, createdAt: now, urgency: .alarm)))
    }

    private static let heldQuiet: TimeInterval = 6 * .hour

    /// A step that comes in so many seconds.
    func tellStep(
        _ steps: [PlanStep], left: Int, pause: Int, order: BrakeOrder, planID: String, _ result: PlanResult,
        at now: Date
    ) async throws {
        guard aws.notifier != nil else { return }
        let id = "brake-step-\(result.plan.account)-\(planID)"
        let text = MailText.brakeStep(
            steps, left: left, pause: pause, order: order, account: result.plan.account, mailID: id,
            context(result, at: now))
        try await local.outbox.change(
            OutboxChange(mail: Mail(id: id, subject: text.subject, body: text.body, createdAt: now, urgency: .alarm)))
    }

    /// What burns on, once for a firing.
    func tellAfter(
        _ firing: BrakeFiring, burning: [BurningKind], _ result: PlanResult, at now: Date
    ) async throws {
        guard aws.notifier != nil else { return }
        let account = result.plan.account
        let id = "brake-after-\(account)-\(firing.at.seconds)-\(firing.rung.action.rawValue)"
        let text = MailText.brakeAfter(firing, burning: burning, account: account, mailID: id, context(result, at: now))
        try await local.outbox.change(
            OutboxChange(mail: Mail(id: id, subject: text.subject, body: text.body, createdAt: now)))
    }
}
