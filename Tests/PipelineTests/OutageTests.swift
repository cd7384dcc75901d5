// Regions in which AWS is in trouble: nothing is stopped there by cron, in one line and one mail.

import CostModel
import FaultyAWS
import Foundation
import Pipeline
import Reporting
import SimulatedAWS
import Storage
import Testing

@Suite struct OutageTests {
    private let idle = "i-0aaaaaaaaaaaaaaa1"

    /// So many kinds of list are answered by trouble, in a region with one idle machine that is due.
    private func run(_ kind: Fault.Kind, _ actions: [String]) async throws -> (Stage, RunResult) {
        let stage = try await Stage(.with([.idle(idle)]))
        try await stage.run(afterMinutes: [0, 30])
        for action in actions {
            stage.server.inject(Fault(kind, service: "ec2", action: action, region: "us-east-1", times: .max))
        }
        return (stage, try await stage.run(afterMinutes: [60]))
    }

    @Test(
        "more than a tenth of the calls failed: the machine runs on, and one mail tells of it",
        arguments: [Fault.Kind.http(503), .throttle, .reset, .html(502)])
    func holdsBack(kind: Fault.Kind) async throws {
        let (stage, result) = try await run(kind, ["DescribeImages", "DescribeVolumes", "DescribeSnapshots"])
        #expect(result.applied.isEmpty)
        #expect(stage.server.requests.allSatisfy { $0.action != "StopInstances" })
        #expect(result.scan.outages.map(\.region.code) == ["us-east-1"])
        #expect(result.scan.outages.first?.calls.failed == 3)
        let line = try #require(OutageText.line(result.scan.outages))
        #expect(line.contains("3 of ") && line.contains("us-east-1") && !line.contains("\n"))
        try await stage.run(afterMinutes: [75, 90])
        let mails = stage.server.mails().filter { $0.subject?.hasPrefix("AWS fails") == true }
        #expect(mails.count == 1 && mails.first?.message.contains(idle) == true)
    }

    @Test("what a policy denies is answered, and holds nothing up")
    func denialsAreAnswers() async throws {
        // Not the volumes: without them the keys of the disks are not checked, and a person is asked.
        let (stage, result) = try await run(.denied, ["DescribeImages", "DescribeAddresses", "DescribeSnapshots"])
        #expect(result.scan.outages.isEmpty)
        #expect(result.applied.map(\.outcome) == [.done])
        #expect(stage.server.mails().allSatisfy { $0.subject?.hasPrefix("AWS fails") != true })
    }

    @Test("calls that succeed at a later attempt are no trouble")
    func retriesAreNoTrouble() async throws {
        let stage = try await Stage(.with([.idle(idle)]))
        try await stage.run(afterMinutes: [0, 30])
        for action in ["DescribeImages", "DescribeVolumes", "DescribeSnapshots", "DescribeInstances"] {
            stage.server.inject(Fault(.throttle, service: "ec2", action: action, region: "us-east-1", times: 2))
        }
        #expect(try await stage.run(afterMinutes: [60]).applied.map(\.outcome) == [.done])
    }

    @Test("trouble in one region does not hold up another, nor does silent mail")
    func otherRegions() async throws {
        let stage = try await Stage(.with([.idle(idle)]))
        try await stage.run(afterMinutes: [0, 30])
        stage.server.inject(Fault(.http(503), service: "ec2", region: "eu-west-1", times: .max))
        stage.server.inject(Fault(.http(503), service: "sns", times: .max))
        let result = try await stage.run(afterMinutes: [60])
        #expect(result.scan.outages.map(\.region.code) == ["eu-west-1"])
        #expect(result.applied.map(\.outcome) == [.done])
    }

    @Test("a tenth is not more than a tenth", arguments: [(0, 0, false), (10, 1, false), (9, 1, true), (1, 1, true)])
    func limit(made: Int, failed: Int, isOutage: Bool) {
        #expect(CallTally(made: made, failed: failed).isOutage == isOutage)
    }
}
