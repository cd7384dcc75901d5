// A user's table of cron jobs: adds costguard's line and takes it away, and keeps every other byte as it was.
// Source: crontab(5): a line that begins with '#' is a comment, and '%' in a command ends it unless a backslash stands before.

import Foundation
import Reporting

/// The text of one table.
struct CronTable: Equatable {
    /// Stands above our line, so that it is found again whatever its hours are changed to.
    static let mark =
        "# costguard: the next line is by 'costguard install cron'; 'costguard uninstall cron' takes both away."

    private var lines: [Substring]

    init(_ text: String) { lines = text.split(separator: "\n", omittingEmptySubsequences: false) }

    /// As crontab takes it: with a newline at its end.
    var text: String {
        let text = lines.joined(separator: "\n")
        return text.isEmpty || text.hasSuffix("\n") ? text : text + "\n"
    }

    /// Our line; nil: there is none.
    var ours: String? { index.flatMap { $0 + 1 < lines.count ? String(lines[$0 + 1]) : nil } }

    /// A line that somebody wrote by hand and that runs costguard too.
    var byHand: String? {
        let own = index.map { $0 + 1 }
        return lines.indices.first { $0 != own && Self.runsCostguard(lines[$0]) }.map { String(lines[$0]) }
    }

    private var index: Int? { lines.firstIndex { $0 == Self.mark } }

    private static func runsCostguard(_ line: Substring) -> Bool {
        let line = line.drop(while: \.isWhitespace)
        guard !line.hasPrefix("#") else { return false }
        let words = line.split(whereSeparator: \.isWhitespace).map { $0.filter { $0 != "'" && $0 != "\"" } }
        return zip(words, words.dropFirst()).contains { program, verb in
            program.split(separator: "/").last == "costguard" && ["run", "watch", "scan"].contains(verb)
        }
    }

    /// Adds our line at the end, or puts it in the place of the one that is there.
    mutating func add(_ line: String) {
        if let index {
            lines.replaceSubrange(index..<min(index + 2, lines.count), with: [Substring(Self.mark), Substring(line)])
            return
        }
        while lines.last?.isEmpty == true { lines.removeLast() }
        lines += [Substring(Self.mark), Substring(line), ""]
    }

    /// Takes our line and its mark away.
    mutating func remove() {
        guard let index else { return }
        lines.removeSubrange(index..<min(index + 2, lines.count))
    }

    /// One line that runs a command.
    static func line(_ cadence: Cadence, _ words: [String]) -> String {
        // A word of options alone needs no quotes, though ShellWord gives it some, lest it be taken for one.
        let isOption = { (word: String) in word.wholeMatch(of: /--[a-z-]+/) != nil }
        let command = words.map { isOption($0) ? $0 : ShellWord.text($0) }.joined(separator: " ")
        return "\(cadence.cron) \(command.replacing("%", with: "\\%"))"
    }
}
