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
        try await database.noteCostRequest(account: .lab, at: noon)
        #expect(try await database.lastCostRequest(account: .lab) == noon)
        #expect(try await database.latestFigures(account: .lab).costLines == nil)
    }
}
