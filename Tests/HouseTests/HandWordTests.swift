// What a person's verbs say where they refuse, and how they spell what is to be typed next.

import CostModel
import Foundation
import Reporting
import Testing

@testable import costguard

@Suite struct HandWordTests {
    private static let made = Date(timeIntervalSince1970: 1_795_251_600)

    @Test("a plan is good for a day, and then refused with what makes a new one", arguments: [0, 86_400, 86_401])
    func ageOfAPlan(seconds: Double) throws {
        let account = try #require(AccountID("123456789012"))
        let plan = StoredPlan(id: "7f3a91c2d4e5", account: account, createdAt: Self.made, steps: [])
        let now = Self.made.addingTimeInterval(seconds)
        guard seconds > 86_400 else { return try PlanChoice.checkAge(of: plan, at: now) }
        let error = try #require(throws: CommandError.self) { try PlanChoice.checkAge(of: plan, at: now) }
        #expect(error.status == .refused)
        #expect(error.message.hasPrefix("Plan 7f3a91c2d4e5 rests on a scan of 24 h ago, and is good for 24 h"))
        #expect(error.hint.contains("'costguard scan'") && error.hint.contains("'costguard plan'"))
    }

    @Test(
        "where a yes does not suffice, what it is above is told",
        arguments: [
            (nil, "--yes does not suffice"),
            ("4 machines at once, above the limit of 3", "above the limit of 3; --yes"),
        ] as [(String?, String)])
    func whyMore(above: String?, told: String) throws {
        let asked = Confirmation(
            word: "4", above: above, yes: true, typed: nil, command: "costguard undo", verb: "undo")
        let error = try #require(throws: CommandError.self) { try asked.obtain(Terminal(quiet: true)) }
        #expect(error.status == .refused && error.message.contains(told), "\(error)")
        #expect(error.message.contains("'4' is to be typed, or said by --confirm"), "\(error)")
    }

    @Test(
        "an order is told as it was typed, so that it can stand within single quotes",
        arguments: [
            (nil, "03:30", "--at 03:30"), (nil, "2026-12-01 03:30", #"--at "2026-12-01 03:30""#),
            ("30m", nil, "--when-idle 30m"),
        ] as [(String?, String?, String)])
    func order(whenIdle: String?, at: String?, told: String) {
        var options = OrderOptions()
        options.whenIdle = whenIdle
        options.at = at
        #expect(options.typed == told)
    }

    @Test("what runs where nobody could look is not called nothing")
    func unseen() {
        #expect(ByHandText.nothingStarted(unseen: 0).contains("nothing to stop"))
        let text = ByHandText.nothingStarted(unseen: 2)
        #expect(text.contains("2 regions") && text.contains("is not known"), "\(text)")
        #expect(!text.contains("nothing to stop"), "\(text)")
    }

    @Test("regions that were always closed are told in one line, however many")
    func closed() throws {
        let codes = ["eu-west-1", "eu-west-2", "eu-west-3", "eu-north-1", "ap-south-1", "sa-east-1", "ca-central-1"]
        let regions = try codes.map { try #require(Region($0)) }
        let one = ByHandText.closed(Array(regions.prefix(1)))
        #expect(one.hasPrefix("Not seen: 1 region closed to these keys") && one.hasSuffix("eu-west-1"), "\(one)")
        let many = ByHandText.closed(regions)
        #expect(many.contains("7 regions") && many.hasSuffix("ap-south-1 and 2 more"), "\(many)")
    }
}
