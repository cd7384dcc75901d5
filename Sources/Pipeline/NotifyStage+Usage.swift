// The mail on a service that suddenly costs much, such as a script that calls Bedrock in a loop: at the first scan that
// sees it, once.

import CostModel
import Foundation
import Reporting

extension NotifyStage {
    /// A burn that comes back within so many seconds of its beginning is the same one.
    private static let quietUsage: TimeInterval = 6 * .hour

    /// Owes a mail for each service that costs far more than the day before, and much.
    func tellUsage(_ result: PlanResult, at now: Date) async throws {
        guard aws.notifier != nil else { return }
        let account = result.plan.account
        let marks = try await local.observations.serviceMarks(of: account).filter { $0.isFresh(at: now) }
        guard !marks.isEmpty else { return }
        let prices = try await local.observations.prices(of: account)
        let left = result.balances.compactMap { $0.remaining(at: now) }.filter { $0 > .zero }.min()
        let open = try await local.outbox.episodes()
        for service in UsageService.all {
            let here = marks.filter { $0.service == service.name }
            guard let until = here.map(\.until).max() else { continue }
            let key = "usage/\(service.name)/\(account.digits)"
            let surge = try await use(of: service, here, account, ago: 0, over: UsageSurge.window, prices)
            if let episode = open.first(where: { $0.key == key }) {
                let isQuiet = now.timeIntervalSince(episode.since) >= Self.quietUsage
                if isQuiet, surge.isOver(left: left) { try await local.outbox.change(OutboxChange(closing: [key])) }
                continue
            }
            let usual = try await use(of: service, here, account, ago: .hour, over: UsageSurge.day, prices)
            guard surge.isOutOfNowhere(usual: usual, left: left) else { continue }
            let id = mailID("usage-\(service.name)", account, now)
            let text = UsageText.surge(
                surge, usual: usual, until: until, account: account, mailID: id, context(result, at: now))
            try await local.outbox.change(
                OutboxChange(
                    opening: [Episode(key: key, since: now)],
                    mail: Mail(
                        id: id, subject: text.subject, body: text.body, createdAt: now, urgency: .alarm)))
        }
    }

    /// What each thing cost by the hour, in so many seconds that end so long before the region was last read.
    private func use(
        of service: UsageService, _ marks: [ServiceMark], _ account: AccountID, ago: Int64, over seconds: Int64,
        _ prices: PriceHistory
    ) async throws -> UsageSurge {
        var parts: [UsageSurge.Part] = []
        // Most regions were read by the same scan: one question for all of them.
        for (end, marks) in Dictionary(grouping: marks, by: \.until) {
            let regions = Set(marks.map(\.region))
            let until = end.addingTimeInterval(-Double(ago))
            let lines = try await local.observations.usage(
                of: account, from: until.addingTimeInterval(-Double(seconds)), until: until, perResource: true,
                unwatched: false
            ).filter { regions.contains($0.region) && $0.resource?.kind == service.kind }
            for (key, lines) in Dictionary(grouping: lines, by: \.resource) {
                guard let key else { continue }
                let spend = MeteredSpend(lines, prices: prices)
                parts.append(
                    UsageSurge.Part(
                        key: key, perHour: spend.amount.scaled(by: .hour, over: seconds),
                        unpriced: spend.unpriced.values.reduce(0) { $0 + Int64($1) } * .hour / seconds))
            }
        }
        return UsageSurge(service, parts)
    }
}
