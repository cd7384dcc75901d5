// Stopping and starting: states follow the clock, refusals are AWS's, and what changed stays changed.

import Foundation
import Testing

@testable import FaultyAWS
@testable import SimulatedAWS

@Suite struct InstancePowerTests {
    private let web = "i-0e5f60718293a4b5c"

    private func state(_ client: WireClient, _ id: String) -> String? {
        let answer = client.query(.ec2, "DescribeInstances", ["InstanceId.1": id])
        return answer.text("instanceState").flatMap { WireAnswer.texts("name", in: $0).first }
    }

    @Test func aStoppedMachineIsStoppingForAMinuteAndTellsWhenItWasStopped() async throws {
        try await withAWS { _, clock, client in
            let answer = client.query(.ec2, "StopInstances", ["InstanceId.1": web])
            #expect(answer.texts("name") == ["stopping", "running"])
            #expect(state(client, web) == "stopping")
            clock.advance(by: 60)
            #expect(state(client, web) == "stopped")
            let told = client.query(.ec2, "DescribeInstances", ["InstanceId.1": web])
            #expect(told.text("reason") == "User initiated (2026-11-21 08:20:00 GMT)")
            #expect(told.text("ipAddress") == nil)
            let again = client.query(.ec2, "StopInstances", ["InstanceId.1": web])
            #expect(again.texts("name") == ["stopped", "stopped"])
        }
    }

    @Test func aStartGivesANewLaunchTimeAndEndsTheSilenceOfItsMetrics() async throws {
        try await withAWS { aws, clock, client in
            _ = client.query(.ec2, "StopInstances", ["InstanceId.1": web])
            #expect(
                client.query(.ec2, "StartInstances", ["InstanceId.1": web]).text("Code") == "IncorrectInstanceState")
            clock.advance(by: 7_200)
            var later = client
            later.now += 7_200
            #expect(later.query(.ec2, "StartInstances", ["InstanceId.1": web]).texts("name") == ["pending", "stopped"])
            clock.advance(by: 3_600)
            let instance = try #require(aws.world["us-east-1"][instance: web])
            #expect(instance.launchedAt == storyTime + 7_200)
            func has(_ offset: Double) -> Bool {
                instance.ran(in: (storyTime + offset)..<(storyTime + offset + 300))
            }
            #expect([-600, 3_600, 9_000].map(has) == [true, false, true])
        }
    }

    @Test func theBillStopsWithTheMachine() async throws {
        try await withAWS { aws, _, client in
            func perHour() -> Int {
                aws.world.billing.gross(from: storyTime, to: storyTime + 3_600).values.reduce(0, +)
            }
            let before = perHour()
            _ = client.query(.ec2, "StopInstances", ["InstanceId.1": web])
            #expect(before - perHour() == 20_800_000 / 3_600 * 3_600)
        }
    }

    @Test func aDryRunChangesNothingAndAsksForPermissionOnly() async throws {
        try await withAWS { aws, _, client in
            for id in [web, "i-0f60718293a4b5c6d"] {
                let answer = client.query(.ec2, "StopInstances", ["InstanceId.1": id, "DryRun": "true"])
                #expect(answer.status == 412 && answer.text("Code") == "DryRunOperation")
            }
            #expect(aws.world["us-east-1"].instances.allSatisfy { $0.power == .running })
        }
    }

    private static let refusals: [(String, @Sendable (inout Instance) -> Void)] = [
        ("OperationNotPermitted", { $0.isStopProtected = true }),
        ("UnsupportedOperation", { $0.spot = .init(id: "sir-1", isPersistent: false) }),
        ("UnsupportedOperation", { $0.rootDevice = "instance-store" }),
        ("IncorrectInstanceState", { $0.power = .terminated }),
        ("IncorrectInstanceState", { $0.changedAt = storyTime }),
    ]

    @Test(arguments: refusals.indices)
    func whatCannotBeStoppedIsRefusedAndTakesTheWholeCallWithIt(index: Int) async throws {
        var world = Story.student(at: storyTime)
        var instance = try #require(world["us-east-1"][instance: web])
        Self.refusals[index].1(&instance)
        world["us-east-1"][instance: web] = instance
        try await withAWS(world) { aws, _, client in
            let both = ["InstanceId.1": "i-0c3d4e5f607182930", "InstanceId.2": web]
            #expect(client.query(.ec2, "StopInstances", both).text("Code") == Self.refusals[index].0)
            #expect(aws.world["us-east-1"][instance: "i-0c3d4e5f607182930"]?.power == .running)
        }
    }

    @Test func aPersistentSpotMachineStops() async throws {
        var world = Story.student(at: storyTime)
        world["us-east-1"][instance: web]?.spot = .init(id: "sir-1", isPersistent: true)
        try await withAWS(world) { _, _, client in
            #expect(client.query(.ec2, "StopInstances", ["InstanceId.1": web]).status == 200)
            let filter = ["Filter.1.Name": "instance-id", "Filter.1.Value.1": web]
            #expect(client.query(.ec2, "DescribeSpotInstanceRequests", filter).text("type") == "persistent")
        }
    }

    @Test func tagsAreWrittenAllOrNone() async throws {
        try await withAWS { aws, _, client in
            let tag = ["Tag.1.Key": "costguard:stopped", "Tag.1.Value": "a <b> & \"c\""]
            let wrong = tag.merging(["ResourceId.1": web, "ResourceId.2": "i-00000000000000000"]) { own, _ in own }
            #expect(client.query(.ec2, "CreateTags", wrong).text("Code") == "InvalidInstanceID.NotFound")
            #expect(aws.world["us-east-1"][instance: web]?.tags["costguard:stopped"] == nil)
            let right = tag.merging(["ResourceId.1": web]) { own, _ in own }
            #expect(client.query(.ec2, "CreateTags", right).text("return") == "true")
            let seen = client.query(.ec2, "DescribeInstances", ["InstanceId.1": web])
            #expect(seen.texts("value").contains("a &lt;b&gt; &amp; &quot;c&quot;"))
            let reserved = ["ResourceId.1": web, "Tag.1.Key": "aws:x", "Tag.1.Value": ""]
            #expect(client.query(.ec2, "CreateTags", reserved).text("Code") == "InvalidParameterValue")
        }
    }
}
