// Where a scan looks: what AWS says is enabled, what the user named, and what is known where AWS does not say.

import CostModel
import FaultyAWS
import Foundation
import Pipeline
import SimulatedAWS
import Storage
import Testing

@Suite struct RegionTests {
    let idle = "i-0aaaaaaaaaaaaaaa1"

    private func scan(_ stage: Stage, regions: [Region]? = nil) async throws -> ScanResult {
        try await ScanStage(stage.local, try stage.aws(), scope: ScanScope(regions: regions)).run()
    }

    private func denied(_ world: World) async throws -> Stage {
        let stage = try await Stage(world)
        stage.server.inject(Fault(.denied, service: "ec2", action: "DescribeRegions", times: 9_999))
        return stage
    }

    @Test func aDeniedListOfRegionsIsAGapAndTheUsualRegionsAreScanned() async throws {
        let stage = try await denied(.with([.idle(idle)]))
        let summary = try await scan(stage).summary
        #expect(summary.regions.count == 17)
        let gap = try #require(summary.gaps.first { $0.operation == "DescribeRegions" })
        #expect(gap.kind == .denied && gap.error.contains("17 known regions"))
        #expect(try await stage.database.running(in: summary.account).map(\.key.id) == [idle])
    }

    @Test func namedRegionsNeedNoListOfThem() async throws {
        let stage = try await denied(.with([.idle(idle)]))
        let summary = try await scan(stage, regions: [.northVirginia]).summary
        #expect(summary.regions == [.northVirginia])
        #expect(summary.gaps.isEmpty)
    }

    @Test func aRegionThatAnEarlierScanSawIsScannedAgain() async throws {
        var world = World.with([])
        world.enabledRegions.insert("eu-south-1")
        let stage = try await Stage(world)
        _ = try await scan(stage)
        stage.server.inject(Fault(.denied, service: "ec2", action: "DescribeRegions", times: 9_999))
        let regions = try await scan(stage).summary.regions
        #expect(regions.contains { $0.code == "eu-south-1" } && regions.count == 18)
    }

    @Test func aRegionThatIsNotEnabledIsRefusedWithTheNearestName() async throws {
        let stage = try await Stage(.with([]))
        let typo = try #require(Region("us-eats-1"))
        let error = await #expect(throws: PipelineError.self) { try await scan(stage, regions: [typo]) }
        #expect(error.map { "\($0)" }?.contains("did you mean 'us-east-1'?") == true)
    }

    @Test func aClosedRegionIsToldOnceAndIsNoGap() async throws {
        var world = World.with([.idle(idle)])
        world[Extras.self].deniedRegions = ["eu-west-1"]
        let stage = try await Stage(world)
        let first = try await scan(stage)
        stage.clock.set(to: Stage.now.addingTimeInterval(900))
        let second = try await scan(stage)
        #expect(first.newlyClosed.map(\.code) == ["eu-west-1"] && second.newlyClosed.isEmpty)
        #expect(second.summary.closedRegions.map(\.code) == ["eu-west-1"] && second.summary.gaps.isEmpty)
        #expect(second.summary.regionsSeen == "1 of 2 regions seen whole, 1 closed")
    }
}
