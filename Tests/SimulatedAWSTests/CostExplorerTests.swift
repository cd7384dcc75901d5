// Cost Explorer's months and days add up, and a credit cancels them.

import Foundation
import Testing

@testable import FaultyAWS
@testable import SimulatedAWS

@Suite struct CostExplorerTests {
    private func results(_ client: WireClient, _ more: String, granularity: String = "MONTHLY") -> [[String: Any]] {
        var results = [[String: Any]]()
        var token = ""
        for _ in 0..<50 {
            let body =
                #"{"TimePeriod":{"Start":"2026-09-01","End":"2026-11-22"},"Granularity":"\#(granularity)","#
                + #""Metrics":["UnblendedCost"]\#(more)\#(token)}"#
            let answer = client.json(.ce, "GetCostAndUsage", body)
            results += answer.json["ResultsByTime"] as? [[String: Any]] ?? []
            guard let next = answer.json["NextPageToken"] as? String else { break }
            token = #","NextPageToken":"\#(next)""#
        }
        return results
    }

    private func total(_ results: [[String: Any]]) -> Decimal {
        results.reduce(0) { sum, result in
            let cost = (result["Total"] as? [String: [String: String]])?["UnblendedCost"]?["Amount"]
            return sum + (cost.flatMap { Decimal(string: $0) } ?? 0)
        }
    }

    private let gross = #","Filter":{"Not":{"Dimensions":{"Key":"RECORD_TYPE","Values":["Credit","Refund"]}}}"#

    @Test func aCreditHidesEverythingUnlessItIsFilteredOut() async throws {
        try await withAWS { _, _, client in
            #expect(total(results(client, "")) == 0)
            #expect((85...86).contains(total(results(client, gross))))
        }
    }

    @Test func daysAddUpToMonthsOverPages() async throws {
        var world = Story.student(at: storyTime)
        world.billing.costExplorerPageSize = 7
        try await withAWS(world) { aws, _, client in
            let days = results(client, gross, granularity: "DAILY")
            #expect(days.count == 82 && aws.requests.count == 12)
            #expect(total(days) == total(results(client, gross)))
        }
    }

    @Test func groupsByRecordTypeCancelAndOnlyTheOpenMonthIsEstimated() async throws {
        try await withAWS { _, _, client in
            let months = results(client, #","GroupBy":[{"Type":"DIMENSION","Key":"RECORD_TYPE"}]"#)
            #expect(months.compactMap { $0["Estimated"] as? Bool } == [false, false, true])
            let keys = (months[0]["Groups"] as? [[String: Any]])?.compactMap { $0["Keys"] as? [String] }
            #expect(keys == [["Credit"], ["Usage"]])
            #expect((months[0]["Total"] as? [String: Any])?.isEmpty == true)
        }
    }

    @Test(arguments: [
        (0, "0"), (1, "0.000000001"), (-120, "-0.00000012"), (83_400_000_000, "83.4"), (1_000_000_000, "1"),
    ])
    func amountsAreExactDecimals(nanoUSD: Int, expected: String) {
        #expect(CostExplorer.decimal(nanoUSD) == expected)
    }

    @Test func anAccountThatNeverSwitchedItOnIsRefused() async throws {
        var world = Story.student(at: storyTime)
        world.billing.costExplorerEnabled = false
        try await withAWS(world) { _, _, client in
            let answer = client.json(.ce, "GetCostAndUsage", "{}")
            #expect(answer.json["__type"] as? String == "AccessDeniedException")
        }
    }

    @Test func estimatedChargesDropWhenTheMonthTurns() throws {
        let november = try #require(Timestamp.fromDay("2026-11-01"))
        let metric = MetricName(
            namespace: "AWS/Billing", name: "EstimatedCharges", dimensions: [.init(name: "Currency", value: "USD")])
        let range = MetricRange(
            start: november - 43_200, end: november + 43_200, period: 21_600, now: storyTime)
        let points = range.points(of: Series(metric, in: "us-east-1", of: Story.student(at: storyTime)))
        #expect(points.count == 4)
        #expect(points[2].sample.maximum == 0 && points[1].sample.maximum > points[3].sample.maximum)
    }
}
