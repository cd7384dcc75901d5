// The rules that ship: they pass their own checks and cases, and never act on what is not known.

import CostModel
import Foundation
import Testing
import YAML

@testable import RuleEngine

@Suite struct RulePackTests {
    @Test func thePackHasNoFault() throws {
        let views = try packViews()
        #expect(RuleCheck.check(try ruleFiles("rules"), views: views).map(\.description) == [])
    }

    @Test func everyRuleOfThePackHasCasesAndPassesThem() throws {
        let rules = try RuleSet.load(try ruleFiles("rules"), views: packViews(), all: true)
        let results = try RuleCases.run(caseFiles: try ruleFiles("rules/cases"), rules: rules, decide: decide)
        #expect(Set(results.map(\.rule)) == Set(rules.headers.map(\.name)))
        #expect(results.count > 90)
        for result in results {
            #expect(result.passed, "\(result.file): \(result.name): \(result.resource) \(result.detail)")
        }
    }

    @Test func everyRuleOfThePackHasACaseThatHoldsAndOneThatDoesNot() throws {
        let rules = try RuleSet.load(try ruleFiles("rules"), views: packViews(), all: true)
        let results = try RuleCases.run(caseFiles: try ruleFiles("rules/cases"), rules: rules, decide: decide)
        for header in rules.headers {
            let verdicts = Set(results.filter { $0.rule == header.name }.map(\.expected))
            #expect(!verdicts.isDisjoint(with: [.due, .flagged]), "\(header.name)")
            #expect(verdicts.contains(.clear), "\(header.name)")
        }
    }

    /// Takes every case row in turn and makes each column that the rule reads unknown.
    @Test func makingAColumnUnknownNeverMakesARuleHold() throws {
        let rules = try RuleSet.load(try ruleFiles("rules"), views: packViews(), all: true)
        var tried = 0
        for file in try ruleFiles("rules/cases") {
            let log = DiagnosticLog(file: file.origin)
            let cases = try #require(CaseFile(file, rules: rules, log: log)).cases
            for item in cases {
                let rule = try #require(rules.rules.first { $0.header.name == item.rule })
                let columns = Set(rule.conditions.flatMap(\.expression.reads)).filter { rule.view.column($0) != nil }
                for column in columns {
                    let judged = try RuleCases.judge(item.hiding(column), rule)
                    #expect(!judged.judgements.isEmpty)
                    #expect(
                        !judged.judgements.contains { $0.outcome == .holds }, "\(rule.header.name) without \(column)")
                    tried += 1
                }
            }
        }
        #expect(tried > 200)
    }

    @Test func aWrongVerdictFailsItsCase() throws {
        let rules = try RuleSet.load(try ruleFiles("rules"), views: packViews(), all: true)
        let text = """
            rule: idle-address
            now: 2026-11-20T12:20:00Z
            cases:
              - case: wrong on purpose
                given: { addresses: [{ id: eip-1, associated: true }] }
                expect: { eip-1: flagged }
            """
        let results = try RuleCases.run(
            caseFiles: [YAMLFile(origin: "x.yaml", text: text)], rules: rules, decide: decide)
        #expect(results.map(\.passed) == [false])
        #expect(results[0].got == .clear)
        #expect(results[0].detail == "associated = 0 is false: associated 1")
    }

    @Test(
        "hours beyond a century are a fault of the case file, and no end of the program", arguments: ["1e300", "-9e15"])
    func hoursBeyondTheCalendar(hours: String) throws {
        let text = """
            rule: idle-instance
            now: 2026-11-20T12:00:00Z
            cases:
              - case: too long ago
                given: { instances: [{ id: i-1, uptime_hours: \(hours), tags: { a: b } }] }
                tag_ages: { i-1: { a: \(hours) } }
                expect: { i-1: clear }
            """
        let rules = try RuleSet.load(try ruleFiles("rules"), views: packViews(), all: true)
        let error = try #require(throws: Diagnostics.self) {
            try RuleCases.run(caseFiles: [YAMLFile(origin: "x.yaml", text: text)], rules: rules, decide: decide)
        }
        #expect(error.list.map { String($0.description.prefix(9)) } == ["x.yaml:5:", "x.yaml:6:"], "\(error)")
    }

    @Test func faultsOfCaseFilesAreToldTogether() throws {
        let rules = try RuleSet.load(try ruleFiles("rules"), views: packViews(), all: true)
        let text = """
            rule: idle-instanc
            now: noon
            cases:
              - case: a
                givn: {}
                expect: { i-1: duee }
            """
        let error = #expect(throws: Diagnostics.self) {
            try RuleCases.run(caseFiles: [YAMLFile(origin: "x.yaml", text: text)], rules: rules, decide: decide)
        }
        let list = error?.list.map(\.description) ?? []
        #expect(list.contains("x.yaml:1:7: no such rule: 'idle-instanc'\nhint: did you mean 'idle-instance'?"))
        #expect(list.contains { $0.hasPrefix("x.yaml:2:6:") })
    }
}

extension CaseFile.Case {
    /// The same case, with a column unknown in every row.
    func hiding(_ column: String) -> CaseFile.Case {
        let hidden = rows.map { row in
            let marked = [row.values["unknown"]?.text, column].compactMap { $0 }.joined(separator: ",")
            return CaseRow(view: row.view, values: row.values.merging(["unknown": .text(marked)]) { $1 })
        }
        return CaseFile.Case(
            name: name, position: position, rule: rule, now: now, timeZone: timeZone, rows: hidden, metrics: metrics,
            tagAges: tagAges, listings: listings, heldSeconds: heldSeconds, expected: expected)
    }
}
