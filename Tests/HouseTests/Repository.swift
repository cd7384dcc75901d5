// The files of this repository, as the tests of its papers read and renew them.

import Foundation
import Testing

enum Repository {
    static let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().path

    /// Every paper that people read.
    static let papers: [String] = {
        let docs = (try? FileManager.default.contentsOfDirectory(atPath: "\(path)/docs")) ?? []
        return ["README.md", "CHANGELOG.md", "CONTRIBUTING.md", "Sources/README.md", "prices/README.md"]
            + docs.filter { $0.hasSuffix(".md") }.sorted().map { "docs/\($0)" }
    }()

    static func text(_ file: String) throws -> String {
        try String(contentsOfFile: "\(path)/\(file)", encoding: .utf8)
    }

    static func exists(_ file: String) -> Bool { FileManager.default.fileExists(atPath: "\(path)/\(file)") }

    /// Holds a generated file against what the code says; writes it anew where COSTGUARD_RENEW_DOCS is 1.
    static func compare(_ file: String, with expected: String) throws {
        if ProcessInfo.processInfo.environment["COSTGUARD_RENEW_DOCS"] == "1" {
            try expected.write(toFile: "\(path)/\(file)", atomically: true, encoding: .utf8)
        }
        let actual = exists(file) ? try text(file) : ""
        let old = actual.components(separatedBy: "\n")
        let new = expected.components(separatedBy: "\n")
        let line =
            zip(old, new).enumerated().first { $0.element.0 != $0.element.1 }?.offset ?? min(old.count, new.count)
        let found = line < old.count ? old[line] : "the end"
        guard actual != expected else { return }
        // One line: of a whole page's two texts nobody finds the place where they part.
        Issue.record(
            "\(file):\(line + 1) is out of date: got '\(found)', expected '\(line < new.count ? new[line] : "the end")'. To renew: COSTGUARD_RENEW_DOCS=1 swift test --filter House"
        )
    }

    /// The first cells of the tables under a heading, without backticks; several in one cell stand apart by commas.
    static func firstCells(of file: String, under heading: String) throws -> [String] {
        let lines = try text(file).components(separatedBy: "\n")
        let start = try #require(
            lines.firstIndex { $0.hasSuffix("# \(heading)") }, "\(file) has no heading '\(heading)'")
        return lines[(start + 1)...].prefix { !$0.hasPrefix("#") }.filter { $0.hasPrefix("| `") }.flatMap { line in
            line.components(separatedBy: "|")[1].components(separatedBy: ",").map {
                $0.trimmingCharacters(in: CharacterSet(charactersIn: " `"))
            }
        }
    }
}
