import CostModel
import Foundation
import Testing

@testable import Storage

@Suite struct SelfCostTests {
    let bench: Workbench
    init() throws { bench = try Workbench() }

    @Test func aRequestIsRememberedWhetherItWasAnsweredOrNot() async throws {
        let database = try bench.open()
        #expect(try await database.lastCostRequest(account: .lab) == nil)
        try await database.noteCostRequests(1, account: .lab, at: noon)
        #expect(try await database.lastCostRequest(account: .lab) == noon)
        #expect(try await database.latestFigures(account: .lab).costLines == nil)
    }

    @Test func requestsToCloudWatchAddUpByTheMonth() async throws {
        let database = try bench.open()
        try await database.noteMetricRequests(MetricRequests(statistics: 40, metrics: 0), account: .lab, at: noon)
        try await database.noteMetricRequests(
            MetricRequests(statistics: 2, metrics: 500), account: .lab, at: noon.plus(hours: 24))
        let both = MetricRequests(statistics: 42, metrics: 500)
        #expect(try await database.metricRequests(account: .lab, at: noon.plus(hours: 48)) == both)
        #expect(try await database.metricRequests(account: .lab, at: noon.plus(hours: 31 * 24)) == MetricRequests())
        #expect(try await database.metricRequests(account: .other, at: noon) == MetricRequests())
        #expect(both.cost == Money("0.005"))
    }

    @Test func requestsAreCountedBySinceAndAccountAndTheLaterWordHolds() async throws {
        let database = try bench.open()
        try await database.noteCostRequests(1, account: .lab, at: noon.plus(hours: -24))
        try await database.noteCostRequests(1, account: .lab, at: noon)
        try await database.noteCostRequests(3, account: .lab, at: noon)
        #expect(try await database.costRequests(account: .lab, since: .distantPast) == 4)
        #expect(try await database.costRequests(account: .lab, since: noon) == 3)
        #expect(try await database.costRequests(account: .other, since: .distantPast) == 0)
        #expect(try await database.lastCostRequest(account: .lab) == noon)
    }
}
