// The doctor's findings as text: calls that were answered alike share a line, and the end is one next step.

import AWSAPI
import Foundation
import Reporting

struct DoctorReport {
    let findings: [DoctorFinding]
    /// Each finding in lines of its own, and what is left out else.
    let isWhole: Bool
    /// What commands to type next need so that they speak of the same files, a blank before it; else empty.
    var commandOptions = ""

    func text(width: Int) -> String {
        let told = isWhole ? findings : grouped
        return (told.flatMap { $0.lines(width: width) } + [""] + next(width: width)).joined(separator: "\n")
    }

    /// In their order; each group stands where its first did.
    private var grouped: [DoctorFinding] {
        var out: [DoctorFinding] = []
        var groups: [Key: Int] = [:]
        for finding in findings where !finding.isAside {
            guard let key = key(finding) else {
                out.append(finding)
                continue
            }
            if groups.updateValue(0, forKey: key) == nil {
                out.append(joined(findings.filter { self.key($0) == key }))
            }
        }
        return out
    }

    private struct Key: Hashable {
        let grade: DoctorFinding.Grade
        let cause: String
    }

    private func key(_ finding: DoctorFinding) -> Key? {
        guard let trial = finding.trial, !finding.isAside else { return nil }
        return Key(grade: finding.grade, cause: trial.cause.map(Self.plain) ?? "")
    }

    /// Without AWS's code at the end: services name the same refusal differently.
    private static func plain(_ cause: String) -> String {
        guard cause.hasSuffix(")"), let start = cause.range(of: " (", options: .backwards) else { return cause }
        return String(cause[..<start.lowerBound])
    }

    private func joined(_ same: [DoctorFinding]) -> DoctorFinding {
        guard same.count > 1, let first = same.first, let trial = first.trial else { return same[0] }
        var seen: Set<String> = []
        let operations = same.compactMap(\.trial?.operation).filter { seen.insert($0).inserted }
        guard let cause = trial.cause else {
            let names = operations.prefix(2).joined(separator: ", ")
            return .fine("permissions", "\(operations.count) reads allowed: \(names), …")
        }
        let step = same.first { $0.hasStep }
        let losses = same.compactMap { finding in
            finding.trial.flatMap { trial in trial.lost.map { "\(trial.operation), so \($0)" } }
        }
        let words =
            losses.isEmpty
            ? operations.joined(separator: ", ")
                + ": what they would tell is not known, so what hangs on it is left alone"
            : losses.joined(separator: "; ")
        var out = DoctorFinding(grade: first.grade, subject: "not allowed", detail: "\(Self.plain(cause)): \(words)")
        out.hint = step?.hint
        out.command = step?.command
        return out
    }

    /// What to do first: what fails, then what a guard cannot do without.
    private func next(width: Int) -> [String] {
        let wanted = ["learner lab", "configuration", "keys", "database", "last scan", "mail"]
        let urgent = findings.first { $0.grade == .fails && $0.hasStep }
        let missing = wanted.lazy.compactMap { subject in
            findings.first { $0.subject == subject && $0.grade == .worth && $0.hasStep }
        }.first
        guard let first = urgent ?? missing else {
            return findings.contains { $0.grade == .fails }
                ? MessageText.lines("What failed above has no remedy here; the rest works.", width: width) + [plan]
                : ["All that it needs is in place.", plan]
        }
        let command = first.command.map(typed)
        guard let hint = first.hint else { return ["Next: \(command ?? "")"] }
        let words = "Next: \(hint)" + (command == nil ? "" : ":")
        return MessageText.fold(Sanitizer.terminal(words), head: "", hang: 6, width: width)
            + (command.map { ["      \($0)"] } ?? [])
    }

    private var plan: String { "Next: \(typed("costguard plan"))" }

    private func typed(_ command: String) -> String {
        command.hasPrefix("costguard ") ? command + commandOptions : command
    }
}
