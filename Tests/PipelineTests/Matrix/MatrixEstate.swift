// The account of the fault matrix: in one region so many resources of each kind that every list has several pages of
// two, beside true leftovers such as only look like it; in another region one leftover of each kind.

import AWSAPI
import CostModel
import Foundation
import RuleEngine
import Scanning
import SimulatedAWS
import Storage
import YAML

enum MatrixEstate {
    static let control = "us-west-2"

    /// A type that the matrix's price list does not tell, so that AWS is asked.
    static let untold = "c5.large"

    static let types = Stage.prices.types.filter { $0.key != untold }

    static func world() -> World {
        var world = Story.empty()
        world.enabledRegions = ["us-east-1", MatrixCall.target, control]
        var topic = Topic(arn: Story.topic)
        topic.subscribe("student@example.edu", isConfirmed: true)
        world.topics = [topic]
        world.billing = Story.student(at: Stage.now).billing
        // A paid plan, so that AWS answers of it, and nothing that anybody is told.
        var plan = Funding.Plan(nanoUSD: nil, startsAt: Stage.now.addingTimeInterval(-60 * 86_400), expiresAt: nil)
        plan.type = "PAID"
        world.funding.plan = plan
        fill(&world[MatrixCall.target], 5, salt: "a")
        fill(&world[control], 1, salt: "b")
        return world
    }

    private static func fill(_ region: inout RegionContents, _ count: Int, salt: String) {
        let old = Stage.now.addingTimeInterval(-60 * 86_400)
        for number in 0..<count {
            let id = "0aaaaaaaaaaaaaa\(salt)\(number)"
            var machine = Instance.idle("i-\(id)", type: number == 1 ? untold : "t3.small")
            machine.imageID = "ami-\(id)"
            if number == 2 { machine.spot = Instance.SpotRequest(id: "sir-abcdefg1", isPersistent: true) }
            if number == 3 { machine.load = LoadProfile(LoadProfile.Level(cpuPercent: 70)) }
            region[instance: machine.id] = machine
            region.volumes.append(Volume(id: "vol-\(id)", sizeGiB: 8, createdAt: old))
            region.addresses.append(Address(id: "eipalloc-\(id)", publicIP: "198.51.100.\(number + 10)"))
            region.images += images(number, id, old)
            region.snapshots += snapshots(number, id, old)
            region.launchTemplates.append(
                LaunchTemplate(
                    id: "lt-\(id)", name: "template-\(salt)\(number)", createdAt: old,
                    // The oldest version alone keeps an image: only a call of its own shows it.
                    versions: [.init(imageID: "ami-1\(id.dropFirst())"), .init(imageID: nil), .init(imageID: nil)],
                    defaultVersion: 3))
            region.launchConfigurations.append(
                LaunchConfiguration(
                    name: "configuration-\(salt)\(number)", imageID: "ami-2\(id.dropFirst())",
                    instanceType: "t3.small", createdAt: old))
        }
    }

    /// One resource of each kind beside the first machine; beside the others what nothing uses, so that scans stay short.
    private static func kinds(_ number: Int) -> [String] { number == 0 ? ["0", "1", "2", "3"] : ["3"] }

    /// One that a machine runs, one of a template, one of a configuration, and one that nothing uses.
    private static func images(_ number: Int, _ id: String, _ old: Date) -> [Image] {
        kinds(number).map { kind in
            Image(
                id: "ami-\(kind)\(id.dropFirst())", name: "image-\(kind)-\(id)", createdAt: old,
                snapshots: [("snap-\(kind)\(id.dropFirst())", 8)])
        }
    }

    /// Those of the images, one of an image that is gone, and one of a volume that is gone.
    private static func snapshots(_ number: Int, _ id: String, _ old: Date) -> [Snapshot] {
        let kept = kinds(number).map { kind in
            Snapshot(
                id: "snap-\(kind)\(id.dropFirst())", volumeID: "vol-ffffffff", sizeGiB: 8, createdAt: old,
                description: "Created by CreateImage(i-\(id)) for ami-\(kind)\(id.dropFirst())")
        }
        guard number == 0 else { return kept }
        return kept + [
            Snapshot(
                id: "snap-4\(id.dropFirst())", volumeID: "vol-4\(id.dropFirst())", sizeGiB: 8, createdAt: old,
                description: "Created by CreateImage(i-\(id)) for ami-4\(id.dropFirst())"),
            Snapshot(
                id: "snap-5\(id.dropFirst())", volumeID: "vol-5\(id.dropFirst())", sizeGiB: 8, createdAt: old,
                description: "by hand"),
        ]
    }

    /// The shipped rules and one that asks an agent's metric, which must be looked up.
    static func rules() throws -> RuleSet {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("rules")
        let names = try FileManager.default.contentsOfDirectory(atPath: root.path).filter { $0.hasSuffix(".yaml") }
        let shipped = try names.sorted().map {
            YAMLFile(
                origin: "built in: \($0)",
                text: try String(contentsOf: root.appendingPathComponent($0), encoding: .utf8))
        }
        let agent = """
            rule: memory-full
            title: Memory nearly full
            resource: instances
            severity: low
            settings: { window: 3h }
            metrics:
              memory: { namespace: CWAgent, metric: mem_used_percent, statistic: Average, over: :window }
            where: |
              state = 'running'
              memory > 95
            action: flag
            reason: '{memory} % of memory used'
            """
        return try RuleSet.load(
            shipped + [YAMLFile(origin: "agent.yaml", text: agent)], views: try Stage.viewsWithoutKinds())
    }
}
