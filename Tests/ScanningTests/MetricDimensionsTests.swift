// Which series of a metric a machine has, where its dimensions are not known beforehand.

import AWSAPI
import CostModel
import Foundation
import ScriptedAWS
import Testing

@testable import Scanning

private let start = query().start

@Suite struct MetricDimensionsTests {
    private static let listed = """
        {"Metrics":[
        {"Namespace":"CWAgent","MetricName":"gpu",
        "Dimensions":[{"Name":"InstanceId","Value":"i-1"},{"Name":"index","Value":"0"}]},
        {"Namespace":"CWAgent","MetricName":"gpu",
        "Dimensions":[{"Name":"InstanceId","Value":"i-1"},{"Name":"index","Value":"1"}]},
        {"Namespace":"CWAgent","MetricName":"gpu","Dimensions":[{"Name":"InstanceId","Value":"i-3"}]},
        {"Namespace":"CWAgent","MetricName":"gpu","Dimensions":[{"Name":"host","Value":"i-1"}]}]}
        """

    private func gpu(_ id: String, _ statistic: MetricSpec.Statistic = .average) -> MetricQuery {
        query(id, statistic, metric: "gpu", namespace: "CWAgent")
    }

    @Test(
        "several series of a machine become one",
        arguments: [
            (MetricSpec.Statistic.average, 70.0), (.maximum, 70), (.sum, 80), (.sampleCount, 80),
        ])
    func severalSeriesBecomeOne(statistic: MetricSpec.Statistic, value: Double) async {
        let scripted = ScriptedAWS { call in
            guard call.operation == "GetMetricStatistics" else { return .json(MetricDimensionsTests.listed) }
            let load = call.body.contains(#""Value":"1""#) ? 70 : 10
            return .json(#"{"Datapoints":[{"Timestamp":\#(start),"\#(statistic.rawValue)":\#(load)}]}"#)
        }
        let answers = await source(scripted, .statistics).points([gpu("i-1", statistic), gpu("i-2", statistic)])
        #expect(answers[0].points == [MetricPoint(start: start, value: value)])
        #expect(answers[1].points.isEmpty && answers[1].gap == nil, "a machine without an agent sends nothing")
        #expect(scripted.calls("ListMetrics").count == 1)
        #expect(scripted.calls("GetMetricStatistics").count == 2)
    }

    @Test("AWS's own power of a card is looked up, for some accounts have a series for each card")
    func powerOfEachCard() async {
        let listed = #"""
            {"Metrics":[{"Dimensions":[{"Name":"InstanceId","Value":"i-1"},{"Name":"GpuId","Value":"0"}]},
            {"Dimensions":[{"Name":"InstanceId","Value":"i-1"},{"Name":"GpuId","Value":"1"}]},
            {"Dimensions":[{"Name":"InstanceId","Value":"i-2"}]}]}
            """#
        let scripted = ScriptedAWS { call in
            guard call.operation == "GetMetricStatistics" else { return .json(listed) }
            let power = call.body.contains(#""Value":"1""#) ? 61 : 9
            return .json(#"{"Datapoints":[{"Timestamp":\#(start),"Average":\#(power)}]}"#)
        }
        let answers = await source(scripted, .statistics).points(
            ["i-1", "i-2", "i-3"].map { query($0, metric: "GPUPowerUtilization") })
        #expect(answers.map { $0.points.map(\.value) } == [[61], [9], []])
        #expect(answers.allSatisfy { $0.gap == nil })
    }

    @Test func aMetricThatCannotBeLookedUpIsAGapForItsQueriesAlone() async {
        let scripted = ScriptedAWS { call in
            call.operation == "ListMetrics"
                ? .jsonError("AccessDenied", status: 403) : .json(#"{"Datapoints":[]}"#)
        }
        let answers = await source(scripted, .statistics).points([gpu("i-1"), query("i-1")])
        #expect(answers[0].gap?.kind == .denied && answers[0].gap?.operation == "ListMetrics")
        #expect(answers[1].gap == nil)
    }

    @Test func aKindWithoutMetricsIsAGap() async {
        let scripted = ScriptedAWS { _ in .json("{}") }
        let odd = MetricQuery(
            resource: key(.address, "eipalloc-1"), namespace: "AWS/EC2", metric: "m", statistic: .sum, period: 3600,
            start: start, end: query().end)
        #expect(await source(scripted, .automatic).points([odd]).first?.gap != nil)
        #expect(scripted.calls.isEmpty)
    }
}
