// What AWS says of money: its own estimate of the month, and Cost Explorer's lines.
// Leaves what they mean for a credit to the pipeline.

import AWSAPI
import CostModel
import Foundation

/// Reads CloudWatch's EstimatedCharges, free, and Cost Explorer, 0.01 USD a page.
public struct AWSBillingSource: BillingSource {
    /// The IAM actions that it needs; each may be refused without the other.
    public static let permissions = ["ce:GetCostAndUsage", "cloudwatch:GetMetricStatistics"]

    /// What Cost Explorer takes for a request.
    static let perCostRequest = Money(nanoUSD: 10_000_000)
    /// What GetMetricData takes for a thousand metrics.
    static let perThousandMetrics = Money(nanoUSD: 10_000_000)

    private let client: AWSClient
    private let usage: APIUsage

    /// - Parameter usage: what the source of metrics counts; the same object that it was given.
    public init(client: AWSClient, usage: APIUsage) { (self.client, self.usage) = (client, usage) }

    /// Each figure that AWS refuses leaves a gap; an estimate that AWS does not publish is nil, and no gap.
    public func figures(
        account: AccountID, at now: Date, costsSince: Date?, daily: Bool
    ) async -> BillingFigures {
        var figures = BillingFigures()
        func gap(_ error: any Error, _ service: AWSService, _ operation: String) -> Gap {
            Gap(error, account: account, region: .northVirginia, service: service, operation: operation)
        }
        do {
            figures.estimatedCharges = try await EstimatedChargesCall.latest(at: now, client)
        } catch {
            figures.gaps.append(gap(error, .cloudWatch, EstimatedChargesCall.operation))
        }
        guard let costsSince else { return figures }
        do {
            figures.costLines = try await CostExplorerCall.lines(since: costsSince, daily: daily, at: now, client)
        } catch {
            figures.gaps.append(gap(error, .costExplorer, CostExplorerCall.operation))
        }
        return figures
    }

    /// Every attempt counts as a call, retries too. GetMetricStatistics, EC2 and the others are free.
    public func spent() -> (calls: Int, cost: Money) {
        let counts = client.callCounts
        let costRequests = counts.filter { $0.key.service == AWSService.costExplorer.name }.reduce(0) { $0 + $1.value }
        let costExplorer = AWSBillingSource.perCostRequest.scaled(by: Int64(costRequests), over: 1)
        let metrics = AWSBillingSource.perThousandMetrics.scaled(by: Int64(usage.metricsRequested), over: 1000)
        return (counts.reduce(0) { $0 + $1.value }, costExplorer + metrics)
    }
}
