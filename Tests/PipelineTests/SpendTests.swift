// The meter through whole scans: the true client lists a simulated account in which machines come and go.

import CostModel
import FaultyAWS
import Foundation
import Pipeline
import SimulatedAWS
import Storage
import Testing

@Suite struct SpendTests {
    private static let region = "us-east-1"

    private func figures(_ stage: Stage) async throws -> SpendFigures {
        let account = try #require(AccountID(Story.account))
        return try #require(
            try await SpendStage(stage.local).figures(of: account, in: .gmt, at: stage.clock.now))
    }

    private func scan(_ stage: Stage, atMinute minute: Double) async throws {
        stage.clock.set(to: Stage.now.addingTimeInterval(minute * 60))
        _ = try await ScanStage(stage.local, try stage.aws(), scope: ScanScope()).run()
    }

    private func at(_ minute: Double) -> Date { Stage.now.addingTimeInterval(minute * 60) }

    /// A day of hourly scans: m5.large 0.096, t3.small 0.0208, g4dn.xlarge 0.526 USD an hour.
    @Test func aDayOfStartsStopsAndTerminationsIsMeteredToTheMinute() async throws {
        let stage = try await Stage(
            .with([.busy("i-0000000000000000a", type: "m5.large"), .idle("i-0000000000000000b")]))
        for hour in 0...24 {
            let now = Double(hour * 60)
            stage.server.change { world in
                // Stops at 06:10, starts at 09:20; a GPU box lives from 12:05 to 12:35, between two scans.
                if hour == 7 { world[Self.region][instance: "i-0000000000000000b"]?.turn(.stopped, at: at(370)) }
                if hour == 10 { world[Self.region][instance: "i-0000000000000000b"]?.turn(.running, at: at(560)) }
                if hour == 13 {
                    var box = Instance.idle("i-0000000000000000c", type: "g4dn.xlarge", launchedAt: at(725))
                    box.power = .terminated
                    box.changedAt = at(755)
                    world[Self.region][instance: box.id] = box
                }
                if hour == 20 {
                    world[Self.region].volumes.append(Volume(id: "vol-1", sizeGiB: 100, createdAt: at(19 * 60)))
                }
            }
            try await scan(stage, atMinute: now)
        }
        let spend = try await figures(stage)
        // 24 x 0.096; 0.0208 for 24 h less 3 h 10 min; half an hour of 0.526; 5 h of 100 GB at 0.08 in a 30-day month.
        let parts: [Double] = [24 * 0.096, 0.0208 * (24 - 190.0 / 60), 0.526 / 2, 5 * 8 / 720.0]
        let truth = parts.reduce(0, +)
        #expect(abs(spend.day.spend.amount.usd - truth) < 0.000_001, "\(spend.day.spend.amount)")
        #expect(spend.day.spend.low == spend.day.spend.amount, "AWS dates all of it")
        #expect(spend.dearest.first?.key.id == "i-0000000000000000a")
        let burn: Double = 0.096 + 0.0208 + 8.0 / 720
        #expect(abs(spend.now.amount.usd - burn) < 0.000_001)
    }

    @Test func creditsThatCancelAllUsageDoNotMakeTheBurnZero() async throws {
        let stage = try await Stage(.with([.busy("i-0000000000000000a", type: "m5.large")]))
        let account = try #require(AccountID(Story.account))
        for hour in 0...72 { try await scan(stage, atMinute: Double(hour * 60)) }
        let usage = BillingFigures.CostLine(
            recordType: "Usage", start: "2026-11-21", end: "2026-11-22", amount: Money("2.5") ?? .zero, estimated: true)
        let credit = BillingFigures.CostLine(
            recordType: "Credit", start: "2026-11-21", end: "2026-11-22", amount: Money("-2.5") ?? .zero,
            estimated: true)
        try await stage.database.record(
            BillingFigures(costLines: [usage, credit]), account: account, at: stage.clock.now)
        let spend = try await figures(stage)
        #expect(spend.day.perHour == Money("0.096"))
        #expect(spend.now.amount == Money("0.096"))
        let day = try #require(spend.reconciled.first)
        #expect(day.billed == Money("2.5"))
        #expect(day.metered.amount == Money("2.304"))
        #expect(day.difference == Money("0.196"))
        #expect(day.isEstimated)
    }

    @Test func aDayThatIsNotOverForAWSIsNotCompared() async throws {
        let stage = try await Stage(.with([.busy("i-0000000000000000a", type: "m5.large")]))
        let account = try #require(AccountID(Story.account))
        for hour in 0...48 { try await scan(stage, atMinute: Double(hour * 60)) }
        let lines = ["2026-11-19", "2026-11-20", "2026-11-21"].map { day in
            BillingFigures.CostLine(
                recordType: "Usage", start: day, end: String(day.prefix(8)) + String((Int(day.suffix(2)) ?? 0) + 1),
                amount: Money("2") ?? .zero, estimated: true)
        }
        try await stage.database.record(BillingFigures(costLines: lines), account: account, at: stage.clock.now)
        #expect(try await figures(stage).reconciled.isEmpty, "half-seen days, and one that AWS still fills")
    }

    @Test func beforeTheFirstScanNothingIsKnown() async throws {
        let stage = try await Stage(.with([]))
        let account = try #require(AccountID(Story.account))
        let before = try await SpendStage(stage.local).figures(of: account, in: .gmt, at: Stage.now)
        #expect(before == nil)
        try await scan(stage, atMinute: 0)
        let spend = try await figures(stage)
        #expect(spend.day.perHour == nil, "no hour is covered yet")
        let stageless = try await SpendStage(stage.local).spent(by: account, from: at(-60), until: at(0))
        #expect(stageless == nil)
    }
}

extension Instance {
    /// What somebody asked for in the console.
    fileprivate mutating func turn(_ wanted: Power, at now: Date) {
        power = wanted
        changedAt = now
        if wanted == .running { launchedAt = now }
    }
}
