// Rows share the names of their columns; each still answers for itself.

import Testing

@testable import CostModel

@Suite struct FactRowTests {
    @Test func aValueIsFoundByItsColumnAndNothingElseIs() {
        let columns = FactRow.Columns(["state", "vcpus"])
        let rows = [FactRow(columns, [.text("running"), .integer(2)]), FactRow(columns, [.text("stopped"), .null])]
        #expect(rows.map { $0["state"] } == [.text("running"), .text("stopped")])
        #expect(rows.map { $0["vcpus"] } == [.integer(2), .null])
        #expect(rows[0]["gpus"] == nil)
    }

    @Test func aRowThatIsTooShortLacksItsLastColumns() {
        #expect(FactRow(FactRow.Columns(["state", "vcpus"]), [.null])["vcpus"] == nil)
    }

    @Test func aRowByItselfHoldsWhatItWasGiven() {
        let row = FactRow(["state": .text("running"), "gpus": .null])
        #expect(row.byColumn == ["state": .text("running"), "gpus": .null])
        #expect(row["state"] == .text("running") && row["gpus"] == .null && row["vcpus"] == nil)
    }
}
