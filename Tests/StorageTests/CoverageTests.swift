// What the database says of its own completeness.

import CostModel
import Foundation
import GRDB
import Testing

@testable import Storage

@Suite struct CoverageTests {
    let bench: Workbench
    init() throws { bench = try Workbench() }

    private func status(_ database: CostDatabase) throws -> [String] {
        try database.rows("SELECT region, kind, status FROM listings ORDER BY region, kind")
            .map { "\($0[0] as String) \($0[1] as String) \($0[2] as String)" }
    }

    @Test func aListingIsOkThenStaleSixHoursLater() async throws {
        let database = try await bench.scanning()
        try await database.list(.instance)
        try await database.beginScan(of: .lab, at: noon.plus(hours: 6), regions: [.ohio])
        #expect(try status(database) == ["eu-west-1 instance ok"])
        try await database.beginScan(of: .lab, at: noon.plus(hours: 6.01), regions: [.ohio])
        #expect(try status(database) == ["eu-west-1 instance stale"])
        let gaps = try await database.coverage(of: .lab).gaps
        #expect(gaps.map(\.error) == ["last listed 2026-10-01T12:00:00Z: more than 6 hours before the last scan"])
    }

    @Test func aFailureIsAGapAndKeepsTheAge() async throws {
        let database = try await bench.scanning()
        try await database.list(.instance)
        try await database.list(.volume)
        try await database.beginScan(of: .lab, at: noon.plus(hours: 1), regions: [.ireland])
        try await database.list(.instance, at: noon.plus(hours: 1), .failed("timeout"))
        try await database.list(.volume, at: noon.plus(hours: 1))
        let coverage = try await database.coverage(of: .lab)
        #expect(coverage.asOf == [RegionAge(.ireland, noon)])
        #expect(
            coverage.gaps == [
                Gap(
                    account: .lab, region: .ireland, service: "ec2", operation: "Describe", kind: .failed,
                    error: "timeout")
            ])
        try await database.list(.instance, at: noon.plus(hours: 2))
        #expect(try await database.coverage(of: .lab).gaps == [])
    }

    @Test func aRegionThatHasAlwaysDeniedIsClosedAndNoGap() async throws {
        let database = try await bench.scanning()
        try await database.list(.instance)
        for kind in [ResourceKind.instance, .volume] { try await database.list(kind, in: .ohio, .denied("SCP")) }
        #expect(
            try status(database) == ["eu-west-1 instance ok", "us-east-2 instance closed", "us-east-2 volume closed"])
        let coverage = try await database.coverage(of: .lab)
        #expect(coverage.closed == [.ohio] && coverage.gaps == [] && coverage.asOf.map(\.region) == [.ireland])
    }

    @Test func aRegionThatOnceAnsweredIsNeverClosed() async throws {
        let database = try await bench.scanning()
        try await database.list(.instance)
        try await database.list(.instance, in: .ohio)
        try await database.list(.instance, in: .ohio, .denied("SCP"))
        #expect(try status(database) == ["eu-west-1 instance ok", "us-east-2 instance denied"])
    }

    @Test func whereEverythingIsDeniedNothingIsClosed() async throws {
        let database = try await bench.scanning()
        try await database.list(.instance, [], .denied("UnauthorizedOperation"))
        try await database.list(.instance, in: .ohio, .denied("UnauthorizedOperation"))
        #expect(try await database.coverage(of: .lab).gaps.count == 2)
        #expect(try await database.coverage(of: .lab).closed == [])
    }

    @Test func onlyFinishedScansAreTold() async throws {
        let database = try await bench.scanning()
        #expect(try await database.lastScans().isEmpty)
        let gap = Gap(account: .lab, region: .ohio, service: "ec2", operation: "x", kind: .denied, error: "no")
        func finish(_ account: AccountID, _ at: Date) async throws {
            try await database.finishScan(
                ScanSummary(
                    account: account, at: at, duration: 12.5, regions: [.ireland, .ohio], closedRegions: [.ohio],
                    gaps: [gap], apiCalls: 7, selfCost: Money("0.01")!))
        }
        try await finish(.lab, noon)
        try await finish(.other, noon.plus(hours: 1))
        try await finish(.lab, noon.plus(hours: 2))
        try await database.beginScan(of: .lab, at: noon.plus(hours: 3), regions: [])
        let scans = try await database.lastScans()
        #expect(scans.map(\.account) == [.lab, .other])
        let last = try #require(scans.first)
        #expect(last.at == noon.plus(hours: 2) && last.duration == 12.5 && last.apiCalls == 7)
        #expect(last.regions == [.ireland, .ohio] && last.closedRegions == [.ohio] && last.gaps == [gap])
        #expect(last.selfCost == Money("0.01"))
    }

    @Test("a look at a few targets in the second in which a scan was finished changes nothing of what that scan saw")
    func aLookLeavesTheScan() async throws {
        let database = try await bench.scanning()
        try await database.finishScan(
            ScanSummary(
                account: .lab, at: noon, duration: 0.4, regions: [.ireland, .ohio], closedRegions: [], gaps: [],
                apiCalls: 7, selfCost: .zero))
        try await database.beginScan(of: .lab, at: noon, regions: [.ohio])
        let last = try #require(try await database.lastScans().first)
        #expect(last.regions == [.ireland, .ohio] && last.apiCalls == 7)
    }

    @Test func whatRunsIsToldWithItsPrice() async throws {
        let database = try await bench.scanning()
        let odd = Resource.instance("i-2", name: "odd", changing: ["instance_type": .text("z9.huge")])
        try await database.list(
            .instance, [.instance("i-1"), odd, .instance("i-3", changing: ["state": .text("stopped")])])
        let running = try await database.running(in: .lab)
        #expect(
            running == [
                RunningInstance(
                    key: resourceKey(.instance, "i-1"), name: nil, type: "t3.micro", launchTime: noon.plus(hours: -5),
                    perHour: Money("0.01144")),
                RunningInstance(
                    key: resourceKey(.instance, "i-2"), name: "odd", type: "z9.huge", launchTime: noon.plus(hours: -5),
                    perHour: nil),
            ])
        #expect(try await database.running(in: .other).isEmpty)
    }

    @Test func aResourceIsFoundByItsIdBeforeItsName() async throws {
        let database = try await bench.scanning()
        try await database.list(.instance, [.instance("i-1", name: "i-2"), .instance("i-2", name: "Web")])
        try await database.list(.image, [.image("ami-1")])
        #expect(try await database.find("i-2") == [resourceKey(.instance, "i-2")])
        #expect(try await database.find("wEB") == [resourceKey(.image, "ami-1"), resourceKey(.instance, "i-2")])
        #expect(try await database.find("' OR 1=1 --") == [])
        try await database.list(.instance)
        #expect(try await database.find("i-2") == [])
    }

    @Test func whatIsGoneIsToldWithItsLastNameAndTime() async throws {
        let database = try await bench.scanning()
        try await database.list(.instance, [.instance("i-1", name: "Web"), .instance("i-2", name: "db")])
        try await database.list(.instance, [.instance("i-1", name: "Web")], at: noon.plus(hours: 1))
        for present in ["web", "i-1"] { #expect(try await database.gone(present).isEmpty) }
        let gone = try await database.gone("DB")
        #expect(gone.map(\.resource) == [resourceKey(.instance, "i-2")])
        #expect(gone.map(\.name) == ["db"] && gone.map(\.lastSeen) == [noon])
        try await database.list(.instance, at: noon.plus(hours: 2))
        #expect(try await database.gone("web").map(\.lastSeen) == [noon.plus(hours: 1)])
        // Another of the name that is there does not bring the first one back.
        try await database.list(.instance, [.instance("i-3", name: "web")], at: noon.plus(hours: 3))
        #expect(try await database.gone("i-1").count == 1)
        #expect(try await database.gone("").isEmpty)
    }

    @Test func aFewAreFoundByTheBeginningOfTheirIdsAndManyAreNot() async throws {
        let database = try await bench.scanning()
        try await database.list(.instance, (1...5).map { .instance("i-0b\($0)") } + [.instance("i-0c1")])
        #expect(try await database.find("I-0C") == [resourceKey(.instance, "i-0c1")])
        #expect(try await database.find("i-0b").count == 5)
        #expect(try await database.find("i-0") == [])
        #expect(try await database.begun(by: "i-0").count == 6)
        for nothing in ["", "%", "_-0b"] { #expect(try await database.find(nothing) == []) }
    }
}
