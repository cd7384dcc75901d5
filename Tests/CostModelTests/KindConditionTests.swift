// Conditions and prices of kinds: what holds, what does not, and what nobody can say.

import CostModel
import Testing

@Suite struct KindConditionTests {
    private func condition(_ wanted: KindCondition.Wanted, isNegated: Bool = false) -> KindCondition {
        KindCondition(alternatives: [[.init(column: "x", wanted: wanted, isNegated: isNegated)]], text: "")
    }

    @Test(
        "a test compares a column as it is written",
        arguments: [
            (.among([.text("a"), .text("b")]), .text("b"), true), (.among([.text("a")]), .text("b"), false),
            (.among([.integer(0)]), .real(0), true), (.among([.integer(0)]), .null, false), (.none, .null, true),
            (.none, .text(""), false), (.some, .integer(0), true), (.prefix("sqlserver"), .text("sqlserver-ex"), true),
            (.prefix("sqlserver"), .null, false), (.above(0), .integer(1), true), (.above(0), .integer(0), false),
            (.below(2), .real(1.5), true), (.above(0), .null, false),
        ] as [(KindCondition.Wanted, FactValue, Bool)])
    func compares(wanted: KindCondition.Wanted, value: FactValue, holds: Bool) {
        #expect(condition(wanted).holds { _ in value } == holds)
        #expect(condition(wanted, isNegated: true).holds { _ in value } == !holds)
    }

    @Test("what is not known makes a condition unknown, unless the rest decides")
    func unknown() {
        let state = KindCondition.Test(column: "state", wanted: .among([.text("on")]), isNegated: false)
        let size = KindCondition.Test(column: "size", wanted: .above(0), isNegated: false)
        let both = KindCondition(alternatives: [[state, size]], text: "")
        #expect(both.holds { $0 == "state" ? .text("on") : nil } == nil)
        #expect(both.holds { $0 == "state" ? .text("off") : nil } == false)
        let either = KindCondition(alternatives: [[state], [size]], text: "")
        #expect(either.holds { $0 == "state" ? .text("on") : nil } == true)
        #expect(either.holds { $0 == "state" ? .text("off") : nil } == nil)
        #expect(both.columns == ["state", "size"])
    }

    private func price(
        _ usd: KindPrice.Figure, _ unit: KindPrice.Unit = .hour, times: String? = nil, condition: KindCondition? = nil
    ) -> KindPrice {
        KindPrice(
            usd: usd, unit: unit, times: times, condition: condition, regions: ["us-east-1"], asOf: "2026-09-21",
            source: "a list")
    }

    private let here = Region.northVirginia

    @Test("a price is for its unit, its count and its regions")
    func prices() throws {
        let tenth = KindPrice.Figure.one(try #require(Money("0.1")))
        #expect(price(tenth).hourly(in: here) { _ in nil } == Money("0.1"))
        #expect(price(tenth, times: "zones").hourly(in: here) { _ in .integer(3) } == Money("0.3"))
        #expect(price(.one(try #require(Money("73"))), .month).hourly(in: here) { _ in nil } == Money("0.1"))
        #expect(price(tenth).hourly(in: try #require(Region("eu-west-1"))) { _ in nil } == nil)
    }

    @Test("what a price rests on and nobody knows makes it unknown, never zero")
    func unknownPrices() throws {
        let by = KindPrice.Figure.by(column: "class", ["small": try #require(Money("0.05"))])
        #expect(price(by).hourly(in: here) { _ in .text("small") } == Money("0.05"))
        #expect(price(by).hourly(in: here) { _ in .text("huge") } == nil)
        #expect(price(by).hourly(in: here) { _ in nil } == nil)
        let tenth = KindPrice.Figure.one(try #require(Money("0.1")))
        #expect(price(tenth, times: "zones").hourly(in: here) { _ in .null } == nil)
        let running = condition(.among([.text("on")]))
        #expect(price(tenth, condition: running).hourly(in: here) { _ in .text("off") } == .zero)
        #expect(price(tenth, condition: running).hourly(in: here) { _ in nil } == nil)
    }
}
