// What people typed of credits, and what AWS itself said of them.

import CostModel
import Foundation
import Testing

@testable import Storage

@Suite struct CreditLedgerTests {
    let bench: Workbench
    init() throws { bench = try Workbench() }

    private func word(_ name: String, _ amount: String, used: String? = nil, at: Date = noon) -> EnteredCredit {
        EnteredCredit(
            name: name, at: at, amount: Money(amount) ?? .zero, used: used.flatMap { Money($0) }, granted: nil,
            expires: noon.plus(hours: 240), renews: .monthly, levels: [.percentBurned(80), .hoursLeft(24)])
    }

    @Test func theLastWordHoldsAndTheEarlierOnesAreKept() async throws {
        let database = try bench.open()
        let first = word("lab", "50")
        let last = word("lab", "50", used: "8.7", at: noon.plus(hours: 5))
        try await database.enter(first, account: .lab)
        try await database.enter(word("class", "100"), account: .lab)
        try await database.enter(last, account: .lab)
        #expect(try await database.enteredCredits(account: .lab) == [word("class", "100"), last])
        #expect(try await database.creditHistory("lab", account: .lab) == [last, first])
        #expect(try await database.enteredCredits(account: .other).isEmpty)
    }

    @Test func whatIsTakenBackIsGoneFromTheBalancesAndNotFromTheHistory() async throws {
        let database = try bench.open()
        try await database.enter(word("lab", "50"), account: .lab)
        #expect(try await database.withdrawCredit("lab", account: .other, at: noon) == false)
        #expect(try await database.withdrawCredit("lab", account: .lab, at: noon))
        #expect(try await database.withdrawCredit("lab", account: .lab, at: noon) == false)
        #expect(try await database.enteredCredits(account: .lab).isEmpty)
        #expect(try await database.creditHistory("lab", account: .lab).count == 1)
    }

    @Test func whatWasTypedWithoutAnAccountIsAdoptedOnce() async throws {
        let database = try bench.open()
        try await database.enter(word("lab", "50"), account: nil)
        #expect(try await database.enteredCredits(account: .lab).count == 1)
        try await database.adoptCredits(account: .lab)
        #expect(try await database.enteredCredits(account: nil).isEmpty)
        #expect(try await database.enteredCredits(account: .other).isEmpty)
        #expect(try await database.enteredCredits(account: .lab) == [word("lab", "50")])
    }

    private func awsCredit(_ id: String) -> AWSCredit {
        AWSCredit(
            id: id, type: "Promotion", description: "AWS Educate", initial: Money("100") ?? .zero,
            remaining: Money("80") ?? .zero, estimated: nil, startsAt: noon, expiresAt: nil, products: ["Amazon EC2"],
            isEnabled: false)
    }

    @Test func aListReplacesTheListAndSilenceLeavesIt() async throws {
        let database = try bench.open()
        let list = BillingFigures(credits: [awsCredit("1"), awsCredit("2")], creditsAt: noon)
        try await database.record(list, account: .lab, at: noon)
        try await database.record(BillingFigures(), account: .lab, at: noon.plus(hours: 1))
        let kept = try await database.latestFigures(account: .lab)
        #expect(kept.credits == [awsCredit("1"), awsCredit("2")] && kept.creditsAt == noon)
        let shorter = BillingFigures(credits: [], creditsAt: noon)
        try await database.record(shorter, account: .lab, at: noon.plus(hours: 2))
        #expect(try await database.latestFigures(account: .lab).credits == [])
        #expect(try await database.latestFigures(account: .other).credits == nil)
    }

    @Test func theMostThatAPlanHadLeftIsKept() async throws {
        let database = try bench.open()
        for (amount, hours) in [("150", 0.0), ("120", 1), (nil, 2)] {
            let plan = FreeTierPlan(type: "FREE", remaining: amount.flatMap { Money($0) }, expiresAt: noon)
            let figures = BillingFigures(plan: plan, planAt: noon)
            try await database.record(figures, account: .lab, at: noon.plus(hours: hours))
            #expect(try await database.latestFigures(account: .lab).plan == plan)
            #expect(try await database.latestFigures(account: .lab).planMost == Money("150"))
        }
        for hours in [3.0, 4] {
            let over = FreeTierPlan(type: "FREE", status: "EXPIRED", remaining: nil, expiresAt: nil)
            try await database.record(
                BillingFigures(plan: over, planAt: noon), account: .lab, at: noon.plus(hours: hours))
            let kept = try await database.latestFigures(account: .lab).plan
            #expect(kept?.closesAt == noon.plus(hours: 3), "since the first word of it")
        }
        try await database.record(BillingFigures(plan: nil, planAt: noon), account: .lab, at: noon)
        #expect(try await database.latestFigures(account: .lab).plan == nil)
    }
}
