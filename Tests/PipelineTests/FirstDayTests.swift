// The first days of a credit, before Cost Explorer has told one of them: the meter tells, from the grant's first instant.

import CostModel
import FaultyAWS
import Foundation
import Pipeline
import SimulatedAWS
import Storage
import Synchronization
import Testing

@Suite struct FirstDayTests {
    private static func time(_ text: String) -> Date { UTCTime.date(text)! }
    private let machine = Instance.idle("i-0aaaaaaaaaaaaaaa1", type: "m5.large", launchedAt: time("2026-11-11T12:00"))

    private func usage(_ day: String, _ amount: String, _ type: String = "Usage") -> BillingFigures.CostLine {
        let end = UTCTime.dayText(UTCTime.day(day)!.addingTimeInterval(86_400))
        return .init(recordType: type, start: day, end: end, amount: Money(amount)!, estimated: true)
    }

    private func spent(_ balance: CreditBalance, hours: Double) throws -> Double {
        try #require(balance.burnPerHour).usd * hours
    }

    @Test(
        "Cost Explorer that answers nothing, or never answers, leaves the meter from the grant on",
        arguments: [true, false])
    func firstDay(isAllowed: Bool) async throws {
        let bench = try await BalanceTests.Bench(granted: ["2026-11-12"], machines: [machine])
        try await bench.scan("2026-11-11T13", lines: isAllowed ? [] : nil)
        for hour in ["00", "06", "12"] { try await bench.scan("2026-11-12T\(hour)", lines: isAllowed ? [] : nil) }
        let balance = try await bench.balance()
        let burned = try #require(balance.burned)
        let truth = try spent(balance, hours: 12)
        #expect(abs(burned.usd - truth) < 0.001, "\(balance)")
        #expect(
            !balance.isLowerBound && balance.source == .grossSinceGrant && balance.asOf == Self.time("2026-11-12T12:00")
        )
    }

    @Test("a first scan in the middle of the grant's day says at least, and counts what ran since the grant")
    func lateStart() async throws {
        let bench = try await BalanceTests.Bench(granted: ["2026-11-12"], machines: [machine])
        try await bench.scan("2026-11-12T06", lines: [])
        try await bench.scan("2026-11-12T12", lines: [])
        let balance = try await bench.balance()
        #expect(balance.isLowerBound && balance.basis.hasPrefix("at least: metered since"), "\(balance)")
        let burned = try #require(balance.burned).usd
        let truth = try spent(balance, hours: 12)
        #expect(abs(burned - truth) < 0.001, "\(balance)")
    }

    @Test("on the second day Cost Explorer's first line does not hide what was metered")
    func secondDay() async throws {
        let bench = try await BalanceTests.Bench(granted: ["2026-11-12"], machines: [machine])
        try await bench.scan("2026-11-11T13", lines: [])
        try await bench.scan("2026-11-13T01", lines: [usage("2026-11-12", "0.01")])
        let balance = try await bench.balance()
        let burned = try #require(balance.burned).usd
        let truth = try spent(balance, hours: 25)
        #expect(abs(burned - truth) < 0.001, "\(balance)")
    }

    @Test("a grant long before the first scan of which nobody tells stays unknown")
    func longAgo() async throws {
        let bench = try await BalanceTests.Bench(granted: ["2026-10-01"], machines: [machine])
        try await bench.scan("2026-11-12T12")
        #expect(try await bench.balance().burned == nil)
    }

    @Test("each renewal is metered from its first instant on")
    func renewal() async throws {
        let bench = try await BalanceTests.Bench(granted: ["2026-11-12"], machines: [machine], renews: .monthly)
        try await bench.scan("2026-12-11T22", lines: [])
        try await bench.scan("2026-12-12T05", lines: [])
        let balance = try await bench.balance()
        let now = Self.time("2026-12-12T05:00")
        let left = try #require(balance.remaining(at: now)).usd
        let truth = try spent(balance, hours: 5)
        #expect(abs(100 - left - truth) < 0.001 && !balance.isLowerBound, "\(balance)")
    }

    @Test("a renewal before the first scan, of which no bill tells, is at least what was metered")
    func renewedUnseen() async throws {
        let bench = try await BalanceTests.Bench(granted: ["2026-11-01"], machines: [machine], renews: .monthly)
        try await bench.scan("2026-11-12T05")
        let balance = try await bench.balance()
        #expect(balance.isLowerBound, "\(balance)")
    }

    @Test("usage that no credit pays is mailed once, and again only after credits paid")
    func unpaid() async throws {
        let stage = try await Stage(.with([]), unattended: false)
        let billing = BalanceTests.ScriptedBilling()
        let scope = ScanScope(credits: [
            CreditGrant(
                name: "class", amount: Money("100")!, granted: UTCTime.day("2026-11-01"), expires: nil, levels: [])
        ])
        func run(_ at: String, _ lines: [BillingFigures.CostLine]) async throws -> Int {
            billing.script.withLock { $0.lines = lines }
            stage.clock.set(to: Self.time(at))
            let aws = try stage.aws()
            let ports = AWSPorts(
                resources: aws.resources, metrics: aws.metrics, billing: billing, actuator: aws.actuator,
                host: aws.host, notifier: aws.notifier)
            let run = RunStage(stage.local, ports, scope: scope, settings: stage.settings, timeZone: .gmt)
            _ = try await run.run(apply: false)
            return stage.server.mails().count { $0.subject?.hasPrefix("No credit has paid") == true }
        }
        let days = (1...9).map { usage("2026-11-0\($0)", "1.5") }
        #expect(try await run("2026-11-12T01:00", days) == 1)
        #expect(try await run("2026-11-13T02:00", days) == 1)
        let paid = (1...9).map { usage("2026-11-0\($0)", "-1.5", "Credit") }
        #expect(try await run("2026-11-14T03:00", days + paid) == 1)
        #expect(try await run("2026-11-15T04:00", days) == 2)
    }
}
