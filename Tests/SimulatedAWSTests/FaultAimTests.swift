// A fault holds for the very request that it is aimed at: a page, a key, the n-th request, a read after a change.

import Foundation
import Testing

@testable import FaultyAWS
@testable import SimulatedAWS

@Suite struct FaultAimTests {
    private let web = "i-0e5f60718293a4b5c"

    /// The statuses of a list of 12 machines in three pages, each page asked again after a failure.
    private func statuses(_ client: WireClient) -> [Int] {
        var statuses = [Int]()
        var token = ""
        repeat {
            let parameters = token.isEmpty ? [:] : ["NextToken": token]
            let answer = client.query(
                .ec2, "DescribeInstances", parameters.merging(["MaxResults": "5"]) { own, _ in own })
            statuses.append(answer.status)
            if answer.status == 200 { token = answer.text("nextToken") ?? "" }
        } while (!token.isEmpty || statuses.last != 200) && statuses.count < 10
        return statuses
    }

    @Test(
        "a fault of one page fails that page once and no other",
        arguments: [
            (Fault.Page.number(1), [500, 200, 200, 200]), (.number(2), [200, 500, 200, 200]),
            (.last, [200, 200, 500, 200]),
        ])
    func onePage(page: Fault.Page, expected: [Int]) async throws {
        let world = Story.crowd(instances: 12, regions: ["us-east-1"], at: storyTime)
        try await withAWS(world) { aws, _, client in
            aws.inject(Fault(.http(500), action: "DescribeInstances", page: page))
            #expect(statuses(client) == expected)
        }
    }

    @Test func pagesOfJSONAreCountedToo() async throws {
        let world = Story.crowd(instances: 100, regions: ["us-east-1"], at: storyTime)
        try await withAWS(world) { aws, _, client in
            aws.inject(Fault(.throttle, action: "ListMetrics", page: .number(2)))
            let first = client.json(.monitoring, "ListMetrics", "{}")
            let token = try #require(first.json["NextToken"] as? String)
            #expect(client.json(.monitoring, "ListMetrics", "{}").status == 200)
            let rest = "{\"NextToken\": \"\(token)\"}"
            let statuses = (0..<2).map { _ in client.json(.monitoring, "ListMetrics", rest).status }
            #expect(statuses == [400, 200])
        }
    }

    @Test func aChangeIsItsOwnLastPageAndFailsBeforeItIsMade() async throws {
        try await withAWS { aws, _, client in
            aws.inject(Fault(.http(503), action: "StopInstances", page: .last))
            #expect(client.query(.ec2, "StopInstances", ["InstanceId.1": web]).status == 503)
            #expect(aws.world["us-east-1"][instance: web]?.power == .running)
        }
    }

    @Test func credentialsLapseFromAGivenRequestOn() async throws {
        try await withAWS { aws, _, client in
            aws.inject(Fault(.expired, service: "ec2", key: Story.accessKeyID, after: 2, times: .max))
            let statuses = (0..<5).map { _ in client.query(.ec2, "DescribeRegions").status }
            #expect(statuses == [200, 200, 400, 400, 400])
            #expect(client.query(.sts, "GetCallerIdentity").status == 200)
        }
    }

    @Test func aFaultOfOneKeyLeavesTheOthersAlone() async throws {
        try await withAWS { aws, _, client in
            aws.inject(Fault(.expired, key: "ASIAOLDOLDOLDOLDOLDO", times: .max))
            #expect(client.query(.ec2, "DescribeRegions").status == 200)
        }
    }

    private func state(_ client: WireClient) -> String? {
        client.query(.ec2, "DescribeInstances", ["InstanceId.1": web]).text("name")
    }

    @Test func aStateThatIsReadAfterAChangeStaysOldForSomeReads() async throws {
        try await withAWS { aws, _, client in
            aws.inject(Fault(.stale, action: "DescribeInstances", times: 2))
            #expect(state(client) == "running")
            #expect(client.query(.ec2, "StopInstances", ["InstanceId.1": web]).status == 200)
            let states = (0..<3).map { _ in state(client) }
            #expect(states == ["running", "running", "stopping"])
        }
    }

    @Test func aFreshMachineIsMissingAtFirst() async throws {
        try await withAWS { aws, _, client in
            let fresh = Instance(
                id: "i-0ffffffffffffffff", type: "t3.micro", launchedAt: storyTime, imageID: "ami-1", tags: [:],
                load: LoadProfile(.init(cpuPercent: 1)))
            aws.inject(Fault(.stale, action: "DescribeInstances"))
            aws.change { $0.launch(fresh, in: "us-east-1") }
            let asked = ["InstanceId.1": fresh.id]
            #expect(client.query(.ec2, "DescribeInstances", asked).text("Code") == "InvalidInstanceID.NotFound")
            #expect(client.query(.ec2, "DescribeInstances", asked).status == 200)
        }
    }

    @Test func underALagReadsSeeAChangeSecondsLater() async throws {
        try await withAWS { aws, clock, client in
            var conditions = Conditions()
            conditions.replicationLag = 30
            aws.impose(conditions)
            #expect(client.query(.ec2, "StopInstances", ["InstanceId.1": web]).status == 200)
            clock.advance(by: 29)
            #expect(state(client) == "running")
            clock.advance(by: 2)
            #expect(state(client) == "stopping")
        }
    }
}
