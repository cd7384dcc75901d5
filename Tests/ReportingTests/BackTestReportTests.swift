import CostModel
import Foundation
import Testing

@testable import Reporting

@Suite struct BackTestReportTests {
    private static func stop(
        _ name: String?, _ hours: Double, price: String? = "0.5", ran: Double, used: Double? = nil,
        by use: PastStop.Use? = nil, known: Double, was: Bool = false
    ) -> PastStop {
        let at = Sample.morning - 9 * 86_400 + hours * 3600
        return PastStop(
            resource: Sample.key("i-0a1b2c3d4e5f6071\(name == nil ? 9 : 8)"), name: name, rule: "idle-costly-instance",
            reason: "no hour above 2 % CPU in 3h", at: at, perHour: price.flatMap { Money($0) },
            ranUntil: at + ran * 3600, usedAt: used.map { at + $0 * 3600 }, use: use, knownUntil: at + known * 3600,
            wasStopped: was)
    }

    private static let stops = [
        stop("hw3-gpu", 0, ran: 2.5, used: 2.5, by: .load, known: 3),
        stop("hw3-gpu", 80, ran: 40, known: 40), stop("db-test", 81, ran: 1, used: 20, by: .start, known: 20),
        stop(nil, 90, price: nil, ran: 6, known: 6), stop("old", 100, ran: 1, known: 90, was: true),
    ]

    private static func column(_ name: String, _ stops: [PastStop]) -> PastColumn {
        PastColumn(
            name: name, rules: [Sample.dear], stops: stops, judged: 400, unknown: 30, unknownMachines: 2,
            heldBack: ["managed": 2, "too-young": 1],
            faults: [RuleFault(rule: "idle-costly-instance", message: "took longer than 10 s")])
    }

    private static func test(_ columns: [PastColumn]) -> BackTest {
        BackTest(
            account: Sample.account, days: 60, from: Sample.morning - 9 * 86_400, until: Sample.morning, scans: 5000,
            played: 2500, secondsUnwatched: 9 * 3600, machinesRetagged: 1, columns: columns)
    }

    @Test("two columns, their stops, and what is not known")
    func golden() throws {
        let test = Self.test([Self.column("today", [Self.stops[0]]), Self.column("idle_percent=10", Self.stops)])
        let text = BackTestReport.text(test, Sample.context)
        #expect(text.split(separator: "\n").allSatisfy { $0.count <= 80 })
        try expectGolden(text, "backtest.txt")
        try expectGolden(BackTestReport.json(test), "backtest.json")
    }

    @Test("nothing stopped is said, and stands in the sums as 0")
    func nothing() {
        let text = BackTestReport.text(Self.test([Self.column("today", [])]), Sample.context)
        #expect(text.contains("Nothing would have been stopped.") && text.contains("0 times"))
    }

    @Test(
        "used within hours: yes and no are told only where they are known",
        arguments: [
            (2.5, 3.0, 3, true), (3.5, 4, 3, false), (nil, 3, 3, false), (nil, 2.9, 3, nil), (nil, 23, 24, nil),
        ]
            as [(Double?, Double, Int, Bool?)])
    func usedWithin(used: Double?, known: Double, hours: Int, expected: Bool?) {
        let stop = Self.stop("x", 0, ran: 1, used: used, by: used.map { _ in .load }, known: known)
        #expect(stop.wasUsed(within: hours) == expected)
    }
}
