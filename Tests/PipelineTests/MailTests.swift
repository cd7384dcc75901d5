// Credit marks: one mail per crossing and episode, at least once.

import CostModel
import FaultyAWS
import Foundation
import Pipeline
import RuleEngine
import SimulatedAWS
import Storage
import Testing

@Suite struct MailTests {
    private func stage(levels: [AlertLevel]) async throws -> Stage {
        var world = Story.student(at: Stage.now)
        for region in world.regions.keys { world.regions[region] = RegionContents() }
        let credit = CreditGrant(
            name: "class", amount: Money(nanoUSD: 100_000_000_000), granted: Story.grantedAt, expires: nil,
            levels: levels)
        return try await Stage(world, unattended: false, credits: [credit])
    }

    @Test("several marks crossed at once make one mail, and the next run makes none")
    func oneMailPerCrossing() async throws {
        let stage = try await stage(levels: [.percentBurned(50), .percentBurned(80), .percentBurned(95)])
        try await stage.run()
        let mails = stage.server.mails()
        #expect(mails.count == 1)
        #expect(mails.first?.message.contains("50 %, 80 %") == true)
        try await stage.run(afterMinutes: [15, 30])
        #expect(stage.server.mails().count == 1)
    }

    @Test("a mail that could not be sent is sent by the next run, under the same id")
    func sentAtLeastOnce() async throws {
        let stage = try await stage(levels: [.percentBurned(50)])
        stage.server.inject(Fault(.http(503), service: "sns", times: 99))
        let first = try await stage.run()
        #expect(first.mailFailures.count == 1)
        #expect(stage.server.mails().isEmpty)
        let owed = try await stage.database.unsent()
        #expect(owed.count == 1)
    }

    @Test("a mark that is not reached makes no mail, and no figure at all makes none either")
    func noMailWithoutAFigure() async throws {
        let reached = try await stage(levels: [.percentBurned(99)])
        try await reached.run()
        #expect(reached.server.mails().isEmpty)
        let silent = try await stage(levels: [.percentBurned(50)])
        silent.server.change { $0.billing = Billing() }
        silent.server.inject(Fault(.denied, service: "ce", times: 99))
        silent.server.inject(Fault(.denied, service: "monitoring", times: 99))
        try await silent.run()
        #expect(silent.server.mails().isEmpty)
        let balances = try await silent.database.balances(account: try #require(AccountID(Story.account)))
        #expect(balances.first?.burned == nil)
    }

    @Test("Cost Explorer is asked once a day, though it refuses, and never beyond the month's cap")
    func costExplorerIsRationed() async throws {
        let stage = try await stage(levels: [.percentBurned(50)])
        func requests() -> Int { stage.server.requests.count { $0.service == "ce" } }
        stage.server.inject(Fault(.denied, service: "ce", times: 99))
        try await stage.run(afterMinutes: [0, 15, 30])
        #expect(requests() == 1)
        try await stage.run(afterMinutes: [24 * 60 + 1])
        #expect(requests() == 2)
        let scope = ScanScope(credits: stage.credits, monthlyCap: .zero)
        stage.clock.set(to: Stage.now.addingTimeInterval(50 * 3600))
        _ = try await ScanStage(stage.local, try stage.aws(), scope: scope).run()
        #expect(requests() == 2)
    }

    @Test("the first word on an idle machine that a guardrail forbids to stop says so, and offers no stop")
    func forbidden() async throws {
        let node = Instance.idle("i-0aaaaaaaaaaaaaaa1", type: "g5.xlarge", tags: ["aws:pcs:cluster-id": "c"])
        let stage = try await Stage(.with([node]))
        try await stage.run(afterMinutes: [0])
        let mail = try #require(stage.server.mails().first)
        #expect(mail.message.contains("leaves it alone: managed: AWS itself tagged it"), "\(mail.message)")
        #expect(!mail.message.contains("stop-instances"), "\(mail.message)")
    }

    @Test(
        "a first notice promises no stop where no rule stops, or where the machine is out of scope",
        arguments: [0, 1, 2])
    func promisesNothing(_ place: Int) async throws {
        let off = Dictionary(
            uniqueKeysWithValues: try Stage.shippedRules().headers.filter { $0.action == .stop }.map {
                ($0.name, RuleOverride(enabled: false))
            })
        let stage = try await Stage(
            .with([.idle("i-0aaaaaaaaaaaaaaa1", type: "m5.4xlarge")]),
            guardrails: GuardrailSettings(onlyTags: place == 1 ? ["team": "a"] : [:]),
            rules: try Stage.shippedRules(overrides: place == 0 ? off : [:]))
        try await stage.run(afterMinutes: stride(from: 0.0, through: 180, by: 30).map { $0 }, apply: place != 2)
        let notice = try #require(stage.server.mails().first { $0.subject?.contains("Idle for an hour") == true })
        let words = [
            "no rule that is switched on stops machines", "leaves it alone: out-of-scope", "waits until it has held",
        ]
        #expect(notice.message.contains(words[place]), "\(notice.message)")
    }
}
