// Distance, throttling and clocks hold for every request, as AWS documents them.

import Foundation
import Testing

@testable import FaultyAWS
@testable import SimulatedAWS

@Suite struct ConditionTests {
    private let web = "i-0e5f60718293a4b5c"

    /// A request as the server sees it.
    private func arrival(_ service: Service, _ action: String, _ parameters: String = "") throws -> Arrival {
        let scope =
            "AWS4-HMAC-SHA256 Credential=K/20261121/us-east-1/\(service.rawValue)/aws4_request, "
            + "SignedHeaders=host, Signature=0"
        var headers = [(name: "Authorization", value: scope)]
        if case .json(_, let prefix) = service.wireProtocol { headers.append(("X-Amz-Target", "\(prefix).\(action)")) }
        return try #require(
            Arrival(
                WireRequest(
                    method: "POST", target: "/", headers: headers, body: Array("Action=\(action)\(parameters)".utf8))))
    }

    @Test func theAnswerOfADistantRegionTakesItsRoundTrip() async throws {
        try await withAWS { aws, _, client in
            var conditions = Conditions()
            conditions.latency = .milliseconds(20)
            conditions.latencyByRegion = ["us-west-2": .milliseconds(60)]
            aws.impose(conditions)
            for (region, least) in [("us-east-1", 20), ("us-west-2", 60)] {
                var distant = client
                distant.region = region
                let began = ContinuousClock.now
                #expect(distant.query(.ec2, "DescribeRegions").status == 200)
                #expect(began.duration(to: .now) >= .milliseconds(least))
            }
        }
    }

    @Test(
        "a call takes from the buckets that EC2 documents",
        arguments: [
            ("DescribeInstances", "&MaxResults=1000", [(1, 100, 20)]), ("DescribeInstances", "", [(1, 50, 10)]),
            ("DescribeImages", "", [(1, 100, 20)]), ("CreateTags", "", [(1, 100, 10)]),
            ("StopInstances", "&InstanceId.1=i-1&InstanceId.2=i-2", [(1, 50, 5), (2, 1_000, 20)]),
            ("StartInstances", "&InstanceId.1=i-1", [(1, 5, 2), (1, 1_000, 2)]),
            ("DeleteSnapshot", "", [(1, 100, 5)]), ("ModifyInstanceAttribute", "", [(1, 50, 5)]),
        ])
    func allowances(action: String, parameters: String, expected: [(Int, Int, Int)]) throws {
        let needed = Allowance.needed(by: try arrival(.ec2, action, parameters))
        let got: [[Int]] = needed.map { [$0.tokens, $0.size, $0.perSecond] }
        let wanted: [[Int]] = expected.map { [$0.0, $0.1, $0.2] }
        #expect(got == wanted)
    }

    @Test(arguments: [("GetMetricData", 50), ("GetMetricStatistics", 400), ("ListMetrics", 25)])
    func cloudWatchHasARateForEachAction(action: String, rate: Int) throws {
        #expect(Allowance.needed(by: try arrival(.monitoring, action)).map(\.perSecond) == [rate])
    }

    @Test func aBucketIsEmptiedAtOnceAndFillsEvenlyUpToItsSize() {
        var buckets = TokenBuckets()
        let call = [Allowance(bucket: "b", size: 3, perSecond: 2)]
        func taken(at time: Double) -> Int { (0..<10).count { _ in buckets.take(call, in: "r", at: time) } }
        let counts = [0, 0.5, 0.6, 1, 100].map { taken(at: $0) }
        #expect(counts == [3, 1, 0, 1, 3])
        let elsewhere = buckets.take(call, in: "another region", at: 100)
        #expect(elsewhere)
    }

    @Test func aCallThatLacksOneOfItsTokensTakesNoneOfThem() {
        var buckets = TokenBuckets()
        let request = Allowance(bucket: "requests", size: 1, perSecond: 1)
        let instances = Allowance(bucket: "instances", tokens: 2, size: 1, perSecond: 1)
        let both = buckets.take([request, instances], in: "r", at: 0)
        let one = buckets.take([request], in: "r", at: 0)
        #expect(!both && one)
    }

    @Test func whatComesTooFastIsRefusedAndCounted() async throws {
        try await withAWS { aws, clock, client in
            var conditions = Conditions()
            conditions.throttling = .simulatedTime
            aws.impose(conditions)
            func start() -> Int { client.query(.ec2, "StartInstances", ["InstanceId.1": web]).status }
            #expect((0..<7).map { _ in start() } == [200, 200, 200, 200, 200, 503, 503])
            clock.advance(by: 1)
            #expect((0..<3).map { _ in start() } == [200, 200, 503])
            let kind = CallKind(service: "ec2", action: "StartInstances", region: "us-east-1")
            #expect(aws.counts[kind]?.requests == 10 && aws.counts[kind]?.throttled == 3)
        }
    }

    @Test func realTimeFillsTheBucketsWhileTheSimulatedClockStands() async throws {
        try await withAWS { aws, _, client in
            var conditions = Conditions()
            conditions.throttling = .realTime
            aws.impose(conditions)
            func start() -> Int { client.query(.ec2, "StartInstances", ["InstanceId.1": web]).status }
            let refused = (0..<1_000).contains { _ in start() == 503 }
            // Asked again and again, the next one passes within the half second that a token takes to come.
            let passed = (0..<100_000).contains { _ in start() == 200 }
            #expect(refused && passed)
        }
    }

    @Test func aToleranceOfTheClockLetsWrongClocksIn() async throws {
        try await withAWS { aws, _, client in
            var late = client
            late.now = storyTime - 900
            #expect(late.query(.ec2, "DescribeRegions").text("Code") == "RequestExpired")
            var conditions = Conditions()
            conditions.clockTolerance = 1_000
            aws.impose(conditions)
            #expect(late.query(.ec2, "DescribeRegions").status == 200)
        }
    }
}
