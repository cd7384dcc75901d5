// Machines that can be hibernated: they are where the user asks for it, and no other one is.

import CostModel
import FaultyAWS
import Foundation
import Pipeline
import SimulatedAWS
import Storage
import Testing

@Suite struct HibernationTests {
    let box = "i-0aaaaaaaaaaaaaaa1"

    private func stage(canHibernate: Bool, asked: Bool = true) async throws -> Stage {
        var machine = Instance.idle(box)
        machine.canHibernate = canHibernate
        return try await Stage(.with([machine]), guardrails: GuardrailSettings(hibernates: asked))
    }

    private func machine(_ stage: Stage) throws -> Instance {
        try #require(stage.server.world["us-east-1"][instance: box])
    }

    @Test(
        "it is hibernated where it can be and where the user asks for it",
        arguments: [(true, true, true), (false, true, false), (true, false, false)])
    func hibernates(can: Bool, asked: Bool, does: Bool) async throws {
        let stage = try await stage(canHibernate: can, asked: asked)
        let planned = try await stage.run(afterMinutes: [0, 30], apply: false)
        let finding = try #require(planned.plan.plan.findings.first { $0.rule.action == .stop })
        #expect(finding.hibernates == does && finding.loses.contains("RAM") == !does)
        try await stage.run(afterMinutes: [60, 90])
        #expect(try machine(stage).power == .stopped && machine(stage).isHibernated == does)
        let entry = try await stage.database.stops(account: try #require(AccountID(Story.account))).first
        #expect(entry?.intent.evidence?.hasSuffix("; AWS is asked to hibernate it") == does)
    }
}
