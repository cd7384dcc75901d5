// Looks at the account. The looking is ScanStage's, what is said of it RunMessages'.

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
        let (database, lock) = try await session.openForWriting()
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
            let plan = try await PlanStage(local, settings: session.planSettings).plan(account: account)
            for line in ScanText.findings(plan) { session.terminal.say(line) }
        } catch { session.terminal.complain("What the rules make of it is not known: \(error)") }
        session.terminal.say("Next: costguard plan\(session.commandOptions)")
    }
}
