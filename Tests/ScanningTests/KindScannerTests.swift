// What a scan reads of disks, snapshots, images, addresses and launch configurations.

import CostModel
import Foundation
import ScriptedAWS
import Testing

@testable import Scanning

/// An account in which one operation lists these items.
private func account(_ operation: String, _ list: String, _ items: String) -> ScriptedAWS {
    aws { $0.operation == operation ? answer(list, items) : nil }
}

@Suite struct KindScannerTests {
    @Test func readsVolumes() async throws {
        let scripted = account(
            "DescribeVolumes", "volumeSet",
            """
            <item><volumeId>vol-1</volumeId><size>500</size><status>in-use</status>
            <createTime>2026-10-01T00:00:00.000Z</createTime>
            <attachmentSet><item><instanceId>i-2</instanceId></item>
            <item><instanceId>i-1</instanceId></item></attachmentSet>
            \(tags(["Name": "data"]))<volumeType>gp3</volumeType><iops>3000</iops><throughput>125</throughput></item>
            <item><volumeId>vol-2</volumeId><status>available</status>
            <attachmentSet/><volumeType>standard</volumeType></item>
            """)
        let volumes = try #require(await scripted.listed(.volume)).resources
        #expect(scripted.calls.map(\.form) == [["MaxResults": "1000"]])
        try #require(volumes.count == 2)
        #expect(volumes[0].name == "data")
        #expect(volumes[0].createdAt == UTCTime.aws("2026-10-01T00:00:00Z"))
        #expect(
            volumes[0].facts == [
                "state": .text("in-use"), "size_gib": .integer(500), "volume_type": .text("gp3"),
                "iops": .integer(3000),
                "throughput": .integer(125), "attached_instance": .text("i-1"), "managed_by": .null,
                "operator": .null,
            ])
        #expect(volumes[1].facts["attached_instance"] == .null && volumes[1].facts["iops"] == .null)
        #expect(volumes[1].unknown == ["size_gib", "created_at"], "what AWS did not send is not none")
    }

    @Test(
        "an address that something uses is associated",
        arguments: [
            ("<associationId>eipassoc-1</associationId>", true, nil),
            ("<networkInterfaceId>eni-1</networkInterfaceId>", true, nil),
            ("<instanceId>i-1</instanceId><associationId>eipassoc-1</associationId>", true, "i-1"),
            ("<instanceId/><networkInterfaceId/>", false, nil), ("", false, nil),
        ] as [(String, Bool, String?)])
    func readsAddresses(elements: String, associated: Bool, instance: String?) async throws {
        let scripted = account(
            "DescribeAddresses", "addressesSet",
            "<item><publicIp>3.4.5.6</publicIp><allocationId>eipalloc-1</allocationId>\(elements)</item>")
        let address = try #require(await scripted.listed(.address)?.resources.first)
        #expect(address.key.id == "eipalloc-1")
        #expect(
            address.facts == [
                "public_ip": .text("3.4.5.6"), "associated": .flag(associated),
                "attached_instance": .optional(instance), "pool": .text("amazon"),
            ])
    }

    @Test func readsOwnSnapshotsOnly() async throws {
        let scripted = account(
            "DescribeSnapshots", "snapshotSet",
            """
            <item><snapshotId>snap-1</snapshotId><ownerId>123456789012</ownerId><status>completed</status>
            <volumeId>vol-1</volumeId><volumeSize>30</volumeSize><startTime>2026-09-01T10:00:00.123Z</startTime>
            <description>Created by CreateImage(i-0ab) for ami-0cd</description>
            <storageTier>archive</storageTier></item>
            <item><snapshotId>snap-2</snapshotId><ownerId>099720109477</ownerId><status>completed</status></item>
            """)
        let snapshots = try #require(await scripted.listed(.snapshot)).resources
        #expect(scripted.calls.map(\.form) == [["Owner.1": "self", "MaxResults": "1000"]])
        #expect(snapshots.map(\.key.id) == ["snap-1"])
        #expect(
            snapshots.first?.facts == [
                "state": .text("completed"), "size_gib": .integer(30), "volume_id": .text("vol-1"),
                "description": .text("Created by CreateImage(i-0ab) for ami-0cd"),
                "described_image_id": .text("ami-0cd"), "copied": .flag(false),
                "managed_by": .null, "tier": .text("archive"),
            ])
    }

    @Test(
        "only AWS's own words name the image of a snapshot",
        arguments: [
            ("Created by CreateImage(i-0a1b) for ami-0c2d", "ami-0c2d"),
            ("Created by CreateImage(i-0a1b) for ami-0c2d from vol-01", "ami-0c2d"),
            (
                "Copied for DestinationAmi ami-0e from SourceAmi ami-0f for SourceSnapshot snap-01. Task created on 1.",
                "ami-0e"
            ),
            ("copy of ami-0c2d", nil), ("before: Created by CreateImage(i-0a) for ami-0c", nil),
            ("Created by CreateImage(mine) for ami-0c", nil), ("Created by CreateImage(i-0a) for ami-xyz", nil),
            ("", nil),
        ] as [(String, String?)])
    func namesTheDescribedImage(description: String, image: String?) {
        #expect(SnapshotScanner.describedImage(description) == image)
    }

    @Test func tellsWhoKeepsASnapshotByItsDescription() async throws {
        let scripted = account(
            "DescribeSnapshots", "snapshotSet",
            """
            <item><snapshotId>snap-1</snapshotId><ownerId>123456789012</ownerId><status>completed</status>
            <description>This snapshot is created by the AWS Backup service.</description></item>
            """)
        let listed = try #require(await scripted.listed(.snapshot))
        #expect(listed.resources.first?.facts["managed_by"] == .text("aws-backup"))
    }

    @Test func tellsWhoKeepsADiskAndWhoAloneMayChangeIt() async throws {
        func disk(_ id: String, _ more: String) -> String {
            "<item><volumeId>\(id)</volumeId><status>available</status>\(more)</item>"
        }
        let scripted = account(
            "DescribeVolumes", "volumeSet",
            disk("vol-1", "<operator><managed>true</managed><principal>eks.amazonaws.com</principal></operator>")
                + disk("vol-2", "<operator><managed>false</managed></operator>" + tags(["AWSRDSCustom": "x"]))
                + disk("vol-3", tags(["aws:elasticmapreduce:job-flow-id": "j-1"]))
                + disk("vol-4", "<operator><managed>true</managed></operator>"))
        let disks = try #require(await scripted.listed(.volume)).resources
        #expect(disks.map { $0.facts["managed_by"]?.text } == ["eks.amazonaws.com", "rds-custom", nil, "aws"])
        #expect(disks.map { $0.facts["operator"]?.text } == ["eks.amazonaws.com", nil, nil, "aws"])
    }

    @Test func readsImagesWithTheSnapshotsThatTheyMap() async throws {
        let scripted = account(
            "DescribeImages", "imagesSet",
            """
            <item><imageId>ami-1</imageId><imageState>available</imageState><name>packer 1</name>
            <creationDate>2026-08-01T00:00:00.000Z</creationDate>
            <lastLaunchedTime>2026-09-02T03:04:05Z</lastLaunchedTime>
            <deregistrationProtection>enabled-without-cooldown</deregistrationProtection><blockDeviceMapping>
            <item><ebs><snapshotId>snap-1</snapshotId><volumeSize>8</volumeSize></ebs></item>
            <item><virtualName>ephemeral0</virtualName></item>
            <item><ebs><snapshotId>snap-2</snapshotId><volumeSize>20</volumeSize></ebs></item>
            </blockDeviceMapping></item>
            <item><imageId>ami-2</imageId><imageState>disabled</imageState><name>old</name>\(tags(["Name": "base"]))
            <blockDeviceMapping><item><ebs><snapshotId>snap-3</snapshotId></ebs></item></blockDeviceMapping></item>
            """)
        let images = try #require(await scripted.listed(.image)).resources
        #expect(
            scripted.calls.map(\.form) == [
                ["Owner.1": "self", "IncludeDeprecated": "true", "IncludeDisabled": "true", "MaxResults": "1000"]
            ])
        try #require(images.map(\.name) == ["packer 1", "base"])
        #expect(
            images[0].facts == [
                "state": .text("available"), "size_gib": .integer(28),
                "last_launched_at": .integer(seconds("2026-09-02T03:04:05Z")), "managed_by": .null,
                "deregistration_protected": .integer(1),
            ])
        #expect(images[0].references == [Reference(.snapshot, "snap-1"), Reference(.snapshot, "snap-2")])
        #expect(images[1].facts["last_launched_at"] == .null && images[1].unknown == ["size_gib"])
    }

    @Test func readsLaunchConfigurationsOverPages() async throws {
        let scripted = aws { call in
            guard call.operation == "DescribeLaunchConfigurations" else { return nil }
            let isFirst = call.form["NextToken"] == nil
            return .xml(
                """
                <DescribeLaunchConfigurationsResponse><DescribeLaunchConfigurationsResult><LaunchConfigurations><member>
                <LaunchConfigurationName>\(isFirst ? "web" : "db")</LaunchConfigurationName><ImageId>ami-1</ImageId>
                <CreatedTime>2020-01-02T03:04:05.678Z</CreatedTime><BlockDeviceMappings><member><Ebs>
                <SnapshotId>snap-9</SnapshotId></Ebs></member></BlockDeviceMappings></member></LaunchConfigurations>
                \(isFirst ? "<NextToken>2</NextToken>" : "")</DescribeLaunchConfigurationsResult>
                </DescribeLaunchConfigurationsResponse>
                """)
        }
        let listed = try #require(await scripted.listed(.launchConfiguration))
        #expect(listed.resources.map(\.key.id) == ["web", "db"])
        #expect(listed.resources.first?.references == [Reference(.image, "ami-1"), Reference(.snapshot, "snap-9")])
        #expect(scripted.calls.map(\.form) == [["MaxRecords": "100"], ["MaxRecords": "100", "NextToken": "2"]])
        #expect(listed.listing.service == "autoscaling")
    }
}
