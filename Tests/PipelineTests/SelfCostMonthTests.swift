// What costguard itself costs: scans of an account with ten instances, counted by the simulated AWS. Two days with a scan
// every three hours; COSTGUARD_WHOLE_MONTH=1 makes the 2,880 scans of a month that the documentation quotes.

import CostModel
import FaultyAWS
import Foundation
import Pipeline
import SimulatedAWS
import Storage
import Testing

@Suite struct SelfCostMonthTests {
    private static let isWhole = ProcessInfo.processInfo.environment["COSTGUARD_WHOLE_MONTH"] == "1"
    private static let days = isWhole ? 30 : 2
    private static let scansADay = isWhole ? 96 : 8
    /// The first of a month of thirty days, so that thirty days are one month.
    private static let begin = Date(timeIntervalSince1970: 1_793_491_200)  // 2026-11-01T00:00:00Z

    private static let machines: [Instance] = (0..<10).map { number in
        let id = "i-0\(1_000_000_000_000_000 + number)"
        let start = begin.addingTimeInterval(-48 * 3600)
        if number == 0 { return .idle(id, type: "g4dn.xlarge", launchedAt: start) }
        var machine = Instance.idle(id, type: number < 4 ? "m5.large" : "t3.small", launchedAt: start)
        if number % 2 == 0 { machine.load = LoadProfile(.init(cpuPercent: 60)) }
        return machine
    }

    private static let credit = CreditGrant(
        name: "class", amount: Money(nanoUSD: 100_000_000_000), granted: begin.addingTimeInterval(-20 * 86_400),
        expires: nil, levels: AlertLevel.usual)

    /// Scans for the days, and returns what the ledger and the simulated AWS say of them.
    private func month(credits: [CreditGrant], cap: String) async throws -> (cost: SelfCost, asked: [String: Int]) {
        let stage = try await Stage(.with(Self.machines), credits: credits)
        let ports = try stage.aws()
        let limit = try #require(Money(cap))
        let scope = ScanScope(credits: credits, monthlyCap: limit)
        for number in 0..<Self.days * Self.scansADay {
            stage.clock.set(to: Self.begin.addingTimeInterval(Double(number) * 86_400 / Double(Self.scansADay)))
            _ = try await ScanStage(stage.local, ports, scope: scope).run()
        }
        var settings = stage.settings
        settings.selfCostCap = limit
        let result = try await PlanStage(stage.local, settings: settings).run()
        let asked = Dictionary(stage.server.counts.map { ($0.key.action, $0.value.requests) }, uniquingKeysWith: +)
        return (try #require(result.selfCost), asked)
    }

    @Test func aMonthOfScansOfTenInstancesCostsAsItIsTold() async throws {
        let (with, asked) = try await month(credits: [Self.credit], cap: "0.50")
        #expect(with.scans.scans == Self.days * Self.scansADay)
        #expect(with.costRequests == asked["GetCostAndUsage"])
        #expect(with.costRequests <= Self.days)
        #expect(asked["GetMetricData"] == nil && with.metrics.metrics == 0)
        #expect(with.total <= Money(nanoUSD: 350_000_000))
        // A month's share of the calls that AWS gives away.
        let calls = with.metrics.statistics * 30 / Self.days
        #expect((1..<MetricAllowance.freeCallsAMonth).contains(calls))
        let (without, askedFree) = try await month(credits: [], cap: "0.50")
        #expect(without.total == .zero && askedFree["GetCostAndUsage"] == nil)
        print(
            "self-cost: \(Self.days) days, \(Self.scansADay) scans a day, 10 instances: \(with.total) USD with Cost Explorer "
                + "(\(with.costRequests) requests), \(without.total) USD without; \(with.metrics.statistics) free calls "
                + "of GetMetricStatistics, \(with.scans.calls) calls in all")
    }

    @Test func freeOnlyAsksNothingThatIsBilledAndSaysSo() async throws {
        let stage = try await Stage(.with(Self.machines), credits: [Self.credit])
        let scope = ScanScope(credits: [Self.credit], monthlyCap: .zero)
        stage.clock.set(to: Self.begin)
        let scan = try await ScanStage(stage.local, try stage.aws(), scope: scope).run()
        let asked = Set(stage.server.counts.keys.map(\.action))
        #expect(asked.contains("GetMetricStatistics") && asked.isDisjoint(with: ["GetCostAndUsage", "GetMetricData"]))
        #expect(scan.billingGaps.map(\.operation) == ["GetCostAndUsage"])
        #expect(scan.billingGaps.first?.error.contains("only free calls are allowed") == true)
        #expect(scan.summary.selfCost == .zero && scan.summary.gaps.isEmpty)
    }

    /// Two hundred instances are more series than go the free way at once.
    @Test func theCapRationsMetricsTooAndWhatIsLeftGoesTheFreeWay() async throws {
        let many = (0..<200).map { Instance.idle("i-0\(2_000_000_000_000_000 + $0)", launchedAt: Self.begin) }
        for (cap, isBilled) in [("0.50", true), ("0.001", false)] {
            let stage = try await Stage(.with(many))
            stage.clock.set(to: Self.begin.addingTimeInterval(30 * 3600))
            let limit = try #require(Money(cap))
            let scan = try await ScanStage(stage.local, try stage.aws(), scope: ScanScope(monthlyCap: limit)).run()
            let asked = Set(stage.server.counts.keys.map(\.action))
            #expect(asked.contains("GetMetricData") == isBilled)
            let cost = scan.summary.selfCost
            #expect(cost <= limit)
            #expect((cost > .zero) == isBilled)
            let told = try await PlanStage(stage.local, settings: stage.settings).run().selfCost
            #expect(told?.total == cost)
        }
    }
}
