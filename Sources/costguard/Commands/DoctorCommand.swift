// Whether everything is in order: gathers and prints. What is looked at is DoctorLocal's and DoctorRemote's.

import ArgumentParser
import CostModel
import Foundation
import Storage

/// `costguard doctor`: whether it can do its work here.
struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration.verb(
        "doctor",
        "Check keys, clock, regions, permissions, the mail's confirmation, the billing source, the last scan.",
        "Makes free calls that only read, and one trial stop with DryRun, which stops nothing. Exit status 1 if a check fails."
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
        let remote = await DoctorRemote(session: session, options: aws).findings()
        let findings = await DoctorLocal(session: session).findings() + remote
        let lines = findings.map(\.text) + ["", DoctorFinding.next(findings)]
        try session.terminal.write(lines.joined(separator: "\n"), to: nil)
        if findings.contains(where: { $0.grade == .fails }) { try ExitStatus.failed.exit() }
    }

    private func putBack(_ session: Session) async throws {
        let (database, lock) = try session.openForWriting()
        defer { lock.release() }
        let entries = try await database.bringBack()
        session.terminal.warn(
            entries == 0
                ? "Nothing is set aside."
                : "Put back: \(entries) \(entries == 1 ? "entry" : "entries"). "
                    + "What is still dated ahead of AWS's time is set aside again by the next run.")
    }
}

/// One line of the doctor's, with the next step where there is one.
struct DoctorFinding: Sendable {
    enum Grade: String, Sendable {
        case fine = "ok  "
        case worth = "note"
        case fails = "FAIL"
    }
    let grade: Grade
    let subject: String
    let detail: String
    var hint: String?

    var text: String {
        let head = "\(grade.rawValue)  \(subject.padding(toLength: 22, withPad: " ", startingAt: 0))"
        return head + detail + (hint.map { "\n" + String(repeating: " ", count: 28) + "hint: \($0)" } ?? "")
    }

    /// What to do first: what fails, then what a guard cannot do without.
    static func next(_ findings: [DoctorFinding]) -> String {
        let wanted = ["configuration", "keys", "database", "last scan", "mail"]
        let urgent = findings.first { $0.grade == .fails && $0.hint != nil }
        let missing = wanted.lazy.compactMap { subject in
            findings.first { $0.subject == subject && $0.grade == .worth && $0.hint != nil }
        }.first
        guard let first = urgent ?? missing, let hint = first.hint else {
            return findings.contains { $0.grade == .fails }
                ? "Next: see what failed above" : "All that it needs is in place. Next: costguard plan"
        }
        return "Next: \(first.subject): \(hint)"
    }

    static func fine(_ subject: String, _ detail: String) -> DoctorFinding {
        DoctorFinding(grade: .fine, subject: subject, detail: detail)
    }
    static func worth(_ subject: String, _ detail: String, _ hint: String? = nil) -> DoctorFinding {
        DoctorFinding(grade: .worth, subject: subject, detail: detail, hint: hint)
    }
    static func fails(_ subject: String, _ detail: String, _ hint: String? = nil) -> DoctorFinding {
        DoctorFinding(grade: .fails, subject: subject, detail: detail, hint: hint)
    }
    /// An error in one line; its own hint goes along.
    static func fails(_ subject: String, _ error: any Error) -> DoctorFinding {
        let lines = "\(error)".split(separator: "\n")
        let hint = lines.first { $0.hasPrefix("hint: ") }.map { String($0.dropFirst(6)) }
        return fails(subject, lines.first.map(String.init) ?? "", hint)
    }
}
