// Whatever the papers tell people to type works: commands, options, targets, examples, links.

import CostModel
import Foundation
import RuleEngine
import Testing
import YAML

@testable import costguard

@Suite struct ExampleTests {
    @Test("commands and options that a paper names exist", arguments: Repository.papers)
    func commandsExist(paper: String) throws {
        let commands = try CommandFace.root().all()
        let known = Dictionary(commands.map { ($0.name, $0.face) }, uniquingKeysWith: { one, _ in one })
        for line in try MarkdownText(Repository.text(paper)).commandLines(of: "costguard") {
            let words = line.components(separatedBy: " ").dropFirst()
            let verbs = words.prefix { $0.first?.isLetter == true && $0.allSatisfy { $0.isLowercase || $0 == "-" } }
            guard let verb = verbs.first else { continue }
            let name =
                known["\(verb) \(verbs.dropFirst().first ?? "")"] != nil ? verbs.prefix(2).joined(separator: " ") : verb
            let face = try #require(known[name], "\(paper) names a command that does not exist: '\(line)'")
            let options = Set(
                (face.arguments ?? []).flatMap { ($0.names ?? []).filter { $0.kind == "long" }.map { "--\($0.name)" } })
            for word in words where word.hasPrefix("--") {
                #expect(options.contains(word), "\(paper): '\(name)' has no option '\(word)' (in '\(line)')")
            }
        }
    }

    @Test("targets of make that a paper names exist", arguments: Repository.papers)
    func targetsExist(paper: String) throws {
        let makefile = try Repository.text("Makefile")
        for line in try MarkdownText(Repository.text(paper)).commandLines(of: "make") {
            let target = line.components(separatedBy: " ")[1]
            #expect(makefile.contains("\n\(target):"), "\(paper) names a target that does not exist: '\(line)'")
        }
    }

    @Test("links lead somewhere", arguments: Repository.papers)
    func linksResolve(paper: String) throws {
        let directory = (paper as NSString).deletingLastPathComponent
        for link in try MarkdownText(Repository.text(paper)).links where !link.contains("://") {
            let parts = link.components(separatedBy: "#")
            let path = parts[0].isEmpty ? paper : (directory.isEmpty ? "" : "\(directory)/") + parts[0]
            #expect(Repository.exists(path), "\(paper): '\(link)' leads nowhere")
            guard parts.count == 2, path.hasSuffix(".md"), Repository.exists(path) else { continue }
            let anchors = try MarkdownText(Repository.text(path)).anchors
            #expect(anchors.contains(parts[1]), "\(paper): there is no heading for '\(link)'")
        }
    }

    @Test("every page of docs stands in docs/README.md with the questions that it answers")
    func docsAreFound() throws {
        let links = try MarkdownText(Repository.text("docs/README.md")).links
        for paper in Repository.papers where paper.hasPrefix("docs/") && paper != "docs/README.md" {
            #expect(links.contains(String(paper.dropFirst("docs/".count))), "nobody finds \(paper)")
        }
    }

    @Test("no page of docs is too long to be read, but for what is looked up", arguments: Repository.papers)
    func pagesAreShort(paper: String) throws {
        guard paper.hasPrefix("docs/"), !["docs/commands.md", "docs/walks.md"].contains(paper) else { return }
        #expect(try Repository.text(paper).components(separatedBy: "\n").count <= 200)
    }

    @Test("rules that are shown in the papers pass 'rules check'")
    func rulesAreRight() throws {
        let blocks = try MarkdownText(Repository.text("docs/rules.md")).blocks(of: "yaml")
        #expect(!blocks.isEmpty)
        for (index, block) in blocks.enumerated() {
            let faults = RuleCheck.check([YAMLFile(origin: "docs/rules.md, example \(index + 1)", text: block)])
            #expect(faults.isEmpty, "\(faults.map { "\($0)" }.joined(separator: "\n"))")
        }
    }

    @Test("the course's file that is shown in the papers can be taken, and asks for a yes for its rule alone")
    func courseIsRight() throws {
        let block = try #require(try MarkdownText(Repository.text("docs/labs.md")).blocks(of: "yaml").first)
        let settings = try SettingsFile.parse(YAMLFile(origin: "docs/labs.md", text: block))
        _ = try RuleSet.load(Assets.rules, views: ListedKinds.none.views, overrides: settings.rules)
        #expect(LearnerLab.isMeant(by: settings) && settings.credits.first?.name == "cs231")
        let concerns = CourseConcerns.all(settings, distrusted: nil)
        #expect(concerns.count == 1 && concerns.first?.contains("'idle-instance'") == true, "\(concerns)")
    }

    @Test("the configuration that is shown in the papers can be read, and sets every key")
    func configurationIsRight() throws {
        let blocks = try MarkdownText(Repository.text("docs/configuration.md")).blocks(of: "yaml")
        let settings = try SettingsFile.parse(
            YAMLFile(origin: "docs/configuration.md", text: try #require(blocks.first)))
        #expect(Set(settings.sources.keys) == Set(SettingKey.all.map(\.name)))
        // The overrides must fit the rules that they change.
        _ = try RuleSet.load(Assets.rules, views: ListedKinds.none.views, overrides: settings.rules)
    }
}
