// As much of Markdown as the tests of the papers need: fenced blocks, inline code, links, headings.

import Foundation

struct MarkdownText {
    private var prose: [String] = []
    private var fenced: [(language: String, lines: [String])] = []

    init(_ text: String) {
        var open: (language: String, lines: [String])?
        for line in text.components(separatedBy: "\n") {
            if line.hasPrefix("```") {
                if let block = open { fenced.append(block) }
                open = open == nil ? (String(line.dropFirst(3)), []) : nil
            } else if open != nil {
                open?.lines.append(line)
            } else {
                prose.append(line)
            }
        }
    }

    func blocks(of language: String) -> [String] {
        fenced.filter { $0.language == language }.map { $0.lines.joined(separator: "\n") + "\n" }
    }

    /// What stands in inline code and in shell blocks and calls a program, from its name on, comments cut off.
    func commandLines(of program: String) -> [String] {
        let inline = prose.joined(separator: " ").components(separatedBy: "`").enumerated()
            .filter { $0.offset % 2 == 1 }.map(\.element)
        let shell = fenced.filter { $0.language == "sh" }.flatMap(\.lines).map { line in
            // A line of cron and an absolute path come before the name.
            line.range(of: "\(program) ").map { String(line[$0.lowerBound...]) } ?? ""
        }
        return (inline + shell).filter { $0.hasPrefix("\(program) ") }.map { line in
            let call = line.components(separatedBy: " #")[0].components(separatedBy: "  ")[0]
            return call.trimmingCharacters(in: .whitespaces)
        }
    }

    var links: [String] {
        prose.flatMap { line in
            line.components(separatedBy: "](").dropFirst().compactMap { $0.components(separatedBy: ")").first }
        }
    }

    /// Headings as GitHub links to them.
    var anchors: Set<String> {
        Set(
            prose.filter { $0.hasPrefix("#") }.map { heading in
                heading.drop { $0 == "#" || $0 == " " }.lowercased().filter {
                    $0.isLetter || $0.isNumber || " -_".contains($0)
                }
                .replacingOccurrences(of: " ", with: "-")
            })
    }
}
