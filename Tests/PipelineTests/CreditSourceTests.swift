// Whose word on a credit holds, by whole scans of a simulated account.

import CostModel
import FaultyAWS
import Foundation
import Pipeline
import SimulatedAWS
import Storage
import Testing

@Suite struct CreditSourceTests {
    private static let dollar = 1_000_000_000
    private let day: TimeInterval = 86_400

    private func usd(_ text: String) -> Money { Money(text) ?? .zero }

    private func grant(_ name: String, _ amount: String, granted: Date? = nil) -> CreditGrant {
        CreditGrant(name: name, amount: usd(amount), granted: granted, expires: nil, levels: [.percentBurned(50)])
    }

    /// An account that has cost a dollar a day since ten days, with these credits.
    private func world(_ credits: [Funding.Credit] = [], plan: Funding.Plan? = nil) -> World {
        var world = World.with([])
        world.billing.charges = [
            Billing.Charge("Amazon Elastic Compute Cloud", nanoUSDPerHour: 3_600 * 11_574, from: Stage.now - 10 * day)
        ]
        world.funding.credits = credits
        world.funding.plan = plan
        return world
    }

    private func credit(_ id: String, _ description: String, usd: Int, expiresIn days: Double) -> Funding.Credit {
        Funding.Credit(
            id: id, description: description, nanoUSD: usd * Self.dollar, startsAt: Stage.now - 60 * day,
            expiresAt: Stage.now + days * day)
    }

    private func scan(_ stage: Stage, _ grants: [CreditGrant]) async throws -> [CreditBalance] {
        _ = try await ScanStage(stage.local, try stage.aws(), scope: ScanScope(credits: grants)).run()
        return try await stage.database.balances(account: try #require(AccountID(Story.account)))
    }

    private func asked(_ stage: Stage, _ action: String) -> Int {
        stage.server.requests.count { $0.action == action }
    }

    @Test("AWS's list is the best source: it goes under the user's name by its amount, and Cost Explorer is not asked")
    func listed() async throws {
        let stage = try await Stage(world([credit("77", "AWS Educate", usd: 100, expiresIn: 90)]))
        let balances = try await scan(stage, [grant("class", "100", granted: Stage.now - 60 * day)])
        let balance = try #require(balances.first)
        #expect(balances.count == 1 && balance.name == "class" && balance.source == .billingCredits)
        // Nine days of the ten: the figures are a day behind.
        #expect(balance.burned.map { abs($0.usd - 9) < 0.01 } == true, "\(balance)")
        #expect(balance.expiresAt == Stage.now + 90 * day)
        #expect(asked(stage, "GetCostAndUsage") == 0)
    }

    @Test("a credit that AWS names and nobody else does is shown under AWS's words")
    func unnamed() async throws {
        var small = credit("78", "Workshop/2026", usd: 20, expiresIn: 30)
        small.products = ["Amazon Simple Storage Service"]
        let stage = try await Stage(world([credit("77", "AWS Educate", usd: 100, expiresIn: 90), small]))
        let balances = try await scan(stage, [])
        #expect(balances.map(\.name) == ["AWS Educate", "Workshop-2026"])
        #expect(balances[1].basis.contains("for Amazon Simple Storage Service"))
        #expect(balances[1].burningSince == .distantFuture, "what is metered is not drawn from it")
    }

    @Test("a credit that is used up is one with nothing left, where no other can pay")
    func usedUp() async throws {
        let spent = credit("77", "AWS Educate", usd: 5, expiresIn: 90)
        let alone = try await scan(try await Stage(world([spent])), [])
        #expect(alone.map(\.name) == ["AWS Educate"] && alone.first?.remaining == .zero, "\(alone)")
        let other = credit("78", "AWS Activate", usd: 100, expiresIn: 30)
        #expect(try await scan(try await Stage(world([spent, other])), []).contains { $0.name == "AWS Activate" })
    }

    @Test("a Free Tier plan tells the balance where AWS lists no credit")
    func plan() async throws {
        let plan = Funding.Plan(
            nanoUSD: 200 * Self.dollar, startsAt: Stage.now - 60 * day, expiresAt: Stage.now + 100 * day)
        let stage = try await Stage(world(plan: plan))
        let alone = try await scan(stage, [])
        #expect(alone.map(\.name) == ["free tier plan"] && alone.map(\.source) == [.freeTierPlan])
        stage.clock.advance(by: 5 * day)
        let named = try await scan(stage, [grant("student", "200", granted: Stage.now - 60 * day)])
        #expect(named.map(\.name) == ["student"] && asked(stage, "GetCostAndUsage") == 0)
        #expect(named.first?.burned.map { abs($0.usd - 14) < 0.01 } == true, "\(named)")
    }

    @Test("sources that are denied are told once, and the next best is taken")
    func deniedIsToldOnce() async throws {
        var world = world()
        world[Extras.self].policies = [Policy(.deny, ["billing:GetCredits", "freetier:GetAccountPlanState"])]
        let stage = try await Stage(world)
        let scope = ScanScope(credits: [grant("class", "100", granted: Stage.now - 60 * day)])
        let first = try await ScanStage(stage.local, try stage.aws(), scope: scope).run()
        #expect(Set(first.billingGaps.map(\.operation)) == ["GetCredits", "GetAccountPlanState"])
        #expect(first.billingGaps.allSatisfy { $0.kind == .denied } && first.summary.gaps.isEmpty)
        let again = try await ScanStage(stage.local, try stage.aws(), scope: scope).run()
        #expect(again.billingGaps.isEmpty)
        let account = try #require(AccountID(Story.account))
        #expect(try await stage.database.balances(account: account).map(\.source) == [.grossSinceGrant])
    }

    @Test("a balance typed before the first scan belongs to the account that is scanned, and is metered onward")
    func typed() async throws {
        let stage = try await Stage(World.with([.idle("i-0aaaaaaaaaaaaaaa1")]))
        let word = EnteredCredit(
            name: "lab", at: Stage.now - 10 * 3600, amount: usd("50"), used: usd("8.7"), granted: nil, expires: nil,
            renews: nil, levels: [.usdLeft(usd("10"))])
        try await stage.database.enter(word, account: nil)
        let balance = try #require(try await scan(stage, []).first)
        #expect(balance.name == "lab" && balance.source == .entered && balance.burned == usd("8.7"))
        let perHour = try #require(balance.burnPerHour)
        #expect(perHour > .zero)
        #expect(balance.remaining(at: Stage.now) == usd("41.3") - perHour.scaled(by: 10, over: 1))
        let account = try #require(AccountID(Story.account))
        #expect(try await stage.database.enteredCredits(account: nil).isEmpty)
        #expect(try await stage.database.enteredCredits(account: account) == [word])
    }

    @Test("a mark of a typed balance mails once, when what was metered onward crosses it")
    func typedCrosses() async throws {
        let stage = try await Stage(World.with([.busy("i-0aaaaaaaaaaaaaaa1", type: "m5.xlarge")]), unattended: false)
        let word = EnteredCredit(
            name: "lab", at: Stage.now, amount: usd("10"), used: usd("4.5"), granted: nil, expires: nil, renews: nil,
            levels: [.percentBurned(50)])
        try await stage.database.enter(word, account: nil)
        try await stage.run(afterMinutes: [0, 60, 120])
        #expect(stage.server.mails().isEmpty)
        try await stage.run(afterMinutes: [180, 240])
        #expect(stage.server.mails().count == 1)
        let mail = try #require(stage.server.mails().first)
        let text = mail.message.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        #expect(text.contains("passed 50 %") && text.contains("5.50 left then, about 4.92 now"), "\(text)")
    }

    @Test("the configuration holds for a credit's terms, what was typed for its balance")
    func joined() async throws {
        let stage = try await Stage(World.with([]))
        let word = EnteredCredit(
            name: "class", at: Stage.now - 3600, amount: usd("80"), used: usd("30"), granted: nil,
            expires: Stage.now + 9 * day, renews: nil, levels: nil)
        try await stage.database.enter(word, account: nil)
        let balances = try await scan(stage, [grant("class", "100")])
        #expect(balances.count == 1)
        #expect(balances.first?.granted == usd("100") && balances.first?.burned == usd("30"))
        #expect(balances.first?.expiresAt == Stage.now + 9 * day)
    }

    @Test("a bill that AWS revises is taken as it stands now")
    func revised() async throws {
        var world = world()
        world.billing.revisions = [
            Billing.Revision(
                "Amazon EC2", nanoUSD: 5 * Self.dollar, day: Stage.now - 5 * day, knownFrom: Stage.now + day)
        ]
        let stage = try await Stage(world)
        let grants = [grant("class", "100", granted: Stage.now - 15 * day)]
        let before = try #require(try await scan(stage, grants).first?.burned)
        stage.clock.advance(by: 2 * day)
        let after = try #require(try await scan(stage, grants).first?.burned)
        #expect(abs((after - before).usd - 7) < 0.01, "\(before) \(after)")
    }

    @Test("on the free plan no credit outlives the plan; on the paid one each has its own end")
    func plans() async throws {
        var world = world([credit("79", "AWS Educate", usd: 100, expiresIn: 90)])
        for (type, ends) in [("FREE", 20.0), ("PAID", 90)] {
            world.funding.plan = Funding.Plan(
                nanoUSD: 100 * Self.dollar, startsAt: Stage.now - 10 * day, expiresAt: Stage.now + 20 * day)
            world.funding.plan?.type = type
            let stage = try await Stage(world)
            let balance = try #require(try await scan(stage, []).first)
            #expect(balance.source == .billingCredits && balance.expiresAt == Stage.now + ends * day, "\(type)")
        }
    }
}
