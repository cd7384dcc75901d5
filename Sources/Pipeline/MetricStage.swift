// Asks CloudWatch for metrics, within what a month allows, and stores what it answers.

import CostModel
import Foundation

struct MetricStage {
    let local: LocalPorts
    let aws: AWSPorts
    /// What costguard's own calls may cost in a calendar month, UTC.
    let cap: Money

    /// What of the month's free calls and of the cap is left.
    func allowance(account: AccountID, at now: Date) async throws -> MetricAllowance {
        let bills = try await local.money.costRequests(account: account, since: UTCCalendar.startOfMonth(now))
        return MetricAllowance(
            used: try await local.money.metricRequests(account: account, at: now),
            spent: BalanceStage.costRequest.scaled(by: Int64(bills), over: 1), cap: cap)
    }

    /// The answers as stored. Noted before it is asked, for a run may be killed.
    func ask(
        _ queries: [MetricQuery], account: AccountID, at now: Date
    ) async throws -> (answers: [MetricAnswer], use: MetricUse) {
        let money = local.money
        let (answers, use) = try await aws.metrics.points(
            queries, within: try await allowance(account: account, at: now)
        ) { requests in
            try await money.noteMetricRequests(requests, account: account, at: now)
        }
        // Called off, it answers with gaps that are none.
        try Task.checkCancellation()
        try await local.observations.record(answers, at: now)
        return (answers, use)
    }
}
