// What CloudWatch is asked, and what its answers become.

import AWSAPI
import CostModel
import Foundation
import ScriptedAWS
import Testing

@testable import Scanning

private let hour = 3600
private let end = 1_795_219_200
private let start = end - 24 * hour

/// A day of an hourly series of AWS/EC2.
func query(
    _ id: String = "i-1", _ statistic: MetricSpec.Statistic = .average, metric: String = "CPUUtilization",
    namespace: String = "AWS/EC2", start: Int = 1_795_219_200 - 24 * 3600, region: Region = ireland
) -> MetricQuery {
    MetricQuery(
        resource: key(.instance, id, in: region), namespace: namespace, metric: metric, statistic: statistic,
        period: 3600, start: start, end: 1_795_219_200)
}

func source(_ scripted: ScriptedAWS, _ operation: CloudWatchMetricSource.Operation) -> CloudWatchMetricSource {
    CloudWatchMetricSource(client: scripted.client, usage: APIUsage(), operation: operation)
}

extension CloudWatchMetricSource {
    /// Without any limit.
    func points(_ queries: [MetricQuery]) async -> [MetricAnswer] {
        let all = MetricAllowance(freeCalls: .max, paidMetrics: .max)
        return (try? await points(queries, within: all) { _ in })?.answers ?? []
    }
}

/// The body of a call as JSON.
private func json(_ call: ScriptedAWS.Call?) throws -> [String: Any] {
    let body = try #require(call?.body)
    return try #require(try JSONSerialization.jsonObject(with: Data(body.utf8)) as? [String: Any])
}

/// How many queries a call of GetMetricData holds.
private func size(_ call: ScriptedAWS.Call) -> Int {
    ((try? json(call))?["MetricDataQueries"] as? [Any])?.count ?? -1
}

@Suite struct MetricStatisticsTests {
    @Test func sharesACallBetweenStatisticsOfASeries() async throws {
        let scripted = ScriptedAWS { _ in
            .json(
                """
                {"Label":"CPUUtilization","Datapoints":[
                {"Timestamp":\(start + hour).0,"Average":2.5,"Maximum":90,"Unit":"Percent"},
                {"Timestamp":\(start),"Average":1.5,"Maximum":80,"Unit":"Percent"}]}
                """)
        }
        let queries = [query(), query("i-1", .maximum)]
        let answers = await source(scripted, .statistics).points(queries)
        #expect(answers.map(\.query) == queries)
        #expect(
            answers[0].points == [MetricPoint(start: start, value: 1.5), MetricPoint(start: start + hour, value: 2.5)])
        #expect(answers[1].points.map(\.value) == [80, 90])
        #expect(scripted.calls.count == 1)
        #expect(scripted.calls.first?.host == "monitoring" && scripted.calls.first?.region == "eu-west-1")
        let sent = try json(scripted.calls.first)
        #expect(sent["Namespace"] as? String == "AWS/EC2" && sent["MetricName"] as? String == "CPUUtilization")
        #expect(sent["Dimensions"] as? [[String: String]] == [["Name": "InstanceId", "Value": "i-1"]])
        #expect(sent["StartTime"] as? Int == start && sent["EndTime"] as? Int == end && sent["Period"] as? Int == 3600)
        #expect(sent["Statistics"] as? [String] == ["Average", "Maximum"])
    }

    @Test func floorsTimesToBucketsAndDropsWhatIsOutside() async {
        let scripted = ScriptedAWS { _ in
            .json(
                """
                {"Datapoints":[{"Timestamp":\(start + 600),"Average":1},{"Timestamp":\(end),"Average":9},
                {"Timestamp":\(start - 1),"Average":9},{"Timestamp":\(start + hour),"Sum":3}]}
                """)
        }
        let answers = await source(scripted, .statistics).points([query()])
        #expect(answers.first?.points == [MetricPoint(start: start, value: 1)])
    }

    @Test func splitsWindowsThatAWSWouldRefuse() async throws {
        let scripted = ScriptedAWS { _ in .json(#"{"Datapoints":[]}"#) }
        let long = query(start: end - 100 * 24 * hour)
        let answers = await source(scripted, .statistics).points([long])
        let spans = try scripted.calls.map { try json($0) }
            .map { ($0["StartTime"] as? Int ?? 0, $0["EndTime"] as? Int ?? 0) }.sorted { $0.0 < $1.0 }
        #expect(spans.count == 2)
        #expect(spans.first?.0 == long.start && spans.last?.1 == end && spans.first?.1 == spans.last?.0)
        #expect(spans.allSatisfy { ($0.1 - $0.0) / hour <= 1440 })
        #expect(answers.first?.gap == nil && answers.first?.points.isEmpty == true)
    }

    @Test(arguments: [
        (AWSReply.jsonError("AccessDeniedException", status: 403), Gap.Kind.denied),
        (.jsonError("Throttling"), .failed), (.json("{}"), .failed), (.json("[]"), .failed),
        (.json(#"{"Datapoints":[{"Average":1}]}"#), .failed),
    ])
    func noAnswerIsAGapAndNotNoData(reply: AWSReply, kind: Gap.Kind) async {
        let answers = await source(ScriptedAWS { _ in reply }, .statistics).points([query()])
        #expect(answers.first?.gap?.kind == kind)
        #expect(answers.first?.gap?.service == "cloudwatch" && answers.first?.gap?.operation == "GetMetricStatistics")
        #expect(answers.first?.points.isEmpty == true)
    }
}

@Suite struct MetricDataTests {
    @Test func asksByFiveHundredAndByRegionAndSpan() async throws {
        let scripted = ScriptedAWS { _ in .json(#"{"MetricDataResults":[]}"#) }
        let usage = APIUsage()
        let source = CloudWatchMetricSource(client: scripted.client, usage: usage, operation: .data)
        let here = (0..<1001).map { query("i-\($0)") }
        let answers = await source.points(
            here + [query("i-0", start: start + hour), query("i-9", region: .northVirginia)])
        #expect(scripted.calls.map(size).sorted() == [1, 1, 1, 500, 500])
        #expect(scripted.calls.count { $0.region == "us-east-1" } == 1)
        #expect(usage.metricsRequested == 1003)
        #expect(
            answers.count == 1003 && answers.allSatisfy { $0.gap != nil }, "a series without a status was not answered")
    }

    @Test func readsTheSeriesOfAllPages() async throws {
        let scripted = ScriptedAWS { call in
            let isFirst = !call.body.contains("NextToken")
            let status = isFirst ? "PartialData" : "Complete"
            return .json(
                """
                {"MetricDataResults":[{"Id":"m0","Label":"x","Timestamps":[\(start + (isFirst ? 0 : hour)).0],
                "Values":[\(isFirst ? 1 : 2)],"StatusCode":"\(status)"}]\(isFirst ? #","NextToken":"t""# : "")}
                """)
        }
        let answers = await source(scripted, .data).points([query()])
        #expect(answers.first?.gap == nil)
        #expect(answers.first?.points.map(\.value) == [1, 2])
        #expect(scripted.calls.count == 2)
        let sent = try json(scripted.calls.last)
        #expect(sent["NextToken"] as? String == "t" && sent["ScanBy"] as? String == "TimestampAscending")
        let asked = try #require((sent["MetricDataQueries"] as? [[String: Any]])?.first)
        #expect(asked["Id"] as? String == "m0")
        let stat = try #require(asked["MetricStat"] as? [String: Any])
        #expect(stat["Stat"] as? String == "Average" && stat["Period"] as? Int == 3600)
        let metric = try #require(stat["Metric"] as? [String: Any])
        #expect(metric["Dimensions"] as? [[String: String]] == [["Name": "InstanceId", "Value": "i-1"]])
    }

    @Test(
        "a series that AWS did not finish is a gap, and its neighbour is not",
        arguments: ["InternalError", "PartialData"])
    func anUnfinishedSeriesIsAGap(status: String) async {
        let scripted = ScriptedAWS { _ in
            .json(
                """
                {"MetricDataResults":[
                {"Id":"m0","Timestamps":[\(start)],"Values":[1],"StatusCode":"\(status)"},
                {"Id":"m1","Timestamps":[\(start)],"Values":[1],"StatusCode":"Complete"},
                {"Id":"m7","Timestamps":[\(start)],"Values":[1],"StatusCode":"Complete"}]}
                """)
        }
        let answers = await source(scripted, .data).points([query("i-1"), query("i-2")])
        #expect(answers.count { $0.gap?.error.contains("'\(status)'") == true } == 1)
        #expect(answers.count { $0.points == [MetricPoint(start: start, value: 1)] } == 1)
    }

    @Test func pagesThatGoInCirclesAreAGap() async {
        let scripted = ScriptedAWS { _ in .json(#"{"MetricDataResults":[],"NextToken":"same"}"#) }
        let answers = await source(scripted, .data).points([query()])
        #expect(answers.first?.gap?.error.contains("same token twice") == true)
        #expect(scripted.calls.count == 2)
    }

    @Test func fewSeriesAreFreeAndManyAreFast() async {
        for (count, operation) in [
            (CloudWatchMetricSource.mostSeriesByStatistics, "GetMetricStatistics"),
            (CloudWatchMetricSource.mostSeriesByStatistics + 1, "GetMetricData"),
        ] {
            let scripted = ScriptedAWS { _ in .json(#"{"Datapoints":[],"MetricDataResults":[]}"#) }
            _ = await source(scripted, .automatic).points((0..<count).map { query("i-\($0)") })
            #expect(Set(scripted.calls.map(\.operation)) == [operation])
        }
        #expect(CloudWatchMetricSource.mostSeriesByStatistics * 24 * 30 < 500_000)
    }
}

@Suite struct MetricChoiceTests {
    /// Ten series more than go the free way in a hurry.
    private static let many = CloudWatchMetricSource.mostSeriesByStatistics + 10

    @Test(
        "the free way, the quick way, the slow free way, and what is left",
        arguments: [
            (10, 10, 0, 10, 0, 0), (many, 100_000, 1000, 0, many, 0), (many, many, many - 1, many, 0, 0),
            (10, 9, 10, 0, 10, 0), (10, 3, 2, 3, 2, 5), (10, 0, 0, 0, 0, 10),
        ])
    func choosesByWhatIsLeft(
        series: Int, freeCalls: Int, paidMetrics: Int, byStatistics: Int, byData: Int, notAsked: Int
    ) async throws {
        let scripted = ScriptedAWS { call in
            guard call.operation == "GetMetricData" else { return .json(#"{"Datapoints":[]}"#) }
            let parts = (0..<size(call)).map { #"{"Id":"m\#($0)","StatusCode":"Complete"}"# }
            return .json(#"{"MetricDataResults":[\#(parts.joined(separator: ","))]}"#)
        }
        let noted = Noted()
        let (answers, use) = try await source(scripted, .automatic).points(
            (0..<series).map { query("i-\($0)") },
            within: MetricAllowance(freeCalls: freeCalls, paidMetrics: paidMetrics)
        ) { await noted.add($0, scripted.calls.count) }
        let requests = MetricRequests(statistics: byStatistics, metrics: byData)
        #expect(
            use
                == MetricUse(
                    seriesByStatistics: byStatistics, seriesByData: byData, seriesNotAsked: notAsked,
                    requests: requests))
        #expect(await noted.all == [requests])
        #expect(await noted.callsBefore == [0], "it is noted before it is asked")
        #expect(scripted.calls("GetMetricStatistics").count == byStatistics)
        #expect(answers.count == series && answers.count { $0.gap != nil } == notAsked)
        #expect(answers.allSatisfy { $0.gap?.error.contains("selfCost.monthlyUSD") ?? true })
    }

    @Test func whatCannotBeNotedIsNotAsked() async {
        let scripted = ScriptedAWS { _ in .json(#"{"Datapoints":[]}"#) }
        let all = MetricAllowance(freeCalls: 100, paidMetrics: 100)
        await #expect(throws: CancellationError.self) {
            try await source(scripted, .automatic).points([query()], within: all) { _ in throw CancellationError() }
        }
        #expect(scripted.calls.isEmpty)
    }

    @Test func aCallHoldsNoMorePointsThanAnAnswer() async {
        let scripted = ScriptedAWS { _ in .json(#"{"MetricDataResults":[]}"#) }
        // 63 days of hours: 66 series fill an answer.
        _ = await source(scripted, .data).points((0..<100).map { query("i-\($0)", start: end - 63 * 24 * hour) })
        #expect(scripted.calls.map(size).sorted() == [34, 66])
    }

    private actor Noted {
        var all: [MetricRequests] = []
        var callsBefore: [Int] = []
        func add(_ requests: MetricRequests, _ calls: Int) {
            all.append(requests)
            callsBefore.append(calls)
        }
    }
}
