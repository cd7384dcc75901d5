// Metrics follow from the load alone, in aligned buckets, and are silent while nothing ran.

import Foundation
import Testing

@testable import FaultyAWS
@testable import SimulatedAWS

@Suite struct MetricTests {
    private let hour = 3_600

    private func points(
        _ id: String, _ metric: String, region: String, hours: Int, period: Int = 3_600, world: World? = nil
    ) -> [(time: Int, sample: Sample)] {
        let name = MetricName(
            namespace: "AWS/EC2", name: metric, dimensions: [.init(name: "InstanceId", value: id)])
        let world = world ?? Story.student(at: storyTime)
        let range = MetricRange(
            start: storyTime - Double(hours * hour), end: storyTime, period: period, now: storyTime)
        return range.points(of: Series(name, in: region, of: world))
    }

    @Test func theForgottenNotebookIsIdleInEveryHour() {
        let processor = points("i-0a1b2c3d4e5f60718", "CPUUtilization", region: "us-west-2", hours: 24)
        #expect(processor.count == 13)
        #expect(processor.allSatisfy { ($0.sample.value("Average") ?? 100) < 1.4 })
        let bytes = ["NetworkIn", "NetworkOut"].map { metric in
            points("i-0a1b2c3d4e5f60718", metric, region: "us-west-2", hours: 24)
        }
        #expect(bytes.allSatisfy { $0.allSatisfy { $0.sample.sum < 300_000 } })
    }

    @Test func theOldWebServersSpikesShowInTheMaximumAndNotInTheAverage() {
        let week = points("i-0e5f60718293a4b5c", "CPUUtilization", region: "us-east-1", hours: 144)
        #expect(week.filter { $0.sample.maximum > 30 }.count > 20)
        #expect(week.allSatisfy { ($0.sample.value("Average") ?? 100) < 5 })
    }

    @Test func theNightlyJobIsSeenInItsHourAndInNoOther() {
        let day = points("i-0c3d4e5f607182930", "CPUUtilization", region: "us-east-1", hours: 24)
        let busy = day.filter { ($0.sample.value("Average") ?? 0) > 5 }
        #expect(busy.map { $0.time % 86_400 / hour } == [2])
    }

    @Test func hoursAreTheSumsOfTheirFiveMinutes() {
        let fine = points("i-0d4e5f60718293a4b", "NetworkIn", region: "us-east-1", hours: 6, period: 300)
        let coarse = points("i-0d4e5f60718293a4b", "NetworkIn", region: "us-east-1", hours: 6)
        for point in coarse {
            let parts = fine.filter { $0.time / hour == point.time / hour }.map(\.sample)
            #expect(point.sample.sum == parts.map(\.sum).reduce(0, +))
            #expect(point.sample.maximum == parts.map(\.maximum).max())
            #expect(point.sample.count == Double(parts.count * 5))
        }
        #expect(coarse.allSatisfy { $0.time % hour == 0 } && coarse.count == 7)
    }

    @Test func theSameQuestionHasTheSameAnswer() {
        let twice = (0..<2).map { _ in
            points("i-0d4e5f60718293a4b", "CPUUtilization", region: "us-east-1", hours: 12).map(\.sample)
        }
        #expect(twice[0] == twice[1])
    }

    @Test(arguments: [
        ("AWS/EC2", "CPUUtilization", ["InstanceId": "i-0a1b2c3d4e5f60718"], "us-east-1"),
        ("AWS/EC2", "CPUUtilization", ["InstanceId": "i-0a1b2c3d4e5f60718", "ImageId": "x"], "us-west-2"),
        ("AWS/ECS", "CPUUtilization", ["InstanceId": "i-0a1b2c3d4e5f60718"], "us-west-2"),
        ("AWS/EC2", "GPUUtilization", ["InstanceId": "i-0a1b2c3d4e5f60718"], "us-west-2"),
        ("AWS/Billing", "EstimatedCharges", ["Currency": "USD"], "us-west-2"),
        ("AWS/Billing", "EstimatedCharges", [:], "us-east-1"),
    ])
    func aMetricThatIsNotThereHasNoData(
        namespace: String, name: String, dimensions: [String: String], region: String
    ) {
        let metric = MetricName(
            namespace: namespace, name: name, dimensions: dimensions.map { .init(name: $0.key, value: $0.value) })
        let range = MetricRange(start: storyTime - 86_400, end: storyTime, period: 3_600, now: storyTime)
        #expect(range.points(of: Series(metric, in: region, of: Story.student(at: storyTime))).isEmpty)
    }

    @Test func anAgentsMetricIsListedAndAnswered() async throws {
        var world = Story.student(at: storyTime)
        world["us-west-2"][instance: "i-0a1b2c3d4e5f60718"]?.load.agentMetrics = [
            AgentMetric(namespace: "CWAgent", name: "nvidia_smi_utilization_gpu", dimensions: ["index": "0"], value: 40)
        ]
        try await withAWS(world) { _, _, client in
            var client = client
            client.region = "us-west-2"
            let list = client.json(.monitoring, "ListMetrics", #"{"Namespace":"CWAgent"}"#)
            let metrics = try #require(list.json["Metrics"] as? [[String: Any]])
            #expect(metrics.count == 1 && (metrics[0]["Dimensions"] as? [Any])?.count == 2)
        }
    }

    @Test func pagesOfDatapointsLoseNone() async throws {
        try await withAWS { _, _, client in
            var seen = ["a": 0, "b": 0]
            var token = ""
            for _ in 0..<20 {
                let answer = client.json(.monitoring, "GetMetricData", body(limit: 5, token))
                for result in answer.json["MetricDataResults"] as? [[String: Any]] ?? [] {
                    let count = (result["Values"] as? [Double])?.count ?? 0
                    seen[result["Id"] as? String ?? "", default: 0] += count
                }
                guard let next = answer.json["NextToken"] as? String else { break }
                token = #","NextToken":"\#(next)""#
            }
            #expect(seen == ["a": 13, "b": 13])
        }
    }

    private func body(limit: Int, _ token: String) -> String {
        let queries = ["a", "b"].map { id in
            #"{"Id":"\#(id)","MetricStat":{"Metric":{"Namespace":"AWS/EC2","MetricName":"CPUUtilization","#
                + #""Dimensions":[{"Name":"InstanceId","Value":"i-0d4e5f60718293a4b"}]},"#
                + #""Period":3600,"Stat":"Maximum"}}"#
        }
        let end = Int(storyTime.timeIntervalSince1970)
        return #"{"StartTime":\#(end - 12 * hour),"EndTime":\#(end),"MaxDatapoints":\#(limit)\#(token),"#
            + #""MetricDataQueries":[\#(queries.joined(separator: ","))]}"#
    }

    @Test func statisticsComeUnsorted() async throws {
        try await withAWS { _, _, client in
            let end = Int(storyTime.timeIntervalSince1970)
            let answer = client.json(
                .monitoring, "GetMetricStatistics",
                #"{"Namespace":"AWS/EC2","MetricName":"CPUUtilization","Dimensions":[{"Name":"InstanceId","#
                    + #""Value":"i-0d4e5f60718293a4b"}],"StartTime":\#(end - 86_400),"EndTime":\#(end),"Period":3600,"#
                    + #""Statistics":["Average"]}"#)
            let points = try #require(answer.json["Datapoints"] as? [[String: Any]])
            let times = points.compactMap { $0["Timestamp"] as? Int }
            #expect(times.count == 25 && times != times.sorted() && times != times.sorted(by: >))
        }
    }

    @Test func anErrorOfCloudWatchAlsoNamesItsOldCode() async throws {
        try await withAWS { _, _, client in
            let answer = client.json(
                .monitoring, "GetMetricStatistics",
                #"{"Namespace":"n","MetricName":"m","StartTime":1,"EndTime":1,"#
                    + #""Period":60,"Statistics":["Sum"]}"#)
            #expect(answer.status == 400)
            #expect(answer.headers["x-amzn-query-error"] == "InvalidParameterValue;Sender")
            #expect((answer.json["__type"] as? String)?.hasSuffix("#InvalidParameterValueException") == true)
        }
    }
}
