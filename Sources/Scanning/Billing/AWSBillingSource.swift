// What AWS says of money: its own list of credits, its estimate of the month, and Cost Explorer's lines.
// Leaves what they mean for a credit to the pipeline.

package import AWSAPI
package import CostModel
package import Foundation

/// Reads CloudWatch's EstimatedCharges, free, and Cost Explorer, 0.01 USD a page.
package struct AWSBillingSource: BillingSource {
    /// The IAM actions that it needs; each may be refused without the other.
    package static let permissions = [
        "billing:GetCredits", "ce:GetCostAndUsage", "cloudwatch:GetMetricStatistics", "freetier:GetAccountPlanState",
    ]
    /// What the doctor asks besides, so that it can say what blinds AWS's own alarms.
    package static let advisoryPermissions = ["billing:GetBillingPreferences", "budgets:ViewBudget"]

    /// What Cost Explorer takes for a request.
    static let perCostRequest = Money(nanoUSD: 10_000_000)
    /// What GetMetricData takes for a thousand metrics.
    static let perThousandMetrics = Money(nanoUSD: 10_000_000)

    private let client: AWSClient
    private let usage: APIUsage
    private let home: Region

    /// - Parameters:
    ///   - usage: what the source of metrics counts; the same object that it was given.
    ///   - home: where the account's part of AWS keeps billing data: China and GovCloud have their own.
    package init(client: AWSClient, usage: APIUsage, home: Region = .northVirginia) {
        self.client = client
        self.usage = usage
        self.home = home
    }

    /// Each figure that AWS refuses leaves a gap; an estimate that AWS does not publish is nil, and no gap.
    package func figures(
        account: AccountID, at now: Date, costsSince: Date?, daily: Bool
    ) async -> BillingFigures {
        var figures = BillingFigures()
        func gap(_ error: any Error, _ service: AWSService, _ operation: String) -> Gap {
            Gap(error, account: account, region: home, service: service, operation: operation)
        }
        do {
            figures.estimatedCharges = try await EstimatedChargesCall.latest(at: now, client, home)
        } catch {
            figures.gaps.append(gap(error, .cloudWatch, EstimatedChargesCall.operation))
        }
        guard let costsSince else { return figures }
        do {
            figures.costLines = try await CostExplorerCall.lines(
                since: costsSince, daily: daily, at: now, client, home)
        } catch {
            figures.gaps.append(gap(error, .costExplorer, CostExplorerCall.operation))
        }
        return figures
    }

    /// Two calls at once. What AWS refuses leaves a gap; an account without a plan leaves none.
    package func credits(account: AccountID, at now: Date) async -> BillingFigures {
        async let list = Self.answer { try await CreditsCall.credits(of: account, at: now, client, home) }
        async let plan = Self.answer { try await PlanStateCall.plan(client, home) }
        var figures = BillingFigures()
        func gap(_ error: any Error, _ service: AWSService, _ operation: String) {
            figures.gaps.append(
                Gap(error, account: account, region: home, service: service, operation: operation))
        }
        switch await list {
        case .success(let credits): (figures.credits, figures.creditsAt) = (credits, now)
        case .failure(let error): gap(error, .billing, CreditsCall.operation)
        }
        switch await plan {
        case .success(let plan): (figures.plan, figures.planAt) = (plan, now)
        case .failure(let error): gap(error, .freeTier, PlanStateCall.operation)
        }
        return figures
    }

    private static func answer<Value>(_ ask: () async throws -> Value) async -> Result<Value, any Error> {
        do { return .success(try await ask()) } catch { return .failure(error) }
    }

    /// Every attempt counts as a call, retries too. GetMetricStatistics, EC2 and the others are free.
    package func spent() -> (calls: Int, cost: Money) {
        let counts = client.callCounts
        let costRequests = counts.filter { $0.key.service == AWSService.costExplorer.name }.reduce(0) { $0 + $1.value }
        let costExplorer = AWSBillingSource.perCostRequest.scaled(by: Int64(costRequests), over: 1)
        let metrics = AWSBillingSource.perThousandMetrics.scaled(by: Int64(usage.metricsRequested), over: 1000)
        return (counts.reduce(0) { $0 + $1.value }, costExplorer + metrics)
    }
}
