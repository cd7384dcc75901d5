// What cron would have done, kept while it may not act yet, and whether it was used again.

import CostModel
import Foundation
import Planning

/// Keeps rehearsed stops. Asks AWS nothing.
struct RehearsalStage: Sendable {
    let local: LocalPorts

    /// A stage over the ports of this machine.
    init(_ local: LocalPorts) { self.local = local }

    /// Keeps what this plan would have stopped, and which of what earlier ones would have is at work now: no rule that
    /// stops says a word of it any more, not even that it does not know.
    ///
    /// - Parameter now: the time of the scan that the plan is over.
    /// - Returns: all that is kept, as `PlanResult.rehearsals`.
    func noted(_ result: PlanResult, at now: Date) async throws -> [RehearsedStop] {
        let early = result.plan.findings.filter {
            $0.verdict == .due && $0.rule.action == .stop && $0.attendedBecause == Attendance.notYet
        }
        guard !early.isEmpty || !result.rehearsals.isEmpty else { return [] }
        let spoken = Set(result.plan.findings.filter { $0.rule.action == .stop }.map(\.resource))
        let used = result.rehearsals.filter { stop in
            stop.usedAt == nil && !spoken.contains(stop.resource)
                && result.running.contains { $0.key == stop.resource && isSameStart($0.launchTime, stop.launchTime) }
        }
        try await local.decisions.noteUse(of: used, at: now)
        for finding in early {
            try await local.decisions.record(
                RehearsedStop(
                    resource: finding.resource, name: finding.judgement.name,
                    launchTime: finding.judgement.knownLaunchTime, rule: finding.rule.name, at: now,
                    savingPerMonth: finding.savingPerMonth))
        }
        return try await local.decisions.recentRehearsals(account: result.plan.account, at: now)
    }
}
