// The papers say what the code does: generated ones to the letter, written ones name by name.

import CostModel
import Foundation
import Planning
import RuleEngine
import Testing

@testable import costguard

@Suite struct DocumentTests {
    @Test("docs/commands.md lists every command, argument and option with its help")
    func commands() throws {
        let root = try CommandFace.root()
        try Repository.compare("docs/commands.md", with: CommandDocument(commands: root.all()).text)
    }

    @Test("docs/views.md lists every view and column")
    func views() throws { try Repository.compare("docs/views.md", with: ViewDocument.text) }

    @Test("README shows what the demo prints")
    func demo() throws {
        let page = try Program.output(["demo"]).components(separatedBy: "\nMAIL SENT")[0]
        let readme = try Repository.text("README.md")
        let begin = "<!-- demo: generated -->\n"
        let end = "<!-- demo: end -->"
        let head = try #require(readme.range(of: begin), "README.md lost its mark '\(begin)'")
        let tail = try #require(readme.range(of: end), "README.md lost its mark '\(end)'")
        let block = "```\n\(page.trimmingCharacters(in: .newlines))\n```\n"
        // How long a scan takes is the machine's affair; all else is the same on every one.
        let seconds = /\d+(\.\d)? s,/
        guard
            readme[head.upperBound..<tail.lowerBound].replacing(seconds, with: "") != block.replacing(seconds, with: "")
        else { return }
        let fresh = readme[..<head.upperBound] + block + readme[tail.lowerBound...]
        try Repository.compare("README.md", with: String(fresh))
    }

    @Test("README stays short enough to be read")
    func readmeIsShort() throws {
        #expect(try Repository.text("README.md").components(separatedBy: "\n").count <= 201)
    }

    @Test("docs/configuration.md has a line for each key, and no other")
    func settingKeys() throws {
        let told = try Repository.firstCells(of: "docs/configuration.md", under: "Keys")
        #expect(told.sorted() == SettingKey.all.map(\.name).sorted())
    }

    @Test("docs/configuration.md names every variable that the program reads, and no other")
    func environmentVariables() throws {
        let told = try Repository.firstCells(of: "docs/configuration.md", under: "Environment")
        // libcurl reads the proxies, and the resolver builds one name per service.
        let elsewhere = ["https_proxy", "no_proxy", "AWS_ENDPOINT_URL_EC2"]
        #expect(told.sorted() == (try Sources.environmentVariables() + elsewhere).sorted())
    }

    @Test("every guardrail has a line in docs/rules.md, and no other")
    func guardrails() throws {
        #expect(try Repository.firstCells(of: "docs/rules.md", under: "Guardrails") == GuardrailCheck.all.map(\.name))
    }

    @Test("every verdict has a line in docs/rules.md, in order of precedence")
    func verdicts() throws {
        #expect(try Repository.firstCells(of: "docs/rules.md", under: "Verdicts") == Verdict.allCases.map(\.rawValue))
    }

    @Test("every shipped rule has a line in docs/rules.md with what it does")
    func shippedRules() throws {
        let headers = try RuleSet.load(Assets.rules, all: true).headers
        let told = try Repository.firstCells(of: "docs/rules.md", under: "Shipped rules")
        #expect(told.sorted() == headers.map(\.name).sorted())
        let lines = try Repository.text("docs/rules.md").components(separatedBy: "\n")
        for rule in headers {
            let line = lines.first { $0.hasPrefix("| `\(rule.name)` |") } ?? ""
            #expect(line.hasSuffix("| \(rule.action.rawValue) |"), "\(rule.name) does \(rule.action.rawValue)")
        }
    }

    @Test("every exit status stands in README", arguments: costguard.ExitStatus.allCases)
    func exitStatus(status: costguard.ExitStatus) throws {
        #expect(try Repository.text("README.md").contains("| \(status.rawValue) | \(status.meaning) |\n"))
    }

    @Test("the changelog begins with what is unreleased, and says something there")
    func changelog() throws {
        let sections = try Repository.text("CHANGELOG.md").components(separatedBy: "\n## ").dropFirst()
        let first = try #require(sections.first)
        #expect(first.hasPrefix("Unreleased\n") && first.contains("\n- "))
    }
}
