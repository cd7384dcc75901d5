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
