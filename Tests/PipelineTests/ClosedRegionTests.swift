// Regions that a policy closes: what is asked there, and how their opening is noticed.

import CostModel
import FaultyAWS
import Foundation
import Pipeline
import SimulatedAWS
import Storage
import Testing

@Suite struct ClosedRegionTests {
    let idle = "i-0aaaaaaaaaaaaaaa1"
    let hidden = "i-0bbbbbbbbbbbbbbb2"

    /// Two regions with a machine each, the second closed, after the first scan.
    private func closedStage() async throws -> Stage {
        var world = World.with([.idle(idle)])
        world["eu-west-1"][instance: hidden] = .idle(hidden)
        // Whose disks are listed is not asked for by itself.
        var disk = Volume(id: "vol-0bbbbbbbbbbbbbbb2", sizeGiB: 8, createdAt: Stage.now)
        disk.attachment = Attachment(
            volumeID: disk.id, instanceID: hidden, device: "/dev/sda1", attachedAt: Stage.now)
        world["eu-west-1"].volumes = [disk]
        world[Extras.self].deniedRegions = ["eu-west-1"]
        let stage = try await Stage(world)
        let first = try await scan(stage, afterMinutes: 0)
        #expect(first.newlyClosed == [.ireland])
        return stage
    }

    private func scan(_ stage: Stage, afterMinutes minutes: Double, regions: [Region]? = nil) async throws -> ScanResult
    {
        stage.clock.set(to: Stage.now.addingTimeInterval(minutes * 60))
        return try await ScanStage(stage.local, try stage.aws(), scope: ScanScope(regions: regions)).run()
    }

    /// The lists that Ireland was asked for since the stage's clock had this time.
    private func asked(_ stage: Stage, sinceMinute minute: Double) -> [String] {
        let since = Stage.now.addingTimeInterval(minute * 60)
        return stage.server.requests.filter { $0.region == "eu-west-1" && $0.at >= since }.map(\.action)
    }

    private func running(_ stage: Stage) async throws -> [String] {
        try await stage.database.running(in: try #require(AccountID(Story.account))).map(\.key.id).sorted()
    }

    @Test("a closed region is asked for its instances alone, and stays closed")
    func oneCallAScan() async throws {
        let stage = try await closedStage()
        let lists = Set(asked(stage, sinceMinute: 0))
        let second = try await scan(stage, afterMinutes: 15)
        #expect(lists.count >= 7 && asked(stage, sinceMinute: 15) == ["DescribeInstances"])
        #expect(second.summary.closedRegions == [.ireland] && second.newlyClosed.isEmpty)
        #expect(second.summary.gaps.isEmpty && second.summary.regions.contains(.ireland))
        #expect(second.summary.regionsSeen == "1 of 2 regions seen whole, 1 closed")
        #expect(try await running(stage) == [idle])
    }

    @Test("a region that opens is listed whole in the same scan, each list once")
    func opens() async throws {
        let stage = try await closedStage()
        let lists = Set(asked(stage, sinceMinute: 0))
        _ = try await scan(stage, afterMinutes: 15)
        stage.server.change { $0[Extras.self].deniedRegions = [] }
        let third = try await scan(stage, afterMinutes: 30)
        let since = asked(stage, sinceMinute: 30)
        #expect(lists.isSubset(of: since) && since.count { $0 == "DescribeInstances" } == 1)
        #expect(third.summary.closedRegions.isEmpty && third.summary.gaps.isEmpty)
        #expect(third.summary.regionsSeen == "2 of 2 regions seen whole")
        #expect(try await running(stage) == [idle, hidden])
    }

    @Test("a region that opens for instances alone has a gap for each of the other lists")
    func opensInPart() async throws {
        let stage = try await closedStage()
        stage.server.change { $0[Extras.self].deniedRegions = [] }
        for action in ["DescribeVolumes", "DescribeSnapshots"] {
            stage.server.inject(Fault(.denied, service: "ec2", action: action, region: "eu-west-1", times: .max))
        }
        let second = try await scan(stage, afterMinutes: 15)
        #expect(second.summary.closedRegions.isEmpty)
        #expect(Set(second.summary.gaps.map(\.operation)) == ["DescribeVolumes", "DescribeSnapshots"])
        #expect(second.summary.gaps.allSatisfy { $0.region == .ireland && $0.kind == .denied })
    }

    @Test("a closed region that the user names is listed whole")
    func named() async throws {
        let stage = try await closedStage()
        let lists = Set(asked(stage, sinceMinute: 0))
        _ = try await scan(stage, afterMinutes: 15, regions: [.ireland, .northVirginia])
        #expect(lists.isSubset(of: asked(stage, sinceMinute: 15)))
    }

    @Test("a probe that fails says nothing: the region stays closed, and what it has is not taken for gone")
    func failedProbe() async throws {
        let stage = try await closedStage()
        stage.server.inject(
            Fault(.http(500), service: "ec2", action: "DescribeInstances", region: "eu-west-1", times: 99))
        let second = try await scan(stage, afterMinutes: 15)
        #expect(second.summary.closedRegions == [.ireland])
        #expect(Set(asked(stage, sinceMinute: 15)) == ["DescribeInstances"])
        stage.server.heal()
        let third = try await scan(stage, afterMinutes: 30)
        #expect(third.summary.closedRegions == [.ireland] && third.summary.gaps.isEmpty)
    }

    @Test("a list that failed at the first scan does not keep a closed region among the gaps for ever")
    func failedAtFirst() async throws {
        var world = World.with([.idle(idle)])
        world[Extras.self].deniedRegions = ["eu-west-1"]
        let stage = try await Stage(world)
        stage.server.inject(
            Fault(.http(500), service: "ec2", action: "DescribeVolumes", region: "eu-west-1", times: 99))
        let first = try await scan(stage, afterMinutes: 0)
        #expect(first.newlyClosed.isEmpty && first.summary.gaps.contains { $0.operation == "DescribeVolumes" })
        stage.server.heal()
        let second = try await scan(stage, afterMinutes: 15)
        #expect(second.newlyClosed == [.ireland] && second.summary.gaps.isEmpty)
    }
}

extension Region {
    fileprivate static let ireland = Region("eu-west-1") ?? .global
}
