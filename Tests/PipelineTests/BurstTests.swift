// What costs beside the hour of a machine, and what is not looked at any more: metered where it is told, else "at least".

import CostModel
import FaultyAWS
import Foundation
import Pipeline
import SimulatedAWS
import Storage
import Testing

@Suite struct BurstTests {
    private static let home = "us-east-1"
    private let account = AccountID(Story.account)!

    private func machine(
        _ id: String, type: String, surplus: Double = 0, launched hours: Double = 200
    ) -> Instance {
        var machine = Instance.idle(id, type: type, launchedAt: Stage.now - hours * 3600)
        machine.load = LoadProfile(LoadProfile.Level(cpuPercent: 60))
        machine.load.surplusCreditsPerHour = surplus
        return machine
    }

    private func figures(_ stage: Stage) async throws -> SpendFigures {
        try #require(try await SpendStage(stage.local).figures(of: account, in: .gmt, at: stage.clock.now))
    }

    private func scan(_ stage: Stage, atHour hour: Double, _ scope: ScanScope = ScanScope()) async throws {
        stage.clock.set(to: Stage.now.addingTimeInterval(hour * 3600))
        _ = try await ScanStage(stage.local, try stage.aws(), scope: scope).run()
    }

    private func credit(_ stage: Stage) async throws -> CreditBalance {
        try #require(try await stage.database.balances(account: account).first)
    }

    @Test(
        "surplus credits are metered hour by hour, at the price of the family",
        arguments: [("t3.micro", 0.0104, 0.05), ("t3a.micro", 0.0094, 0.05), ("t4g.micro", 0.0084, 0.04)])
    func surplus(type: String, perHour: Double, perProcessor: Double) async throws {
        // Two processors at full load use 120 credits an hour and earn 12.
        let stage = try await Stage(.with([machine("i-0000000000000000a", type: type, surplus: 108)]))
        for hour in stride(from: 0.0, through: 24, by: 0.5) { try await scan(stage, atHour: hour) }
        let spend = try await figures(stage)
        let burn = perHour + 1.8 * perProcessor
        #expect(abs(spend.now.amount.usd - burn) < 0.000_01, "\(spend.now)")
        #expect(abs(spend.day.spend.amount.usd - 24 * burn) < 0.001, "\(spend.day.spend)")
        #expect(!spend.day.spend.isLowerBound && !spend.now.isLowerBound)
    }

    @Test("the first scan of a machine that bursts knows what burns by the hours before")
    func firstScan() async throws {
        let stage = try await Stage(.with([machine("i-0000000000000000a", type: "t3.micro", surplus: 108)]))
        try await scan(stage, atHour: 0)
        let burn = try await figures(stage).now.amount.usd
        #expect(abs(burn - 0.1004) < 0.000_01)
    }

    @Test("where CloudWatch does not tell, every total over a burstable machine says at least; over others not")
    func untold() async throws {
        for (type, isLeast) in [("t3.micro", true), ("m5.large", false)] {
            let stage = try await Stage(.with([machine("i-0000000000000000a", type: type, surplus: 108)]))
            stage.server.inject(Fault(.denied, service: "monitoring", times: .max))
            try await stage.database.enter(
                EnteredCredit(
                    name: "class", at: Stage.now, amount: Money("100")!, used: .zero, granted: nil, expires: nil,
                    renews: nil, levels: nil), account: nil)
            for hour in stride(from: 0.0, through: 6, by: 1) { try await scan(stage, atHour: hour) }
            let spend = try await figures(stage)
            let credit = try await credit(stage)
            #expect(spend.now.isLowerBound == isLeast && spend.week.spend.isLowerBound == isLeast, "\(type)")
            #expect(credit.isLowerBound == isLeast && credit.isBurnLowerBound == isLeast, "\(type)")
        }
    }

    @Test("a T2 that sends no such metric is not unlimited: nothing is missing")
    func standard() async throws {
        let stage = try await Stage(.with([machine("i-0000000000000000a", type: "t2.micro")]))
        for hour in stride(from: 0.0, through: 6, by: 1) { try await scan(stage, atHour: hour) }
        let spend = try await figures(stage)
        #expect(!spend.now.isLowerBound && !spend.week.spend.isLowerBound)
    }

    @Test("what a narrowed list of regions does not see any more is not billed on, and told with its range")
    func narrowed() async throws {
        var world = World.with([machine("i-0000000000000000a", type: "m5.large")])
        world["eu-west-1"][instance: "i-0000000000000000b"] = machine("i-0000000000000000b", type: "m5.large")
        let stage = try await Stage(world)
        try await stage.database.enter(
            EnteredCredit(
                name: "class", at: Stage.now, amount: Money("100")!, used: .zero, granted: nil, expires: nil,
                renews: nil, levels: nil), account: nil)
        for hour in [0.0, 1] { try await scan(stage, atHour: hour) }
        let whole = try await figures(stage).now.amount
        let narrow = ScanScope(regions: [.northVirginia])
        for hour in [2.0, 24, 48] { try await scan(stage, atHour: hour, narrow) }
        let spend = try await figures(stage)
        let credit = try await credit(stage)
        #expect(spend.now.amount == Money("0.096") && whole > spend.now.amount)
        let there = whole.usd - 0.096
        let left = try #require(credit.remaining(at: stage.clock.now)).usd
        #expect(abs(left - (100 - 48 * 0.096 - there)) < 0.001, "\(left)")
        let unseen = try #require(spend.unseen).high.usd
        #expect(credit.isLowerBound && abs(unseen - 47 * there) < 0.001)
        #expect(spend.lagging.contains { $0.region.code == "eu-west-1" && $0.leftAt != nil })
        // Seen again, its hours are counted.
        try await scan(stage, atHour: 49)
        let again = try await self.credit(stage)
        let rest = try #require(again.remaining(at: stage.clock.now)).usd
        #expect(abs(rest - (100 - 49 * whole.usd)) < 0.001)
        #expect(!again.isLowerBound)
        #expect(try await figures(stage).unseen == nil)
    }
}
