// What a scan says of money that AWS does not tell.

import CostModel
import Reporting
import Testing

@Suite struct BillingGapTextTests {
    private func gap(_ service: String, _ operation: String, _ kind: Gap.Kind, _ error: String) throws -> Gap {
        Gap(
            account: try #require(AccountID("111122223333")), region: .northVirginia, service: service,
            operation: operation, kind: kind, error: error)
    }

    @Test("refusals are one line, with what follows from them; a failure is a line of its own")
    func joins() throws {
        let lines = BillingGapText.lines([
            try gap("billing", "GetCredits", .denied, "the lab does not allow it (AccessDeniedException)"),
            try gap("freetier", "GetAccountPlanState", .denied, "these keys may not do it (AccessDeniedException)"),
            try gap("ce", "GetCostAndUsage", .failed, "not asked: the cap is reached"),
        ])
        #expect(lines.count == 2)
        #expect(lines[0].hasPrefix("Not allowed: ") && lines[0].contains("billing:GetCredits, freetier:GetAccountPlan"))
        #expect(lines[0].contains("what you type") && !lines[0].contains("AccessDenied"))
        #expect(lines[1] == "No figures from GetCostAndUsage: not asked: the cap is reached")
        #expect(BillingGapText.lines([]).isEmpty)
    }

    @Test("Cost Explorer that nobody has opened lacks no permission")
    func closed() throws {
        let lines = BillingGapText.lines([
            try gap("ce", "GetCostAndUsage", .denied, "Cost Explorer is not switched on: open it")
        ])
        #expect(lines == ["No figures from GetCostAndUsage: Cost Explorer is not switched on: open it"])
    }
}
