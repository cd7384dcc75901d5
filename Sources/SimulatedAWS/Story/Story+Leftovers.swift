// Snapshots and images that outlived their use, and some that must not be taken for such.

import Foundation

extension Story {
    /// What Packer left behind, an image that nobody uses, and one that only an old template version names.
    static func addIreland(_ world: inout World, _ now: Date) {
        var region = world["eu-west-1"]
        for (number, id) in ["snap-0c3d9e8f7a6b5c4d3", "snap-0d4e0f9a8b7c6d5e4"].enumerated() {
            region.snapshots.append(
                Snapshot(
                    id: id, volumeID: "vol-0aa1bb2cc3dd4ee5\(number)", sizeGiB: 8,
                    createdAt: days(Double(55 - number * 7), before: now),
                    description:
                        "Created by CreateImage(i-0aa1bb2cc3dd4ee5\(number)) for ami-0fee1dead00000a0\(number)",
                    tags: ["Name": "packer"]))
        }
        addImage(
            "ami-0a11c0ffee0dd0001", "course-base-2026-09", "snap-0a11c0ffee0dd0001", sizeGiB: 20,
            createdAt: days(62, before: now), lastLaunchedAt: days(45, before: now), &region)
        addImage(
            "ami-0b22c0ffee0dd0002", "grader-runner-v3", "snap-0b22c0ffee0dd0002", sizeGiB: 8,
            createdAt: days(58, before: now), lastLaunchedAt: days(50, before: now), &region)
        region.launchTemplates.append(
            LaunchTemplate(
                id: "lt-0a1b2c3d4e5f60718", name: "grader", createdAt: days(80, before: now),
                versions: [
                    .init(imageID: "resolve:ssm:/aws/service/canonical/ubuntu/server/24.04/stable/current/amd64"),
                    .init(imageID: "ami-0b22c0ffee0dd0002"),
                    .init(imageID: "resolve:ssm:/aws/service/canonical/ubuntu/server/24.04/stable/current/amd64"),
                ]))
        world["eu-west-1"] = region
        // 44 GiB of snapshots at 0.05 USD a GB-month of 730 h.
        world.billing.charges.append(.init(other, nanoUSDPerHour: 44 * 68_493, from: days(48, before: now)))
    }

    private static func addImage(
        _ id: String, _ name: String, _ snapshotID: String, sizeGiB: Int, createdAt: Date, lastLaunchedAt: Date,
        _ region: inout RegionContents
    ) {
        region.images.append(
            Image(
                id: id, name: name, createdAt: createdAt, snapshots: [(snapshotID, sizeGiB)],
                lastLaunchedAt: lastLaunchedAt))
        region.snapshots.append(
            Snapshot(
                id: snapshotID, volumeID: "vol-ffffffff", sizeGiB: sizeGiB, createdAt: createdAt,
                description: "Created by CreateImage(i-0cc1dd2ee3ff4aa55) for \(id)"))
    }

    /// One snapshot of AWS Backup and one made by hand: no leftovers, though nothing uses them.
    static func addBackups(_ world: inout World, _ now: Date) {
        world["us-east-1"].snapshots.append(
            Snapshot(
                id: "snap-0e5f1a0b9c8d7e6f5", volumeID: "vol-0c4b3a291807f6e5d", sizeGiB: 20,
                createdAt: days(3, before: now),
                description: "This snapshot is created by the AWS Backup service.",
                tags: ["aws:backup:source-resource": "i-0d4e5f60718293a4b"]))
        world["us-east-1"].snapshots.append(
            Snapshot(
                id: "snap-0f602b1c0d9e8f7a6", volumeID: "vol-0d5c4b3a291807f6e", sizeGiB: 20,
                createdAt: days(70, before: now), description: "thesis data before the move"))
    }
}
