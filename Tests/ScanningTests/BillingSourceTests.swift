// What AWS says of money, and what asking costs.

import AWSAPI
import CostModel
import Foundation
import ScriptedAWS
import Testing

@testable import Scanning

private let september = UTCTime.aws("2026-09-01T00:00:00Z")!
private let noCharges = AWSReply.json(#"{"Label":"EstimatedCharges","Datapoints":[]}"#)

private func month(_ groups: String, start: String = "2026-11-01", estimated: Bool = true) -> String {
    """
    {"TimePeriod":{"Start":"\(start)","End":"2026-11-22"},"Total":{},"Groups":[\(groups)],"Estimated":\(estimated)}
    """
}

private func group(_ type: String, _ amount: String, unit: String = "USD") -> String {
    #"{"Keys":["\#(type)"],"Metrics":{"UnblendedCost":{"Amount":"\#(amount)","Unit":"\#(unit)"}}}"#
}

private func billing(_ costs: @escaping @Sendable (ScriptedAWS.Call) throws -> AWSReply) -> ScriptedAWS {
    ScriptedAWS { try $0.operation == "GetCostAndUsage" ? costs($0) : noCharges }
}

private func source(_ scripted: ScriptedAWS) -> AWSBillingSource {
    AWSBillingSource(client: scripted.client, usage: APIUsage())
}

@Suite struct BillingSourceTests {
    @Test func readsTheNewestEstimate() async throws {
        let scripted = ScriptedAWS { _ in
            .json(
                """
                {"Datapoints":[{"Timestamp":1795197600.0,"Maximum":12.34,"Unit":"None"},
                {"Timestamp":1795176000.0,"Maximum":99,"Unit":"None"}]}
                """)
        }
        let figures = await source(scripted).figures(account: account, at: now, costsSince: nil)
        #expect(figures.estimatedCharges?.amount == Money("12.34"))
        #expect(figures.estimatedCharges?.at == Date(timeIntervalSince1970: 1_795_197_600))
        #expect(figures.costLines == nil && figures.gaps.isEmpty)
        let call = try #require(scripted.calls.first)
        #expect(scripted.calls.count == 1 && call.region == "us-east-1" && call.operation == "GetMetricStatistics")
        #expect(call.body.contains(#""Dimensions":[{"Name":"Currency","Value":"USD"}]"#))
        let request = try #require(
            try JSONSerialization.jsonObject(with: Data(call.body.utf8)) as? [String: Any])
        let start = request["StartTime"] as? Int ?? 1
        let end = request["EndTime"] as? Int ?? 1
        #expect(start % 21600 == 0 && end % 21600 == 0 && request["Period"] as? Int == 21600)
        #expect(start <= Int(now.timeIntervalSince1970) - 2 * 86400 && end > Int(now.timeIntervalSince1970))
    }

    @Test func noEstimateIsNeitherZeroNorAGap() async {
        let figures = await source(ScriptedAWS { _ in noCharges }).figures(account: account, at: now, costsSince: nil)
        #expect(figures.estimatedCharges == nil && figures.gaps.isEmpty)
    }

    @Test func asksCostExplorerOnceByRecordType() async throws {
        let scripted = billing { _ in
            .json(
                #"{"ResultsByTime":["#
                    + month(
                        group("Usage", "10.5") + "," + group("Credit", "-1.05E1"), start: "2026-10-01", estimated: false
                    )
                    + "," + month(group("Usage", "1.2E-7")) + #"],"DimensionValueAttributes":[]}"#)
        }
        let figures = await source(scripted).figures(account: account, at: now, costsSince: september)
        let lines = try #require(figures.costLines)
        #expect(lines.map(\.recordType) == ["Usage", "Credit", "Usage"])
        #expect(lines.map(\.amount.nanoUSD) == [10_500_000_000, -10_500_000_000, 120])
        #expect(lines.map(\.estimated) == [false, false, true])
        #expect(lines.map(\.start) == ["2026-10-01", "2026-10-01", "2026-11-01"])
        let calls = scripted.calls("GetCostAndUsage")
        #expect(calls.map(\.host) == ["ce"])
        #expect(
            calls.first?.body
                == #"{"Granularity":"MONTHLY","GroupBy":[{"Key":"RECORD_TYPE","Type":"DIMENSION"},"#
                + #"{"Key":"SERVICE","Type":"DIMENSION"}],"#
                + #""Metrics":["UnblendedCost"],"TimePeriod":{"End":"2026-11-22","Start":"2026-09-01"}}"#)
    }

    @Test func asksByDayWhereAMonthMustBeSplit() async {
        let scripted = billing { _ in .json(#"{"ResultsByTime":[]}"#) }
        _ = await source(scripted).figures(account: account, at: now, costsSince: september, daily: true)
        #expect(scripted.calls("GetCostAndUsage").first?.body.contains(#""Granularity":"DAILY""#) == true)
    }

    @Test func readsEveryPageOfCosts() async {
        let scripted = billing { call in
            let isFirst = !call.body.contains("NextPageToken")
            return .json(
                #"{"ResultsByTime":["# + month(group("Usage", isFirst ? "1" : "2")) + "]"
                    + (isFirst ? #","NextPageToken":"p2"}"# : "}"))
        }
        let figures = await source(scripted).figures(account: account, at: now, costsSince: september)
        #expect(figures.costLines?.map(\.amount.description) == ["1", "2"])
        #expect(scripted.calls("GetCostAndUsage").count == 2)
    }

    @Test("Cost Explorer that nobody has opened yet is told as that")
    func neverOpened() async {
        let scripted = billing { _ in
            AWSReply(
                status: 400,
                body: Data(
                    #"{"__type":"AccessDeniedException","Message":"User not enabled for cost explorer access"}"#.utf8))
        }
        let gap = await source(scripted).figures(account: account, at: now, costsSince: september).gaps.first
        #expect(
            gap?.error.hasPrefix("Cost Explorer is not switched on: open Cost Explorer once in the console") == true)
    }

    @Test(
        "what Cost Explorer refuses is a gap and costs no further try",
        arguments: [
            (AWSReply.jsonError("AccessDeniedException", status: 400), Gap.Kind.denied, 1),
            (.jsonError("DataUnavailableException"), .failed, 1), (.jsonError("LimitExceededException"), .failed, 1),
            (.jsonError("InternalFailure", status: 500), .failed, 2), (.json("{}"), .failed, 1),
            (.json(#"{"ResultsByTime":["# + month(group("Usage", "1", unit: "CNY")) + "]}"), .failed, 1),
            (.json(#"{"ResultsByTime":["# + month(group("Usage", "1,000")) + "]}"), .failed, 1),
        ])
    func aRefusedBillIsAGap(reply: AWSReply, kind: Gap.Kind, attempts: Int) async {
        let scripted = billing { _ in reply }
        let figures = await source(scripted).figures(account: account, at: now, costsSince: september)
        #expect(figures.costLines == nil)
        #expect(figures.gaps.map(\.kind) == [kind])
        #expect(figures.gaps.map { "\($0.service) \($0.operation)" } == ["ce GetCostAndUsage"])
        #expect(scripted.calls("GetCostAndUsage").count == attempts)
    }

    @Test func aRefusedEstimateHidesNoBill() async {
        let scripted = ScriptedAWS { call in
            call.operation == "GetCostAndUsage"
                ? .json(#"{"ResultsByTime":[]}"#) : .jsonError("AccessDenied", status: 403)
        }
        let figures = await source(scripted).figures(account: account, at: now, costsSince: september)
        #expect(figures.gaps.map(\.operation) == ["GetMetricStatistics"])
        #expect(figures.costLines == [])
    }

    @Test func countsWhatItsOwnCallsCost() async {
        let scripted = ScriptedAWS { call in
            switch call.operation {
            case "GetCostAndUsage": throw TransportError.lost
            case "GetMetricData": .json(#"{"MetricDataResults":[]}"#)
            default: noCharges
            }
        }
        let client = scripted.client
        let usage = APIUsage()
        let source = AWSBillingSource(client: client, usage: usage)
        #expect(source.spent().calls == 0 && source.spent().cost == .zero)
        _ = await source.figures(account: account, at: now, costsSince: september)
        let queries = (0..<600).map { number in
            MetricQuery(
                resource: key(.instance, "i-\(number)"), namespace: "AWS/EC2", metric: "CPUUtilization",
                statistic: .average, period: 300, start: 0, end: 300)
        }
        _ = await CloudWatchMetricSource(client: client, usage: usage, operation: .data).points(queries)
        #expect(source.spent().calls == 1 + 2 + 2, "an estimate, a bill with its retry, two calls of metrics")
        #expect(source.spent().cost == Money("0.026"))
    }
}

@Suite struct CostAmountTests {
    @Test(
        "reads amounts as Cost Explorer writes them",
        arguments: [
            ("4.2", 4_200_000_000), ("-0.00000012", -120), ("1.2E-7", 120), ("-1.2e-7", -120), ("1E2", 100_000_000_000),
            ("1.5E-9", 2), ("4E-10", 0), ("1E-40", 0), ("0.0000000005", 1), ("1e+1", 10_000_000_000),
        ] as [(String, Int64)])
    func readsAmounts(text: String, nanos: Int64) { #expect(Money(billed: text)?.nanoUSD == nanos) }

    @Test(arguments: ["", "E", "1E", "E1", "1E1E1", "1E99", "1E18", "1,5", "0x1", "1.2.3E1", "nan", "1 E1", "12abE1"])
    func refusesWhatIsNoAmount(text: String) { #expect(Money(billed: text) == nil) }
}
