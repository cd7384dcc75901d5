// One thing that the doctor looked at, and the next step where there is one. Which of them share a line is
// DoctorReport's matter.

import AWSAPI
import Reporting

struct DoctorFinding: Sendable {
    enum Grade: String, Sendable {
        case fine = "ok  "
        case worth = "note"
        case fails = "FAIL"
    }

    /// A call that was tried, so that those which were answered alike stand in one line.
    struct Trial: Sendable {
        let operation: String
        /// Nil: it was answered.
        var cause: String?
        /// What is lost without it; nil: a scan is not whole.
        var lost: String?
    }

    let grade: Grade
    let subject: String
    let detail: String
    var hint: String?
    /// What to type for it; it stands on a line of its own.
    var command: String?
    var trial: Trial?
    /// Whether it is left out unless all is asked for.
    var isAside = false

    /// Where what is said begins.
    static let column = 22

    var text: String { lines(width: 10_000).joined(separator: "\n") }

    func lines(width: Int) -> [String] {
        let head = "\(grade.rawValue)  \(subject) "
        let blank = String(repeating: " ", count: Self.column)
        let room = max(0, Self.column - head.count)
        var lines = MessageText.fold(
            Sanitizer.terminal(detail), head: head + blank.prefix(room), hang: Self.column, width: width)
        if let hint {
            lines += MessageText.hint(command == nil ? hint : hint + ":", width: width, indent: Self.column)
            if let command { lines.append(blank + "      " + command) }
        } else if let command {
            lines.append(blank + "hint: " + command)
        }
        return lines
    }

    /// Whether there is anything to do about it.
    var hasStep: Bool { hint != nil || command != nil }

    static func fine(_ subject: String, _ detail: String) -> DoctorFinding {
        DoctorFinding(grade: .fine, subject: subject, detail: detail)
    }
    static func worth(
        _ subject: String, _ detail: String, _ hint: String? = nil, type command: String? = nil
    ) -> DoctorFinding {
        DoctorFinding(grade: .worth, subject: subject, detail: detail, hint: hint, command: command)
    }
    static func fails(
        _ subject: String, _ detail: String, _ hint: String? = nil, type command: String? = nil
    ) -> DoctorFinding {
        DoctorFinding(grade: .fails, subject: subject, detail: detail, hint: hint, command: command)
    }
    /// An error in one line; its own hint goes along.
    static func fails(_ subject: String, _ error: any Error) -> DoctorFinding {
        let lines = "\(error)".split(separator: "\n")
        let hint = lines.first { $0.hasPrefix("hint: ") }.map { String($0.dropFirst(6)) }
        return fails(subject, lines.first.map(String.init) ?? "", hint)
    }
    /// A question that AWS may leave unanswered: then something is lost, and nothing fails.
    static func untold(_ subject: String, _ error: any Error, _ operation: String, lost: String) -> DoctorFinding {
        let aws = error as? AWSError
        let cause = aws?.cause ?? "\(error)".split(whereSeparator: \.isNewline).first.map(String.init) ?? ""
        var finding = worth(subject, "\(aws?.operation ?? operation): \(cause): \(lost)")
        finding.trial = Trial(operation: aws?.operation ?? operation, cause: cause, lost: lost)
        return finding
    }
}
