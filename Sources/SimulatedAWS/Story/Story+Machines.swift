// The student's machines in Oregon and N. Virginia.

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
}
