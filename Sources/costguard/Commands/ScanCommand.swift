// Looks at the account, and tells what was not seen. The looking is ScanStage's.

import AWSAPI
import ArgumentParser
import CostModel
import Foundation
import Pipeline
import Reporting
import Storage

/// `costguard scan`: looks at the account, and changes nothing.
struct ScanCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration.verb(
        "scan", "Look at the account and remember what is there.",
        """
        Lists what the enabled rules need in every enabled region, at once, and keeps it in the database. Reads
        only. A region or a call that fails is told and kept as a gap; the rest goes on.

          costguard scan
          costguard scan --region Oregon --region eu-west-1
        """)

    @OptionGroup var common: CommonOptions
    @OptionGroup var aws: AWSOptions
    @OptionGroup var regions: RegionOptions
    @OptionGroup var free: FreeOption

    func run() async throws {
        let session = try Session(common, aws, regions: regions, free: free)
        let connection = try await session.connectionWithKeys(aws)
        let ports = try connection.ports(topic: session.settings.topic)
        let (database, lock) = try session.openForWriting()
        defer { lock.release() }
        let local = session.local(database)
        let scope = session.scope
        session.tell(try await ClockStage(local, ports).begin())
        let ended = try await Interruption.calling(session.terminal) {
            try await ProgressLine.showing(connection, session) { progress in
                try await ScanStage(local, ports, scope: scope, progress: progress).run()
            }
        }
        let result = ended.value
        session.tellDoubt()
        try await DeadManStage(local, KeyLapse(session: session, options: aws).deadMan).note(result)
        if common.verbose { ScanMessages.tellCalls(connection, result, session) }
        if let lapse = await KeyLapse(session: session, options: aws).said(of: result) { throw lapse }
        ScanMessages.tell(result, to: session.terminal)
        if !common.quiet, ended.status == nil { await tellFindings(of: result.summary.account, local, session) }
        let isWhole = result.summary.gaps.isEmpty && result.ruleFaults.isEmpty
        try (ended.status ?? (isWhole ? .done : .incomplete)).exit()
    }
}

extension ScanCommand {
    /// What the rules make of what was seen, and the next step. That nobody can say now makes the scan no failure.
    private func tellFindings(of account: AccountID, _ local: LocalPorts, _ session: Session) async {
        do {
            let result = try await PlanStage(local, settings: session.planSettings).run(account: account)
            for line in ScanText.findings(result.plan) { session.terminal.say(line) }
        } catch { session.terminal.complain("What the rules make of it is not known: \(error)") }
        session.terminal.say("Next: costguard plan\(session.commandOptions)")
    }
}

/// What a scan says on standard error.
enum ScanMessages {
    /// For those who want to know more.
    static func tellCalls(_ connection: AWSConnection, _ result: ScanResult, _ session: Session) {
        let terminal = session.terminal
        terminal.say("Keys from \(connection.source); asked from \(connection.homeRegion)")
        let calls = connection.client.callCounts.sorted {
            ($0.key.service, $0.key.operation) < ($1.key.service, $1.key.operation)
        }
        for gap in result.billingGaps { terminal.say("No billing figures from \(gap.operation): \(gap.error)") }
        for (call, count) in calls { terminal.say("  \(count) x \(call.service) \(call.operation)") }
        tellFailures(connection, terminal)
        terminal.say(
            MetricUseText.line(
                result.metrics, thisMonth: result.metricsThisMonth, cap: session.settings.selfCostCap))
    }

    /// AWS's own words on what failed.
    static func tellFailures(_ connection: AWSConnection, _ terminal: Terminal) {
        for failure in connection.client.failures { terminal.say("AWS said: \(failure.detail)") }
    }

    static func tell(_ result: ScanResult, to terminal: Terminal) {
        for line in BillingGapText.lines(result.billingGaps) { terminal.say(line) }
        for fault in result.ruleFaults {
            terminal.warn("Rule '\(fault.rule)'\(fault.resource.map { " on \($0.id)" } ?? ""): \(fault.message)")
        }
        if !result.newlyClosed.isEmpty {
            let closed = result.newlyClosed.map { "\($0) (\($0.place))" }.joined(separator: ", ")
            terminal.say(
                "Closed to these credentials, and asked for one list a scan from now on until it is answered: \(closed)"
            )
        }
        if let line = OutageText.line(result.outages) { terminal.warn(line) }
        tell(result.summary, outages: Set(result.outages.map(\.region)), to: terminal)
    }

    /// What was not seen, and what the looking took.
    ///
    /// - Parameter outages: regions whose failures one line has told already.
    static func tell(_ summary: ScanSummary, outages: Set<Region> = [], to terminal: Terminal) {
        let untold = summary.gaps.filter { $0.kind == .denied || !outages.contains($0.region) }
        // The same fault in many regions is one line.
        let gaps = Dictionary(grouping: untold) { "\($0.service) \($0.operation)\n\($0.error)" }
        for gap in untold {
            guard let same = gaps["\(gap.service) \(gap.operation)\n\(gap.error)"], same.first == gap else { continue }
            let places = same.map(\.region.code).joined(separator: ", ")
            terminal.warn("Not seen: \(gap.service) \(gap.operation) in \(places): \(gap.error)")
        }
        let seconds = summary.duration.formatted(.number.precision(.fractionLength(1)))
        terminal.say(
            "Account \(summary.account): \(summary.regionsSeen), "
                + "\(CountText.text(summary.apiCalls, "call")), \(seconds) s, cost \(summary.selfCost.cents) USD"
        )
    }
}
