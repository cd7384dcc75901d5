// Regions that the account has not switched on, or has switched off: their refusal is named, and touches no other region.

import CostModel
import FaultyAWS
import Foundation
import Pipeline
import SimulatedAWS
import Storage
import Testing

@Suite struct NotOptedInTests {
    let idle = "i-0aaaaaaaaaaaaaaa1"
    let abroad = "i-0bbbbbbbbbbbbbbb2"
    let milan = Region("eu-south-1") ?? .global

    /// An idle machine in N. Virginia, another in Milan.
    private func stage() async throws -> Stage {
        var world = World.with([.idle(idle)])
        world.enabledRegions.insert("eu-south-1")
        world["eu-south-1"][instance: abroad] = .idle(abroad)
        return try await Stage(world)
    }

    /// What a region says to keys that it does not know.
    private func refuse(_ stage: Stage, action: String? = nil) {
        for service in ["ec2", "autoscaling", "monitoring"] {
            stage.server.inject(
                Fault(.notOptedIn, service: service, action: action, region: "eu-south-1", times: .max))
        }
    }

    @Test("a region that refuses from the first scan on counts as closed, is told once, and the others are whole")
    func refusesAlways() async throws {
        let stage = try await stage()
        refuse(stage)
        let first = try await stage.run(afterMinutes: [0])
        #expect(first.scan.newlyClosed == [milan] && first.scan.summary.closedRegions == [milan])
        #expect(first.scan.summary.gaps.isEmpty)
        #expect(first.scan.summary.regionsSeen == "2 of 3 regions seen whole, 1 closed")
        let last = try await stage.run(afterMinutes: [30, 60])
        #expect(last.scan.newlyClosed.isEmpty && last.scan.summary.gaps.isEmpty)
        #expect(last.applied.map(\.step.resource.id) == [idle] && last.applied.map(\.outcome) == [.done])
    }

    @Test("a region that is switched off is a gap for each list, and its machine is not judged any more")
    func refusesLater() async throws {
        let stage = try await stage()
        let first = try await stage.run(afterMinutes: [0, 30])
        #expect(first.scan.summary.gaps.isEmpty)
        refuse(stage)
        let result = try await stage.run(afterMinutes: [60])
        let summary = result.scan.summary
        #expect(summary.closedRegions.isEmpty && summary.regionsSeen == "2 of 3 regions seen whole")
        let gaps = summary.gaps
        #expect(
            Set(gaps.map(\.operation)).isSuperset(of: [
                "DescribeInstances", "DescribeVolumes", "DescribeSnapshots", "DescribeImages",
                "DescribeLaunchTemplates", "DescribeLaunchConfigurations", "DescribeAddresses",
            ]))
        #expect(gaps.allSatisfy { $0.region == milan && $0.kind == .denied })
        #expect(
            gaps.first { $0.operation == "DescribeInstances" }?.error
                == "the region is not switched on for this account (AuthFailure)")
        // The other machine's hour is over at the same time: it is stopped, this one is left alone.
        #expect(result.applied.map(\.step.resource.id) == [idle])
        let verdict = result.plan.plan.findings.first { $0.resource.id == abroad }?.verdict
        #expect(verdict == .unknown)
    }

    @Test("one list that a region refuses is one gap, and no other kind of it is taken for gone")
    func refusesOneList() async throws {
        let stage = try await stage()
        refuse(stage, action: "DescribeVolumes")
        let summary = try await stage.run(apply: false).scan.summary
        let gap = try #require(summary.gaps.first)
        #expect(summary.gaps.count == 1 && summary.closedRegions.isEmpty)
        #expect(gap.operation == "DescribeVolumes" && gap.region == milan && gap.kind == .denied)
        let running = try await stage.database.running(in: summary.account).map(\.key.id)
        #expect(running.sorted() == [idle, abroad])
    }

    @Test("the same refusal in a region that every account has is a matter of the keys, and a failure")
    func inARegionOfEverybody() async throws {
        let stage = try await Stage(.with([.idle(idle)]))
        stage.server.inject(Fault(.notOptedIn, service: "ec2", region: "eu-west-1", times: .max))
        let summary = try await stage.run(apply: false).scan.summary
        #expect(summary.closedRegions.isEmpty && !summary.gaps.isEmpty)
        #expect(summary.gaps.allSatisfy { $0.region.code == "eu-west-1" && $0.kind == .failed })
    }
}
