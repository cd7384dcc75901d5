// What is told of a credit as AWS's figures come, stay away and turn old. A figure never falls by a source's silence.

import CostModel
import FaultyAWS
import Foundation
import Pipeline
import SimulatedAWS
import Storage
import Synchronization
import Testing

@Suite struct BalanceTests {
    typealias Charges = BillingFigures.EstimatedCharges
    typealias Line = BillingFigures.CostLine

    /// Answers what it is told to, and remembers what Cost Explorer was asked.
    final class ScriptedBilling: BillingSource {
        struct Script: Sendable {
            var told = BillingFigures()
            var charges: Charges?
            var lines: [Line]?
            var pages = 1
            var asked: [(since: Date, daily: Bool)] = []
            var requests = 0
        }
        let script = Mutex(Script())

        func figures(account: AccountID, at now: Date, costsSince: Date?, daily: Bool) async -> BillingFigures {
            script.withLock { script in
                guard let costsSince else { return BillingFigures(estimatedCharges: script.charges) }
                script.asked.append((costsSince, daily))
                script.requests += script.pages
                return BillingFigures(
                    estimatedCharges: script.charges, costLines: script.lines,
                    costsAt: script.lines.map { _ in now })
            }
        }

        func credits(account: AccountID, at now: Date) async -> BillingFigures { script.withLock { $0.told } }

        func spent() -> (calls: Int, cost: Money) {
            let requests = script.withLock { $0.requests }
            return (requests, Money(nanoUSD: 10_000_000 * Int64(requests)))
        }
    }

    /// One account, scans at chosen times.
    struct Bench {
        let stage: Stage
        let billing = ScriptedBilling()
        let scope: ScanScope

        init(
            granted: [String?], cap: String = "0.5", machines: [Instance] = [], renews: Renewal? = nil
        ) async throws {
            stage = try await Stage(.with(machines), unattended: false)
            let grants = granted.enumerated().map { number, day in
                CreditGrant(
                    name: "credit-\(number)", amount: usd("100"), granted: day.map(time), expires: nil,
                    renews: renews, levels: [.percentBurned(50)])
            }
            scope = ScanScope(credits: grants, monthlyCap: usd(cap))
        }

        @discardableResult
        func scan(_ at: String, charges: (String, String)? = nil, lines: [Line]? = nil) async throws -> ScanResult {
            billing.script.withLock { script in
                script.charges = charges.map { Charges(amount: usd($0.0), at: time($0.1)) }
                script.lines = lines
            }
            stage.clock.set(to: time(at))
            let aws = try stage.aws()
            let ports = AWSPorts(
                resources: aws.resources, metrics: aws.metrics, billing: billing, actuator: aws.actuator,
                host: aws.host, notifier: aws.notifier)
            return try await ScanStage(stage.local, ports, scope: scope).run()
        }

        func balances() async throws -> [CreditBalance] {
            try await stage.database.balances(account: try #require(AccountID(Story.account)))
        }

        func balance() async throws -> CreditBalance { try #require(try await balances().first) }

        func asked() -> [String] { billing.script.withLock { $0.asked.map { "\($0.since.day) \($0.daily)" } } }
    }

    private func usage(_ start: String, _ end: String, _ amount: String) -> Line {
        Line(recordType: "Usage", start: start, end: end, amount: usd(amount), estimated: true)
    }

    @Test("Cost Explorer's answer counts while it is fresh; then EstimatedCharges add to it, and it says so")
    func staleCosts() async throws {
        let bench = try await Bench(granted: ["2026-10-01"])
        let lines = [usage("2026-10-01", "2026-11-01", "30"), usage("2026-11-01", "2026-11-11", "10")]
        try await bench.scan("2026-11-10T12", lines: lines)
        try await bench.scan("2026-11-11T23", charges: ("50", "2026-11-11T18"))
        #expect(try await bench.balance().burned == usd("40"))
        try await bench.scan("2026-11-12T01", charges: ("50", "2026-11-11T18"))
        let balance = try await bench.balance()
        #expect(balance.burned == usd("80"))
        #expect(balance.asOf == time("2026-11-11T18"))
        #expect(balance.basis.contains("EstimatedCharges"))
        #expect(balance.basis.contains("Cost Explorer has not answered since 2026-11-10"))
    }

    @Test("a stale answer alone still counts, with its age")
    func staleCostsAlone() async throws {
        let bench = try await Bench(granted: ["2026-11-01"])
        try await bench.scan("2026-11-10T12", lines: [usage("2026-11-01", "2026-11-11", "40")])
        try await bench.scan("2026-11-14T12")
        let balance = try await bench.balance()
        #expect(balance.burned == usd("40") && balance.asOf == time("2026-11-10T12"))
        #expect(balance.basis.hasSuffix("Cost Explorer has not answered since 2026-11-10"))
    }

    @Test("what is spent by EstimatedCharges does not fall when the month turns, and a month not seen is told")
    func rollover() async throws {
        let bench = try await Bench(granted: ["2026-10-01"], cap: "0")
        try await bench.scan("2026-10-31T23", charges: ("40", "2026-10-31T18"))
        let whole = "AWS's EstimatedCharges since the month of the grant"
        #expect(try await bench.balance().basis == whole)
        try await bench.scan("2026-11-01T07", charges: ("0", "2026-11-01T06"))
        #expect(try await bench.balance().burned == usd("40"))
        try await bench.scan("2026-11-05T07", charges: ("7", "2026-11-05T06"))
        #expect(try await bench.balance().burned == usd("47"))
        #expect(try await bench.balance().basis == whole)
        try await bench.scan("2027-01-05T07", charges: ("1", "2027-01-05T06"))
        #expect(try await bench.balance().burned == usd("48"))
        #expect(try await bench.balance().basis == "at least: \(whole)")
    }

    @Test("the cap counts Cost Explorer's requests alone, pages too, and what it stops is told")
    func cap() async throws {
        let bench = try await Bench(granted: ["2026-11-01"], cap: "0.04")
        bench.billing.script.withLock { $0.pages = 3 }
        let lines = [usage("2026-11-01", "2026-11-11", "40")]
        #expect(try await bench.scan("2026-11-10T12", lines: lines).billingGaps.isEmpty)
        try await bench.scan("2026-11-11T13", lines: lines)
        #expect(bench.asked().count == 2)
        let gaps = try await bench.scan("2026-11-12T14", lines: lines).billingGaps
        #expect(bench.asked().count == 2)
        #expect(gaps.map(\.error) == ["not asked: the month's self-cost cap (selfCost.monthlyUSD) is reached"])
        #expect(gaps.map(\.operation) == ["GetCostAndUsage"])
        #expect(try await bench.scan("2026-12-01T01", lines: lines).billingGaps.isEmpty)
        #expect(bench.asked().count == 3)
    }

    @Test("two grants of different days, and a young one, are asked by day, and no day is drawn from both")
    func twoGrants() async throws {
        let bench = try await Bench(granted: ["2026-11-01", "2026-11-03", nil])
        let days = [
            usage("2026-11-01", "2026-11-02", "1"), usage("2026-11-02", "2026-11-03", "2"),
            usage("2026-11-03", "2026-11-04", "4"),
        ]
        try await bench.scan("2026-11-03T12", lines: days)
        #expect(bench.asked() == ["2026-11-01 true"])
        #expect(try await bench.balances().map(\.burned) == [usd("7"), usd("0"), nil])
        let same = try await Bench(granted: ["2026-07-01", "2026-07-01"])
        try await same.scan("2026-11-03T12", lines: days)
        #expect(same.asked() == ["2026-07-01 false"])
        let young = try await Bench(granted: ["2026-11-01"])
        try await young.scan("2026-11-03T12", lines: days)
        #expect(young.asked() == ["2026-11-01 true"])
    }

    @Test("a month that is not split at the grant is left out, and that is told")
    func cutMonth() async throws {
        let bench = try await Bench(granted: ["2026-11-03"])
        try await bench.scan("2026-11-10T12", lines: [usage("2026-11-01", "2026-11-11", "9")])
        #expect(try await bench.balance().burned == .zero)
        #expect(try await bench.balance().basis.hasPrefix("at least: "))
    }

    @Test("a credit without its first day has no figure and costs no request")
    func undated() async throws {
        let bench = try await Bench(granted: [nil])
        try await bench.scan("2026-11-10T12", charges: ("9", "2026-11-10T06"))
        let balance = try await bench.balance()
        #expect(balance.burned == nil && balance.basis.hasPrefix("set 'granted'"))
        #expect(bench.asked().isEmpty)
    }

    @Test("a grant older than Cost Explorer's 13 months is asked by whole months and is at least so much")
    func oldGrant() async throws {
        let bench = try await Bench(granted: ["2025-01-15"])
        try await bench.scan("2026-11-10T12", lines: [usage("2025-11-01", "2025-12-01", "9")])
        #expect(bench.asked() == ["2025-11-01 false"])
        #expect(try await bench.balance().basis.hasPrefix("at least: "))
    }

    @Test("a balance is as old as its last change, and what was launched since burns from its launch")
    func age() async throws {
        let late = Instance.idle("i-0aaaaaaaaaaaaaaa1", launchedAt: time("2026-11-12T10"))
        let bench = try await Bench(granted: ["2026-11-01"], machines: [late])
        let lines = [usage("2026-11-01", "2026-11-11", "40")]
        try await bench.scan("2026-11-10T12", lines: lines)
        try await bench.scan("2026-11-11T13", lines: lines)
        try await bench.scan("2026-11-12T14", lines: lines)
        let balance = try await bench.balance()
        #expect(balance.asOf == time("2026-11-10T12"))
        let perHour = try #require(balance.burnPerHour)
        #expect(perHour > .zero)
        #expect(balance.remaining(at: time("2026-11-12T14")) == usd("60") - perHour.scaled(by: 4, over: 1))
        try await bench.scan("2026-11-13T15", lines: [usage("2026-11-01", "2026-11-14", "41")])
        #expect(try await bench.balance().asOf == time("2026-11-13T15"))
    }
}

private func usd(_ text: String) -> Money { Money(text) ?? .zero }

/// From `2026-11-10` or `2026-11-10T12`, UTC.
private func time(_ text: String) -> Date {
    let full = (text.contains("T") ? text : text + "T00") + ":00:00Z"
    return (try? Date(full, strategy: .iso8601)) ?? .distantPast
}

extension Date {
    fileprivate var day: String { formatted(Date.ISO8601FormatStyle().year().month().day()) }
}
