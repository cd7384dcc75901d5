// Numbers that no account has: an answer that holds them must not end the program, and must not be believed.

import AWSAPI
import CostModel
import Foundation
import ScriptedAWS
import Testing

@testable import Scanning

/// What does not fit where it would have to go.
private let absurd = ["-1", "4294967297", "9223372036854775807", "99999999999999999999", "1e9"]

@Suite struct HostileAnswerTests {
    @Test("a disk of an impossible size is unknown and told, and its sum with others traps nowhere", arguments: absurd)
    func diskSizes(size: String) async throws {
        let disk = "<item><ebs><snapshotId>snap-1</snapshotId><volumeSize>\(size)</volumeSize></ebs></item>"
        let image = """
            <item><imageId>ami-1</imageId><imageState>available</imageState><blockDeviceMapping>\(disk)\(disk)\
            </blockDeviceMapping></item>
            """
        let scripted = aws { $0.operation == "DescribeImages" ? answer("imagesSet", image) : nil }
        let listed = try #require(await scripted.listed(.image))
        #expect(listed.resources.first?.facts["size_gib"] == .null && listed.resources.first?.unknown == ["size_gib"])
        #expect(
            listed.gaps.count == 1 && listed.gaps[0].contains("volumeSize") && listed.gaps[0].contains(size.prefix(19)))
    }

    @Test("the largest disks that are believed can be summed", arguments: [1, 2000])
    func largestSizes(count: Int) async throws {
        let disk = "<item><ebs><volumeSize>4294967296</volumeSize></ebs></item>"
        let disks = String(repeating: disk, count: count)
        let image = """
            <item><imageId>ami-1</imageId><imageState>available</imageState><blockDeviceMapping>\(disks)\
            </blockDeviceMapping></item>
            """
        let scripted = aws { $0.operation == "DescribeImages" ? answer("imagesSet", image) : nil }
        let found = try #require(await scripted.listed(.image)?.resources.first)
        #expect(found.facts["size_gib"] == .integer(4_294_967_296 * Int64(count)))
    }

    @Test("a type with an impossible number of accelerators is unknown and a gap", arguments: absurd)
    func accelerators(count: String) async throws {
        let gpus = String(repeating: "<item><count>\(count)</count></item>", count: 3)
        let received = try await listed(
            types: answer(
                "instanceTypeSet",
                """
                <item><instanceType>x9.large</instanceType><vCpuInfo><defaultVCpus>2</defaultVCpus></vCpuInfo>\
                <gpuInfo><gpus>\(gpus)</gpus></gpuInfo></item>
                """))
        #expect(received.gaps.map(\.operation) == ["DescribeInstanceTypes"])
        #expect(received.of(.instance)?.resources.first?.unknown.contains("gpus") == true)
    }

    @Test("types that are denied are told, and stay unknown while the instances are listed")
    func deniedTypes() async throws {
        let received = try await listed(types: .ec2Error("UnauthorizedOperation", status: 403))
        let gap = try #require(received.gaps.first)
        #expect(received.gaps.count == 1 && gap.kind == .denied && gap.region == ireland)
        #expect(gap.service == "ec2" && gap.operation == "DescribeInstanceTypes")
        let listing = try #require(received.of(.instance))
        #expect(listing.listing.outcome == .complete)
        let unknown: Set = ["vcpus", "gpus", "has_instance_store", "instance_store_gb"]
        #expect(listing.resources.first?.unknown.isSuperset(of: unknown) == true)
        #expect(listing.resources.first?.facts["gpus"] == nil)
    }

    @Test("types that are told leave no gap")
    func toldTypes() async throws {
        let received = try await listed(
            types: answer(
                "instanceTypeSet",
                """
                <item><instanceType>x9.large</instanceType><vCpuInfo><defaultVCpus>2</defaultVCpus></vCpuInfo></item>
                """))
        #expect(received.gaps.isEmpty)
        #expect(received.of(.instance)?.resources.first?.facts["gpus"] == .integer(0))
    }

    @Test(
        "a time beyond every calendar makes an amount unreadable and ends nothing",
        arguments: ["1e300", "-1e300", "253402300800", "-1", "9223372036854775808"])
    func times(time: String) async {
        let money = #"{"currencyCode":"USD","currencyAmount":"1"}"#
        let credit =
            #"{"credits":[{"creditId":"1","initialAmount":\#(money),"remainingAmount":\#(money),"endDate":\#(time)}]}"#
        let plan = #"{"accountPlanType":"FREE","accountPlanExpirationDate":\#(time)}"#
        let charges = #"{"Datapoints":[{"Timestamp":\#(time),"Maximum":12.5}]}"#
        let scripted = ScriptedAWS { call in
            switch call.operation {
            case "GetCredits": .json(credit)
            case "GetAccountPlanState": .json(plan)
            default: .json(charges)
            }
        }
        let credits = await AWSBillingSource(client: scripted.client, usage: APIUsage()).credits(
            account: account, at: now)
        #expect(credits.credits == nil && credits.plan == nil)
        #expect(credits.gaps.map(\.operation).sorted() == ["GetAccountPlanState", "GetCredits"])
        await #expect(throws: ScanError.self) {
            try await EstimatedChargesCall.latest(at: now, scripted.client, .northVirginia)
        }
    }

    @Test("points of a metric at times that are none are left out", arguments: ["1e300", "-1e300", "-1", "1.5e18"])
    func points(time: String) async throws {
        let data = #"{"Datapoints":[{"Timestamp":\#(time),"Average":1e308,"Sum":-1e308}]}"#
        let scripted = ScriptedAWS { _ in .json(data) }
        let query = MetricQuery(
            resource: key(.instance, "i-1"), namespace: "AWS/EC2", metric: "CPUUtilization", statistic: .average,
            period: 3600, start: 1_795_132_800, end: 1_795_219_200)
        let (answers, _) = try await CloudWatchMetricSource(client: scripted.client, usage: APIUsage()).points(
            [query], within: MetricAllowance(freeCalls: 1000, paidMetrics: 1000)
        ) { _ in }
        #expect(answers.map(\.points) == [[]])
    }

    /// One machine of a type that no price list knows, and this answer to what the type is made of.
    private func listed(types: AWSReply) async throws -> Received {
        let machine = """
            <item><instancesSet><item><instanceId>i-1</instanceId><instanceState><name>running</name></instanceState>\
            <imageId>ami-1</imageId><instanceType>x9.large</instanceType><launchTime>2026-11-20T08:00:00.000Z</launchTime>\
            <rootDeviceType>ebs</rootDeviceType></item></instancesSet></item>
            """
        let scripted = aws { call in
            switch call.operation {
            case "DescribeInstances": answer("reservationSet", machine)
            case "DescribeInstanceTypes": types
            default: nil
            }
        }
        let received = Received()
        try await scripted.source().list([.instance], in: [ireland], of: account, at: now) { received.add($0) }
        return received
    }
}
