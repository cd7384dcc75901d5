import CostModel
import Foundation
import Testing

@testable import Reporting

/// What cron leaves to people, what the bill shows, what is missing: each in one sentence.
@Suite struct PlainWordsTests {
    @Test(
        "every reason why cron leaves it is told, as far as the settings make it one",
        arguments: [
            (nil, "leaves it to you: a stop loses its scratch data, and nobody reports its GPU load"),
            (
                UnattendedSettings(actions: [.stop], gpuLoadUnknown: true),
                "leaves it to you: a stop loses its scratch data"
            ),
            (
                UnattendedSettings(gpuLoadUnknown: true),
                "leaves it to you: a stop loses its scratch data, and unattended.actions does not allow it"
            ),
        ] as [(UnattendedSettings?, String)])
    func reasons(settings: UnattendedSettings?, expected: String) {
        var context = Sample.context
        context.unattended = settings
        #expect(CronText.cron(Sample.gpu, context) == expected)
    }

    @Test(
        "the load of a GPU is known only where an agent reported it",
        arguments: [
            (1, FactValue.real(0), true), (1, .null, true), (1, .real(0.95), false), (0, .real(0), false),
        ] as [(Int64, FactValue, Bool)])
    func gpus(count: Int64, coverage: FactValue, isUnknown: Bool) {
        let judgement = Sample.judgement(
            Sample.gpuKey, Sample.dear, .holds, name: nil, reason: "idle",
            row: ["gpus": .integer(count), "gpu_percent_coverage": coverage])
        #expect(CronText.reason(judgement) == (isUnknown ? "idle; GPU load not known" : "idle"))
    }

    @Test(
        "the bill of the newest month, net and gross",
        arguments: [
            (["-41.1"], "shows 0.00 USD for November: the credit pays (gross 41.10)"),
            (["-30"], "shows 11.10 USD for November: credits pay 30.00 (gross 41.10)"),
            ([], "shows 41.10 USD for November: no credit pays"),
        ] as [([String], String)])
    func bill(credits: [String], expected: String) {
        let usage = Sample.cost("Usage", "2026-11-01", "41.1")
        let lines =
            [Sample.cost("Usage", "2026-10-01", "9"), usage] + credits.map { Sample.cost("Credit", "2026-11-01", $0) }
        #expect(bill(BillingFigures(costLines: lines)) == ["AWS's bill     \(expected)"])
    }

    @Test func estimatedChargesAloneAreNoBill() {
        let charges = BillingFigures(estimatedCharges: .init(amount: Money("41.05")!, at: Sample.morning))
        #expect(
            bill(charges) == [
                "AWS's bill     net of credits not known; its EstimatedCharges metric: 41.05 USD",
                "               this month, 09:00 UTC",
            ])
        #expect(bill(BillingFigures()).isEmpty)
    }

    private func bill(_ figures: BillingFigures) -> [String] {
        var context = Sample.context
        context.figures = figures
        var lines = TextLines(context)
        PlanReport.bill(context, &lines)
        return lines.lines
    }

    @Test(
        "what is missing, grouped by why",
        arguments: [
            (
                [("cpu_percent", "12 of 24 points"), ("bytes_in", "12 of 24 points"), ("state", "denied")],
                "CPU, received: 12 of 24 points; state: denied"
            ),
            ([("shared", "not asked yet")], "whether other accounts may use it was not asked yet"),
            ([("shared", "not asked yet"), ("state", "denied")], "state: denied"), ([], "data is missing"),
            (
                [("launch_request_count", "ec2:DescribeFleets denied: UnauthorizedOperation")],
                "whether a Spot request, a fleet or an Auto Scaling group starts it is not known "
                    + "(ec2:DescribeFleets denied: UnauthorizedOperation)"
            ),
            ([("state", "ec2:X denied: no")], "state: ec2:X denied: no"),
        ] as [([(String, String)], String)])
    func missing(facts: [(String, String)], expected: String) {
        #expect(MissingText.text(facts.map { MissingFact($0.0, $0.1) }) == expected)
    }

    @Test func marksThatArePassedAreNotAhead() {
        let credit = CreditText(balance: Sample.balance, context: Sample.context)
        #expect(credit.ahead == [.percentBurned(95), .hoursLeft(6)])
        #expect(credit.passed([.percentBurned(80)]) == "80 %; next mail at 95 %, 6 h left")
    }

    @Test func howLongACreditLastsIsNotInvented() {
        let credit = CreditText(balance: Sample.balance, context: Sample.context)
        #expect(credit.lasting(Money("0.73")!) == "lasts to Sun 22 Nov about 06:35 UTC")
        #expect(credit.lasting(Money("0.0001")!) == "lasts to its end on 30 Jun 2027")
        let unknown = CreditText(balance: GoldenTests.unknownBalance, context: Sample.context)
        #expect(unknown.lasting(Money("1")!) == nil)
    }

    @Test func anOldScanIsToldAtTheTopOfAPlan() {
        var context = Sample.context
        context.now = Sample.morning + 9 * 3600
        let text = PlanReport.text(Sample.plan, context)
        #expect(text.hasPrefix("no scan for 9 h, at least 11.34 USD burned meanwhile if what ran then still runs\n"))
        #expect(text.contains("regions seen whole, 9 h ago, "))
    }

    @Test func aMarkOfNoKnownCreditIsStillTold() {
        var context = Sample.context
        context.balances = []
        #expect(PlanReport.text(Sample.plan, context).hasPrefix("  credit       class: mark 80 % is crossed"))
    }

    @Test(
        "a keep tag that may have been meant to end says that it does not",
        arguments: [
            ("2026-12-15", "tag costguard:keep holds to Wed 16 Dec 12:00 UTC", nil),
            ("thesis", "tag costguard:keep holds", nil),
            (
                "2026-12-31 ask Anna", "tag costguard:keep '2026-12-31 ask Anna' holds: not a date as a whole",
                "holds: not a date as a whole"
            ),
            (
                "false", "tag costguard:keep 'false' holds: any value does, only a date ends it",
                "holds: any value does, only a date ends it"
            ),
        ] as [(String, String, String?)])
    func keepTags(value: String, decided: String, note: String?) throws {
        let keep = Sample.condition(
            "costguard:keep", .holds, [Evidence("costguard:keep", .text(value))], part: .unless)
        let judgement = Sample.judgement(
            Sample.gpuKey, Sample.dear, .spared(by: "keep-tag"), name: nil, conditions: [keep],
            row: ["tags": .text(#"{"costguard:keep":"\#(value)"}"#)])
        #expect(DecisionText.spared("keep-tag", judgement, Sample.context) == decided)
        let json = ExplainReport.json([judgement], findings: [])
        #expect(json.contains("\"note\"") == (note != nil))
        #expect(note.map { json.contains("\"\($0)\"") } ?? true)
    }
}
