// That a keep is about to end, told once before it does: what is kept for long is easily forgotten, and then stopped.

import CostModel
import Foundation
import Reporting

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

    private static func notice(of keep: Keep) -> TimeInterval {
        min(.day, (keep.until ?? .distantFuture).timeIntervalSince(keep.since) / 4)
    }
}
