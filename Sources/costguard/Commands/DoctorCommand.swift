// Whether everything is in order: gathers and prints. What is looked at is DoctorLocal's and DoctorAWS's.

import ArgumentParser
import CostModel
import Foundation
import Storage

/// `costguard doctor`: whether it can do its work here.
struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration.verb(
        "doctor",
        "Check keys, clock, regions, permissions, the mail's confirmation, the billing source, the last scan.",
        """
        Makes free calls that only read, and one trial stop with DryRun, which stops nothing. Calls that are answered alike
        share a line; --verbose gives each its own, with AWS's words. Exit status 1 if a check fails.
        """
    )

    @OptionGroup var common: CommonOptions
    @OptionGroup var aws: AWSOptions
    @OptionGroup var regions: RegionOptions
    @OptionGroup var free: FreeOption

    @Flag(help: "Put back what a run set aside as dated ahead of the clock; look at nothing else.")
    var bringBack = false

    func run() async throws {
        let session = try Session(common, aws, regions: regions, free: free)
        if bringBack { return try await putBack(session) }
        // AWS first, for it tells the time that the rest is told as of.
        let remote = await DoctorAWS(session: session, options: aws).findings(isWhole: common.verbose)
        let findings = await DoctorLocal(session: session).findings() + remote
        let report = DoctorReport(
            findings: findings, isWhole: common.verbose, commandOptions: session.commandOptions)
        try session.terminal.write(report.text(width: Terminal.width(of: 1)), to: nil)
        if findings.contains(where: { $0.grade == .fails }) { try ExitStatus.failed.exit() }
    }

    private func putBack(_ session: Session) async throws {
        let (database, lock) = try await session.openForWriting()
        defer { lock.release() }
        let entries = try await database.bringBack()
        session.terminal.warn(
            entries == 0
                ? "Nothing is set aside."
                : "Put back: \(CountText.text(entries, "entry")). "
                    + "What is still dated ahead of AWS's time is set aside again by the next run.")
    }
}
