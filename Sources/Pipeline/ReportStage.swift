// What a report shows beside a plan: where the money went, what burns, how credits went down. Reads SQLite only.

package import CostModel
import Foundation
package import Reporting

/// Gathers the figures of a report over the last scan.
package struct ReportStage: Sendable {
    let local: LocalPorts

    /// A stage over the ports of this machine.
    package init(_ local: LocalPorts) { self.local = local }

    /// - Parameters:
    ///   - bill: AWS's latest words on money.
    ///   - selfCost: as `PlanResult` has it.
    package func figures(
        of account: AccountID, bill: BillingFigures, selfCost: SelfCost? = nil
    ) async throws -> ReportFigures {
        let meter = SpendStage(local)
        var services = ReportFigures.billed(bill)
        if services == nil { services = try await meter.byKind(of: account) }
        return ReportFigures(
            services: services, burning: try await meter.burning(of: account, at: local.clock()),
            history: try await local.money.balanceHistory(account: account), selfCost: selfCost)
    }
}

extension SelfCost {
    /// The month of `now`, UTC, so far.
    static func read(
        _ ledger: any SelfCostLedger, account: AccountID, cap: Money, at now: Date
    ) async throws -> SelfCost {
        let start = UTCCalendar.startOfMonth(now)
        return SelfCost(
            month: String(UTCTime.dayText(now).prefix(7)),
            scans: try await ledger.scansMade(account: account, since: start),
            costRequests: try await ledger.costRequests(account: account, since: start),
            metrics: try await ledger.metricRequests(account: account, at: now), cap: cap)
    }
}
