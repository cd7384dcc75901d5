// Whatever names an image or a snapshot keeps it from being flagged: every reference that a list gives has a reader.

import CostModel
import FaultyAWS
import Foundation
import Pipeline
import Scanning
import SimulatedAWS
import Storage
import Synchronization
import Testing

private let image = "ami-0aaaaaaaaaaaaaaa1"
private let snapshot = "snap-0aaaaaaaaaaaaaaa2"
private let old = Stage.now.addingTimeInterval(-40 * 86_400)

/// Something that names the image or the snapshot.
private struct Referrer: Sendable, CustomStringConvertible {
    let description: String
    let target: String
    let add: @Sendable (inout RegionContents) -> Void

    init(_ description: String, names target: String, _ add: @escaping @Sendable (inout RegionContents) -> Void) {
        self.description = description
        self.target = target
        self.add = add
    }

    static let listed = [
        Referrer("image snapshot", names: snapshot) {
            $0.images.append(
                Image(id: "ami-0bb", name: "maps", createdAt: Stage.now, snapshots: [(id: snapshot, sizeGiB: 8)]))
        },
        Referrer("launch_template snapshot", names: snapshot) { $0.launchTemplates.append(template(nil, snapshot)) },
        Referrer("launch_configuration snapshot", names: snapshot) { contents in
            var configuration = LaunchConfiguration(
                name: "workers", imageID: "ami-0cc", instanceType: "t3.small", createdAt: old)
            configuration.snapshotIDs = ["snap-0dd", snapshot]
            contents.launchConfigurations.append(configuration)
        },
        Referrer("instance image", names: image) { contents in
            var machine = Instance.idle("i-0ee")
            machine.imageID = image
            contents[instance: machine.id] = machine
        },
        Referrer("launch_template image", names: image) { $0.launchTemplates.append(template(image, nil)) },
        Referrer("launch_configuration image", names: image) {
            $0.launchConfigurations.append(
                LaunchConfiguration(name: "web", imageID: image, instanceType: "t3.small", createdAt: old))
        },
    ]

    static let asked =
        [
            ("a Spot fleet", Fleet.Kind.spotFleet), ("a fleet", .fleet), ("an Auto Scaling group", .autoScalingGroup),
        ].map { name, kind in
            Referrer(name, names: image) {
                $0.fleets.append(Fleet(id: "f-1", kind: kind, imageIDs: ["ami-0ff", image]))
            }
        }
        + [
            Referrer("a parameter that a template goes by", names: image) { contents in
                contents.launchTemplates.append(template("resolve:ssm:/golden", nil))
                contents.imageParameters = ["/golden": image]
            },
            Referrer("a fleet that goes by a parameter", names: image) {
                $0.fleets.append(Fleet(id: "f-1", kind: .fleet, imageIDs: ["resolve:ssm:/golden"]))
            },
        ]

    /// Its last version names something else.
    private static func template(_ image: String?, _ snapshot: String?) -> LaunchTemplate {
        LaunchTemplate(
            id: "lt-0\(image == nil ? 1 : 2)", name: "old", createdAt: old,
            versions: [
                .init(imageID: image, snapshotIDs: snapshot.map { [$0] } ?? []), .init(imageID: "ami-0fa"),
                .init(imageID: "ami-0fb"),
            ], defaultVersion: 2)
    }
}

@Suite struct ReferrerTests {
    /// An image that nothing starts and a snapshot that nothing maps, in N. Virginia.
    private func world(_ add: (inout RegionContents) -> Void = { _ in }) -> World {
        var world = World.with([])
        world["us-east-1"].images = [Image(id: image, name: "unused", createdAt: old, snapshots: [])]
        world["us-east-1"].snapshots = [
            Snapshot(id: snapshot, volumeID: "vol-0gone", sizeGiB: 8, createdAt: old, description: "data")
        ]
        add(&world["us-east-1"])
        return world
    }

    private func flagged(_ world: World) async throws -> Set<String> {
        let stage = try await Stage(world)
        try await stage.run(apply: false)
        return Set(try await stage.plan().plan.findings.filter { $0.verdict == .flagged }.map(\.resource.id))
    }

    @Test("what nothing names is flagged")
    func nothing() async throws { #expect(try await flagged(world()) == [image, snapshot]) }

    @Test("what something names is not, and the other one still is", arguments: Referrer.listed + Referrer.asked)
    private func named(_ referrer: Referrer) async throws {
        let flagged = try await flagged(world(referrer.add))
        #expect(!flagged.contains(referrer.target))
        #expect(flagged.contains(referrer.target == image ? snapshot : image))
    }

    @Test("every pair of kinds that a list gives as a reference is among those that are tried here")
    func everyPair() async throws {
        let stage = try await Stage(world { contents in for referrer in Referrer.listed { referrer.add(&contents) } })
        let pairs = Mutex<Set<String>>([])
        let regions = ["us-east-1"].compactMap { Region($0) }
        let aws = try stage.aws()
        let kinds = ScannerRegistry.scanners.map(\.kind)
        try await aws.resources.list(
            kinds, in: regions, of: try await aws.resources.account(), at: Stage.now, knowing: { _ in KnownItems() }
        ) { part in
            guard case .page(_, let resources, _, _) = part else { return }
            for resource in resources {
                pairs.withLock {
                    $0.formUnion(resource.references.map { "\(resource.key.kind.rawValue) \($0.kind.rawValue)" })
                }
            }
        }
        #expect(pairs.withLock { $0 } == Set(Referrer.listed.map(\.description)))
    }

    @Test("a fleet that is over starts nothing")
    func over() async throws {
        let fleet = Fleet(id: "f-1", kind: .spotFleet, state: "cancelled", imageIDs: [image])
        let over = self.world { $0.fleets = [fleet] }
        #expect(try await flagged(over).contains(image))
    }

    @Test("what a template leaves to a parameter is settled by the parameters; where that is denied it stays open")
    func parameters() async throws {
        func leaving(_ denies: Bool) -> World {
            var world = self.world { contents in
                contents.launchTemplates = [
                    LaunchTemplate(
                        id: "lt-01", name: "golden", createdAt: old, versions: [.init(imageID: "resolve:ssm:/golden")])
                ]
                contents.imageParameters = ["/golden": "ami-0fc"]
            }
            if denies { world[Extras.self].policies.append(Policy(.deny, ["ec2:DescribeImageReferences"])) }
            return world
        }
        #expect(try await flagged(leaving(false)).contains(image))
        let stage = try await Stage(leaving(true))
        let run = try await stage.run(apply: false)
        #expect(run.scan.summary.gaps.isEmpty, "the answer is good without it")
        let finding = try await stage.plan().plan.findings.first { $0.resource.id == image }
        #expect(finding?.verdict == .unknown)
    }

    @Test(
        "a list of fleets that is denied leaves images unknown, and is told",
        arguments: [
            "ec2:DescribeSpotFleetRequests", "ec2:DescribeFleets", "autoscaling:DescribeAutoScalingGroups",
        ])
    func deniedFleets(action: String) async throws {
        var world = self.world()
        world[Extras.self].policies.append(Policy(.deny, [action]))
        let stage = try await Stage(world)
        let run = try await stage.run(apply: false)
        #expect(
            run.scan.summary.gaps.map { "\($0.kind) \($0.operation)" } == ["denied \(action.split(separator: ":")[1])"])
        let findings = try await stage.plan().plan.findings
        #expect(findings.first { $0.resource.id == image }?.verdict == .unknown)
        #expect(findings.first { $0.resource.id == snapshot }?.verdict == .flagged)
    }

    @Test("nothing is asked of fleets where no image is in question")
    func politeness() async throws {
        var world = self.world()
        world["us-east-1"].images = []
        let stage = try await Stage(world)
        try await stage.run(apply: false)
        #expect(!stage.server.counts.keys.contains { $0.action.contains("Fleet") || $0.action.contains("Groups") })
    }

    @Test(
        "the volume id of a copy proves nothing",
        arguments: [
            ("vol-ffffffff", "data"), ("vol-ffff", ""), ("vol-ffffffffffffffff", "backup of Monday "),
            ("vol-0123456789abcdef0", "[Copied snap-0bb from us-east-1] data"),
        ])
    func copies(volume: String, description: String) async throws {
        var world = self.world()
        world["us-east-1"].snapshots = [
            Snapshot(id: snapshot, volumeID: volume, sizeGiB: 8, createdAt: old, description: description)
        ]
        #expect(try await flagged(world) == [image])
    }

    @Test("the image that a description names is looked for in all regions")
    func imageElsewhere() async throws {
        func made(for id: String, volumeID: String = "vol-0gone") -> World {
            var world = self.world()
            world["us-east-1"].snapshots = [
                Snapshot(
                    id: snapshot, volumeID: volumeID, sizeGiB: 8, createdAt: old,
                    description: "Created by CreateImage(i-0ab) for \(id)")
            ]
            world["eu-west-1"].images = [Image(id: "ami-0ce", name: "there", createdAt: Stage.now, snapshots: [])]
            return world
        }
        #expect(try await !flagged(made(for: "ami-0ce")).contains(snapshot))
        #expect(try await flagged(made(for: "ami-0cf")).contains(snapshot))
        for (volumeID, verdict) in [("vol-ffffffff", Verdict.unknown), ("vol-0gone", .flagged)] {
            let stage = try await Stage(made(for: "ami-0cf", volumeID: volumeID))
            stage.server.inject(
                Fault(.http(500), service: "ec2", action: "DescribeImages", region: "eu-west-1", times: .max))
            try await stage.run(apply: false)
            let finding = try await stage.plan().plan.findings.first { $0.resource.id == snapshot }
            #expect(finding?.verdict == verdict, "that of a copy may be where images could not be listed")
        }
    }
}
