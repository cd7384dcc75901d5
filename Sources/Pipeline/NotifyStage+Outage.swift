// Regions in which AWS is in trouble: found after a scan, and told by one mail an outage, not one for each call.

import CostModel
import Foundation
import Reporting

extension ScanStage {
    /// Regions of the scan in which so many calls failed that nothing is stopped there without a person.
    func outages(in regions: [Region], _ gaps: [Gap]) -> [Outage] {
        regions.compactMap { region in
            let calls = aws.resources.calls(in: region)
            guard calls.isOutage else { return nil }
            let gap = gaps.first { $0.region == region && $0.kind == .failed }
            return Outage(
                region: region, calls: calls, error: gap.map { "\($0.service) \($0.operation): \($0.error)" })
        }
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
