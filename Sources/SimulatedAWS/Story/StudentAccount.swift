// The student's machines in Oregon and N. Virginia; snapshots and images in Ireland that outlived their use, and some
// that must not be taken for such.

import Foundation

extension Story {
    /// A GPU machine with a notebook that nobody looks at.
    static func addOregon(_ world: inout World, _ now: Date) {
        var notebook = Instance(
            id: "i-0a1b2c3d4e5f60718", type: "g4dn.xlarge", launchedAt: hours(11.4, before: now),
            imageID: "ami-0dee91ea2414c0002", tags: ["Name": "hw3-gpu", "course": "cs231n"],
            load: LoadProfile(.init(cpuPercent: 1.2, bytesInPerHour: 170_000, bytesOutPerHour: 130_000)))
        notebook.publicIP = "198.51.100.17"
        launch(notebook, disksGiB: [100], nanoUSDPerHour: 526_000_000, in: "us-west-2", &world)
    }

    static func addVirginia(_ world: inout World, _ now: Date) {
        addBusyMachines(&world, now)
        addIdleMachines(&world, now)
        let loose = Volume(
            id: "vol-0f1e2d3c4b5a69788", sizeGiB: 100, createdAt: days(40, before: now), tags: ["Name": "old-datasets"])
        world["us-east-1"].volumes.append(loose)
        world["us-east-1"].addresses.append(Address(id: "eipalloc-0b1c2d3e4f5a60718", publicIP: "203.0.113.9"))
        // Loose disk 8.00 and idle address 3.65 USD a month.
        world.billing.charges.append(.init(other, nanoUSDPerHour: 10_958_900, from: loose.createdAt))
        world.billing.charges.append(
            .init("Amazon Virtual Private Cloud", nanoUSDPerHour: 5_000_000, from: loose.createdAt))
        addBackups(&world, now)
    }

    private static func addBusyMachines(_ world: inout World, _ now: Date) {
        var training = Instance(
            id: "i-0b2c3d4e5f6071829", type: "g4dn.xlarge", launchedAt: hours(29, before: now),
            imageID: "ami-0dee91ea2414c0001", tags: ["Name": "train-resnet"],
            load: LoadProfile(.init(cpuPercent: 71, bytesInPerHour: 4e7, bytesOutPerHour: 2e6, diskBytesPerHour: 9e8)))
        training.progress = Progress(tag: "percent_complete", percent: 63, at: now, perHour: 2)
        training.publicIP = "198.51.100.23"
        launch(training, disksGiB: [100], nanoUSDPerHour: 526_000_000, in: "us-east-1", &world)
        let work = LoadProfile.Level(cpuPercent: 38, bytesInPerHour: 2e8, bytesOutPerHour: 5e7, diskBytesPerHour: 8e8)
        let nightly = Instance(
            id: "i-0c3d4e5f607182930", type: "m5.large", launchedAt: days(6, before: now),
            imageID: "ami-0ab1cde2f3a4b5c60", tags: ["Name": "nightly-etl"],
            load: LoadProfile(.init(cpuPercent: 0.8), shifts: [.init(120..<170, work)]))
        launch(nightly, disksGiB: [30], nanoUSDPerHour: 96_000_000, in: "us-east-1", &world)
    }

    private static func addIdleMachines(_ world: inout World, _ now: Date) {
        let keep = Timestamp.day(days(-24, before: now))
        let thesis = Instance(
            id: "i-0d4e5f60718293a4b", type: "t3.medium", launchedAt: days(9, before: now),
            imageID: "ami-0ab1cde2f3a4b5c60", tags: ["Name": "thesis-db", "costguard:keep": keep],
            load: LoadProfile(.init(cpuPercent: 0.9), spikePercent: 22))
        launch(thesis, disksGiB: [20], nanoUSDPerHour: 41_600_000, in: "us-east-1", &world)
        var web = Instance(
            id: "i-0e5f60718293a4b5c", type: "t3.small", launchedAt: days(6, before: now),
            imageID: "ami-0ab1cde2f3a4b5c60", tags: ["Name": "old-webserver"],
            load: LoadProfile(.init(cpuPercent: 0.6, bytesInPerHour: 90_000, bytesOutPerHour: 60_000), spikePercent: 34)
        )
        web.publicIP = "198.51.100.40"
        launch(web, disksGiB: [8], nanoUSDPerHour: 20_800_000, in: "us-east-1", &world)
        var license = Instance(
            id: "i-0f60718293a4b5c6d", type: "t3.micro", launchedAt: days(11, before: now),
            imageID: "ami-0ab1cde2f3a4b5c60", tags: ["Name": "license-server"],
            load: LoadProfile(.init(cpuPercent: 0.4)))
        license.isStopProtected = true
        launch(license, disksGiB: [8], nanoUSDPerHour: 10_400_000, in: "us-east-1", &world)
    }

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
