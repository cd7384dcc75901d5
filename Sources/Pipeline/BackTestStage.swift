// Rules over the stored past: judged as of each scan by the code that judges now, and played as cron would have run.
// Asks AWS nothing.

package import CostModel
import Foundation
import Planning

/// One set of rules to play.
package struct PastRules: Sendable {
    /// For people.
    let name: String
    /// Judges as of the time that it is asked for.
    let judge: any RuleJudge

    /// - Parameter judge: of rules that stop, over the database as it was known at the time that it is asked for.
    package init(name: String, judge: any RuleJudge) {
        self.name = name
        self.judge = judge
    }
}

/// Plays rules over the past of an account.
package struct BackTestStage: Sendable {
    let local: LocalPorts
    let past: any PastReader
    let settings: PlanSettings

    /// A stage over this machine's database.
    package init(_ local: LocalPorts, past: any PastReader, settings: PlanSettings) {
        self.local = local
        self.past = past
        self.settings = settings
    }

    /// More scans than this are thinned out: the rules' own windows are of hours.
    private static let mostScans = 3000

    /// - Parameters:
    ///   - days: how far back from the account's last scan.
    ///   - begun: told how many scans are played, before the first.
    /// - Throws: `PipelineError` where no scan of that time is kept; `CancellationError`; what the judge and the store throw.
    package func run(
        _ columns: [PastRules], account: AccountID, days: Int, begun: (Int) -> Void = { _ in }
    ) async throws -> BackTest {
        let scans = try await local.observations.lastScans()
        guard let last = scans.first(where: { $0.account == account }) else {
            throw PipelineError("There is no scan of the account \(account)", hint: "run 'costguard scan' first")
        }
        let begin = last.at.addingTimeInterval(-Double(days) * .day)
        let times = try await past.scanTimes(of: account, from: begin, until: last.at)
        guard times.count > 1, let first = times.first else {
            throw PipelineError(
                "One scan is not a past: there is nothing to test rules on",
                hint: "let 'costguard run' scan for some days, as by cron; scans are kept for 63 days")
        }
        let played = Self.thinned(times)
        begun(played.count * columns.count)
        let base = try await base(account, from: first, until: last.at)
        var told: [PastColumn] = []
        for column in columns { told.append(try play(column, base, at: played)) }
        return BackTest(
            account: account, days: days, from: first, until: last.at, scans: times.count, played: played.count,
            secondsUnwatched: try await past.secondsUnwatched(of: account, from: first, until: last.at),
            machinesRetagged: try await past.machinesRetagged(of: account, from: first, until: last.at), columns: told)
    }

    /// All, or the first of each span of so many minutes that they are few enough; the last one always.
    static func thinned(_ times: [Date]) -> [Date] {
        guard times.count > mostScans, let first = times.first, let last = times.last else { return times }
        let step = (last.timeIntervalSince(first) / Double(mostScans - 1) / 60).rounded(.up) * 60
        var kept: [Date] = []
        for time in times where kept.last.map({ time.timeIntervalSince($0) >= step }) ?? true { kept.append(time) }
        return kept.last == last ? kept : kept + [last]
    }

    private func play(_ column: PastRules, _ base: PastSettings, at times: [Date]) throws -> PastColumn {
        var settings = base
        settings.unattended.actions = [.stop]
        settings.unattended.from = nil
        settings.unattended.rules = Set(column.judge.rules.map(\.name))
        for need in column.judge.metricsNeeded {
            settings.periods[need.rule] = min(settings.periods[need.rule] ?? .max, need.spec.period)
        }
        var run = PastRun(settings)
        for time in times {
            try Task.checkCancellation()
            run.play(try column.judge.judge(account: base.account, now: time, only: nil, detail: .open), at: time)
        }
        return run.column(named: column.name, rules: column.judge.rules)
    }

    private func base(_ account: AccountID, from: Date, until: Date) async throws -> PastSettings {
        PastSettings(
            account: account, guardrails: settings.guardrails, unattended: settings.unattended,
            firstAccount: try await local.observations.firstAccount(),
            ownHosts: try await local.decisions.ownHosts(account: account),
            machines: MachineHistory(try await past.machineVersions(of: account, from: from, until: until)),
            journal: try await local.journal.entries(account: account, since: .distantPast),
            keeps: try await past.keepsEver(account: account), pauses: try await past.pausesEver(), periods: [:])
    }
}
