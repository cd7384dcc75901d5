// What things of kinds cost, in whole runs: part of what is spent, of what burns and of what is left of a credit.

import CostModel
import FaultyAWS
import Foundation
import Pipeline
import SimulatedAWS
import Storage
import Testing

@Suite struct KindSpendTests {
    private static let kinds = StagedKinds.named("databases", "nat_gateways")
    private let account = AccountID(Story.account)!

    /// A database of 20 GB and a NAT gateway in N. Virginia, and no machine.
    private func stage() async throws -> Stage {
        var world = World.with([])
        world.kinds = KindWorld(Self.kinds)
        let made = Stage.now - 100 * 3_600
        let things = [
            Thing(
                "databases", id: "course-db", createdAt: made,
                values: [
                    "state": .text("available"), "engine": .text("postgres"), "class": .text("db.t3.medium"),
                    "multi_az": .flag(false), "storage_gb": .integer(20), "storage_type": .text("gp2"),
                    "license": .text("postgresql-license"),
                ], metrics: ["DatabaseConnections": 0]),
            Thing("nat_gateways", id: "nat-0a1b2c3d", createdAt: made, values: ["state": .text("available")]),
        ]
        for thing in things { try world.kinds.put(thing, in: "us-east-1", account: world.account) }
        let credit = CreditGrant(
            name: "class", amount: Money("10") ?? .zero, granted: Stage.now, expires: nil, levels: [])
        return try await Stage(world, credits: [credit], kinds: Self.kinds)
    }

    @Test("ten hours of a database and a NAT gateway are spent to the cent, burn, and are drawn from the credit")
    func tenHours() async throws {
        let stage = try await stage()
        try await stage.run(afterMinutes: stride(from: 0, through: 600, by: 30).map { $0 }, apply: false)
        // 0.072 for the class, 20 x 0.115 a month for its disk, and 0.045 for the gateway.
        let perHour = 0.072 + 20 * 0.115 / 730 + 0.045
        let figures = try #require(
            try await SpendStage(stage.local).figures(of: account, in: .gmt, at: stage.clock.now))
        #expect(abs(figures.now.amount.usd - perHour) < 0.00001, "\(figures.now)")
        #expect(abs(figures.day.spend.amount.usd - 10 * perHour) < 0.001, "\(figures.day.spend)")
        #expect(figures.dearest.map(\.key.id) == ["course-db", "nat-0a1b2c3d"])
        #expect(!figures.now.isLowerBound)
        let balance = try #require(try await stage.database.balances(account: account).first)
        #expect(abs((balance.burned?.usd ?? 0) - 10 * perHour) < 0.001, "\(balance)")
        #expect(abs((balance.burnPerHour?.usd ?? 0) - perHour) < 0.00001, "\(balance)")
        #expect(try await stage.plan().running.isEmpty)
    }
}
