// A large company's account, for load and for benchmarks: any size, the same every time, with things in use and things
// left over in the mix that such accounts have.

package import Foundation
package import SimulatedAWS

extension Story {
    /// An account with many idle and busy machines, for load; two of three are idle.
    package static func crowd(instances count: Int, regions: [String], at now: Date) -> World {
        var world = empty()
        let idle = LoadProfile(.init(cpuPercent: 1))
        let busy = LoadProfile(.init(cpuPercent: 60, bytesInPerHour: 5e7, bytesOutPerHour: 5e7))
        for number in 0..<count {
            let machine = Instance(
                id: "i-" + digest("crowd \(number)").prefix(17), type: number % 10 == 0 ? "m5.large" : "t3.medium",
                launchedAt: now.addingTimeInterval(-Double(3_600 * (30 + number % 500))),
                imageID: "ami-0c0ffee0000000001", tags: ["Name": "node-\(number)"],
                load: number % 3 == 0 ? busy : idle)
            world.launch(machine, in: regions[number % regions.count])
        }
        return world
    }

    /// A large account, spread evenly over regions, which are then the only ones that are enabled.
    ///
    /// One machine in ten is stopped, and two of three of those that run are idle. The first volumes are the machines'
    /// roots, the others are attached to nothing. Of ten snapshots three are behind images as far as there are images,
    /// three are of volumes that exist, two are AWS Backup's, and two name images that are gone. Half of the images are
    /// in use. There is a launch template for twenty images, an address for two hundred machines, and a topic.
    ///
    /// Making 10,000 machines costs about 0.2 s in an optimised build.
    /// - Parameters:
    ///   - now: Everything is older than this.
    package static func estate(
        instances: Int, idle: Int? = nil, volumes: Int, snapshots: Int, images: Int,
        regions: [String] = ["us-east-1", "us-west-2", "eu-west-1", "eu-central-1"], at now: Date
    ) -> World {
        var world = empty()
        world.enabledRegions = Set(regions)
        var topic = Topic(arn: Story.topic)
        topic.subscribe("operations@example.com", isConfirmed: true)
        world.topics = [topic]
        for (place, region) in regions.enumerated() {
            func share(_ count: Int) -> Int { count / regions.count + (place < count % regions.count ? 1 : 0) }
            world[region] = Estate(
                region: region, now: now, imageCount: share(images), idleCount: idle.map(share)
            ).contents(instances: share(instances), volumes: share(volumes), snapshots: share(snapshots))
        }
        world.billing.charges = [
            .init(compute, nanoUSDPerHour: instances * 41_600_000, from: days(60, before: now)),
            .init(other, nanoUSDPerHour: (volumes + snapshots) * 2_191_000, from: days(60, before: now)),
        ]
        return world
    }
}

/// One region of a large account.
private struct Estate {
    let region: String
    let now: Date
    let imageCount: Int
    /// Of those that run; nil: two of three.
    let idleCount: Int?

    private static let teams = ["platform", "search", "payments", "ml-research", "data-eng", "web"]
    private static let types = [
        "t3.medium", "m5.large", "t3.large", "c5.xlarge", "t3.small", "r5.large", "t3.micro", "g4dn.xlarge",
        "t3.xlarge", "m5.large",
    ]
    private static let idle = LoadProfile(.init(cpuPercent: 1), spikePercent: 24)
    private static let busy = LoadProfile(.init(cpuPercent: 55, bytesInPerHour: 5e7, bytesOutPerHour: 4e7))

    func contents(instances: Int, volumes: Int, snapshots: Int) -> RegionContents {
        var contents = RegionContents()
        contents.images = (0..<imageCount).map(image)
        contents.volumes = (0..<volumes).map { volume($0, isRoot: $0 < instances) }
        for number in 0..<instances {
            let machine = instance(number, root: number < volumes ? contents.volumes[number] : nil)
            contents[instance: machine.id] = machine
        }
        contents.snapshots = (0..<snapshots).map { snapshot($0, volumes: volumes) }
        contents.addresses = (0..<(instances / 200)).map { number in
            Address(
                id: id("eipalloc", number), publicIP: "203.0.113.\(number % 256)",
                instanceID: number % 2 == 0 ? id("i", number) : nil)
        }
        contents.launchTemplates = (0..<(imageCount / 20)).map(template)
        return contents
    }

    private func id(_ kind: String, _ number: Int) -> String { "\(kind)-" + idTail("\(kind) \(region) \(number)") }

    private func hoursAgo(_ hours: Int) -> Date { Story.hours(Double(hours), before: now) }

    private func tags(_ name: String, _ number: Int) -> [String: String] {
        [
            "Name": "\(name)-\(number)", "team": Estate.teams[number % Estate.teams.count],
            "environment": number % 4 == 0 ? "production" : "development", "cost-center": "cc-\(1_000 + number % 40)",
            "terraform:module": "modules/\(name)/\(number % 12)",
        ]
    }

    private func instance(_ number: Int, root: Volume?) -> Instance {
        var machine = Instance(
            id: id("i", number), type: Estate.types[number % Estate.types.count],
            launchedAt: hoursAgo(30 + number % 4_000),
            imageID: imageCount > 1 ? id("ami", number % (imageCount / 2)) : id("ami", 0),
            tags: tags("node", number), load: isIdle(number) ? Estate.idle : Estate.busy)
        machine.privateIP = "10.\(number / 65_536 % 256).\(number / 256 % 256).\(number % 256)"
        if number % 8 == 0 { machine.publicIP = "198.51.\(number / 256 % 256).\(number % 256)" }
        if number % 10 == 9 { machine.stop(at: hoursAgo(24 + number % 5)) }
        machine.disks = root?.attachment.map { [$0] } ?? []
        return machine
    }

    private func isIdle(_ number: Int) -> Bool {
        // Every tenth is stopped.
        idleCount.map { number - number / 10 < $0 } ?? (number % 3 != 0)
    }

    private func volume(_ number: Int, isRoot: Bool) -> Volume {
        let createdAt = hoursAgo(30 + number % 4_000)
        var volume = Volume(
            id: id("vol", number), sizeGiB: 8 + number % 13 * 10, createdAt: createdAt, tags: tags("disk", number))
        if isRoot {
            volume.attachment = Attachment(
                volumeID: volume.id, instanceID: id("i", number), device: "/dev/sda1", attachedAt: createdAt)
        }
        return volume
    }

    private func image(_ number: Int) -> Image {
        Image(
            id: id("ami", number), name: "base-\(number)", createdAt: hoursAgo(100 + number),
            snapshots: [(id("snap", behind(number)), 20)],
            lastLaunchedAt: number % 2 == 0 ? hoursAgo(50 + number % 40) : nil)
    }

    /// The number of the snapshot behind an image: three of ten.
    private func behind(_ image: Int) -> Int { image / 3 * 10 + image % 3 }

    private func snapshot(_ number: Int, volumes: Int) -> Snapshot {
        let image = number / 10 * 3 + number % 10
        let source = id("i", number)
        let (volume, text): (String, String) =
            switch number % 10 {
            case 0...2 where image < imageCount:
                ("vol-ffffffff", "Created by CreateImage(\(source)) for \(id("ami", image))")
            case 0...5: (id("vol", number % max(1, volumes)), "nightly copy \(number)")
            case 6, 7: (id("vol", number % max(1, volumes)), "This snapshot is created by the AWS Backup service.")
            default:
                (
                    "vol-" + idTail("gone \(region) \(number)"),
                    "Created by CreateImage(\(source)) for \("ami-" + idTail("gone \(region) \(number)"))"
                )
            }
        var labels = tags("copy", number)
        if (6...7).contains(number % 10) { labels["aws:backup:source-resource"] = volume }
        return Snapshot(
            id: id("snap", number), volumeID: volume, sizeGiB: 20, createdAt: hoursAgo(90 + number % 3_000),
            description: text, tags: labels)
    }

    private func template(_ number: Int) -> LaunchTemplate {
        let versions = (0...(number % 3)).map { LaunchTemplate.Version(imageID: id("ami", number * 20 + $0)) }
        return LaunchTemplate(
            id: id("lt", number), name: "fleet-\(number)", createdAt: hoursAgo(500 + number), versions: versions)
    }
}
