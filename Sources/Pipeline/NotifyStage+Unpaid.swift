// Usage that no credit pays for though one could: one mail, until credits pay again.

import CostModel
import Foundation
import Planning
import Reporting

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
