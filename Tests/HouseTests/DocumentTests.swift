// The papers say what the code does: generated ones to the letter, written ones name by name.

import CostModel
import Foundation
import Kinds
import Planning
import RuleEngine
import SimulatedAWS
import Testing
import YAML

@testable import costguard

@Suite struct DocumentTests {
    private static let decisions = "docs/how-it-decides.md"

    @Test("docs/commands.md shows every command at work, as the binary answers now, with every option")
    func commands() async throws {
        let commands = try CommandFace.root().all()
        let stage = try await CommandStage()
        let shown = try await stage.walk()
        try await stage.end()
        let verbs = commands.filter { $0.name != "help" && ($0.face.subcommands ?? []).isEmpty }.map(\.name)
        #expect(
            shown.keys.sorted() == verbs.sorted(), "Tests/HouseTests/CommandScenes.swift has a scene for each command")
        try Repository.compare("docs/commands.md", with: CommandDocument(commands: commands, shown: shown).text)
    }

    @Test("docs/walks.md shows whole evenings with the guard, as the binary answers now")
    func walks() async throws {
        var lines = [
            "# Four evenings",
            "",
            "What was printed and mailed when this page was made, on a simulated account. `(…)` stands for lines that are left out.",
            "How each thing works: [notices](notices.md), [by hand](by-hand.md), [the brake](brake.md).",
        ]
        for walk in Walk.all {
            var world = Story.empty()
            world.enabledRegions = ["us-east-1"]
            world.topics = Story.student(at: CommandStage.now).topics
            for machine in walk.machines { world["us-east-1"][instance: machine.id] = machine }
            let stage = try await CommandStage(world)
            lines += try await stage.play(walk)
            try await stage.end()
        }
        try Repository.compare("docs/walks.md", with: lines.joined(separator: "\n") + "\n")
    }

    @Test("docs/kinds.md has a line for each shipped kind, as its file says it")
    func kinds() throws {
        let page = try Repository.text("docs/kinds.md")
        try Repository.compare(
            "docs/kinds.md", with: try #require(KindDocument.page(page), "docs/kinds.md lost a mark"))
    }

    @Test("the kind that docs/kinds.md adds is without a fault, and none of the shipped ones")
    func addedKind() throws {
        let page = try Repository.text("docs/kinds.md")
        let block = try #require(page.components(separatedBy: "```yaml\n").dropFirst().first)
        let file = YAMLFile(origin: "pipelines.yaml", text: block.components(separatedBy: "```")[0])
        let catalog = KindFiles.catalog(of: Assets.kinds + [file])
        #expect(catalog.faults.map(\.description) == [])
        #expect(catalog.spec("pipelines") != nil)
    }

    @Test("the man page says what the program says of itself")
    func manual() throws { try Repository.compare("dist/costguard.1", with: ManualDocument(root: .root()).text) }

    @Test("docs/views.md lists every view and column")
    func views() throws { try Repository.compare("docs/views.md", with: ViewDocument.text) }

    @Test(
        "docs/schemas has the schema of each document of JSON, as its type tells it",
        arguments: SchemaDocument.all.indices)
    func schemas(place: Int) throws {
        let document = SchemaDocument.all[place]
        try Repository.compare(
            "docs/schemas/\(document.name).schema.json",
            with: SchemaDocument.text(of: document.type, command: document.command))
    }

    @Test("README shows what the demo prints")
    func demo() throws {
        let page = try Program.demo.get().components(separatedBy: "\nMAIL SENT")[0]
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
        #expect(try Repository.text("README.md").components(separatedBy: "\n").count <= 150)
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

    @Test("every guardrail has a line in docs/how-it-decides.md, and no other")
    func guardrails() throws {
        #expect(try Repository.firstCells(of: Self.decisions, under: "Guardrails") == GuardrailCheck.all.map(\.name))
    }

    @Test("every verdict has a line in docs/how-it-decides.md, in order of precedence")
    func verdicts() throws {
        #expect(try Repository.firstCells(of: Self.decisions, under: "Verdicts") == Verdict.allCases.map(\.rawValue))
    }

    @Test("every shipped rule has a line in docs/rules.md with what it does")
    func shippedRules() throws {
        let headers = try RuleSet.load(
            Assets.rules, views: ViewCatalog(kinds: KindFiles.catalog(of: Assets.kinds).specs), all: true
        ).headers
        let told = try Repository.firstCells(of: "docs/rules.md", under: "Shipped rules")
        #expect(told.sorted() == headers.map(\.name).sorted())
        let lines = try Repository.text("docs/rules.md").components(separatedBy: "\n")
        for rule in headers {
            let line = lines.first { $0.hasPrefix("| `\(rule.name)` |") } ?? ""
            #expect(line.hasSuffix("| \(rule.action.rawValue) |"), "\(rule.name) does \(rule.action.rawValue)")
        }
    }

    /// The goldens hold every document whole; what stands under these names is named by rules, not by us.
    @Test(
        "docs/json.md names every member of every document",
        arguments: [
            "plan", "apply", "backtest", "brake", "brake-preview", "history", "explain", "credits", "alerts", "report",
            "accounts",
        ])
    func jsonMembers(document: String) throws {
        let page = try Repository.text("docs/json.md")
        let golden = try Repository.text("Tests/ReportingTests/Golden/\(document).json")
        let missing = Self.members(try JSONSerialization.jsonObject(with: Data(golden.utf8)))
            .filter { !page.contains("`\($0)`") && !page.contains("{\($0),") && !page.contains(", \($0)}") }
        #expect(missing.isEmpty, "\(missing.sorted())")
    }

    private static func members(_ value: Any) -> Set<String> {
        if let list = value as? [Any] { return list.reduce(into: []) { $0.formUnion(members($1)) } }
        let object = value as? [String: Any] ?? [:]
        return object.reduce(into: []) { names, member in
            names.insert(member.key)
            if !["evidence", "values"].contains(member.key) { names.formUnion(members(member.value)) }
        }
    }

    @Test("the changelog begins with what is unreleased, or with this version, and says something there")
    func changelog() throws {
        let sections = try Repository.text("CHANGELOG.md").components(separatedBy: "\n## ").dropFirst()
        let first = try #require(sections.first)
        let isNamed = first.hasPrefix("Unreleased\n") || first.hasPrefix("\(Version.text), 20")
        #expect(isNamed && first.contains("\n- "), "\(first.prefix(40))")
    }
}
