// `explain` by what people type, and what was seen as a case of the rule.

import Foundation
import Testing

@Suite struct ExplainCaseTests {
    private func scanned() async throws -> (MotoAccount, Home) {
        let account = try await MotoAccount.unchanged.value
        let home = try Home.configured(for: account, regions: ["us-west-2"])
        _ = try await home.run(["run", "--quiet"], on: account)
        return (account, home)
    }

    @Test("the beginning of an id and other case are understood, a name that is none gets the nearest")
    func names() async throws {
        let (account, home) = try await scanned()
        let id = try account.fact("idle-oregon").id
        for text in [String(id.prefix(9)), id.uppercased(), "IDLE-Oregon"] {
            let ended = try await home.run(["explain", text])
            #expect(ended.status == 0 && ended.output.contains(id), "\(text): \(ended.talk)")
        }
        let wrong = try await home.run(["explain", "idel-oregon"])
        #expect(wrong.status == 1 && wrong.talk.contains("did you mean 'idle-oregon'?"), "\(wrong.talk)")
        let unfinished = try await home.run(["explain", "idle-oreg"])
        #expect(unfinished.status == 1 && unfinished.talk.contains("did you mean 'idle-oregon'?"), "\(unfinished.talk)")
    }

    @Test("a case names no machine, wants a verdict, and with the plan's own passes")
    func replays() async throws {
        let (account, home) = try await scanned()
        let id = try account.fact("idle-oregon").id
        let finding = try #require(try await home.plan().findings.first { $0.resource.id == id })
        let ended = try await home.run(["explain", "idle-oregon", "--case", "--rule", finding.rule])
        #expect(ended.status == 0 && ended.output.contains("expect: { i-1: }"), "\(ended.talk)")
        for secret in [id, "idle-oregon", account.opening.account] {
            #expect(!ended.output.contains(secret), "\(secret)")
        }
        let rule = try await home.run(["rules", "show", finding.rule]).output
        try home.write(rule, to: "own/\(finding.rule).yaml")
        let path = "own/cases/\(finding.rule).yaml"
        try home.write(ended.output, to: path)
        #expect(try await home.run(["rules", "test", home.path + "/own"]).status == 1, "no verdict yet")
        for (verdict, status) in [("pending", Int32(0)), ("clear", 1)] {
            try home.write(ended.output.replacing("{ i-1: }", with: "{ i-1: \(verdict) }"), to: path)
            let tested = try await home.run(["rules", "test", home.path + "/own"])
            #expect(tested.status == status, "\(verdict): \(tested.talk)")
        }
        let unknown = try await home.run(["explain", "idle-oregon", "--case", "--rule", "idle-instanse"])
        #expect(unknown.status == 1 && unknown.talk.contains("did you mean 'idle-instance'?"), "\(unknown.talk)")
    }
}
