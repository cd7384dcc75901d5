// The views that rules are written over: their columns, what they reckon, and what they do not know.

import CostModel
import Foundation
import GRDB
import Testing

@testable import Storage

@Suite struct ViewTests {
    let bench: Workbench
    /// Asked by calls of their own, and not here.
    private let keys = ["disk_keys", "shutdown_behavior"]
    init() throws { bench = try Workbench() }

    @Test(arguments: ViewSchema.all.map(\.name))
    func aViewHasExactlyTheColumnsOfItsSchema(_ name: String) throws {
        let columns = try bench.open().rows("PRAGMA table_info(\(name))").map { $0["name"] as String }
        #expect(columns == (ViewSchema.named(name)?.columns.map(\.name) ?? []) + ["unknown"])
    }

    @Test func agesCountFromTheLatestScan() async throws {
        let database = try await bench.scanning()
        try await database.list(.instance, [.instance()])
        try await database.beginScan(of: .lab, at: noon.plus(hours: 1), regions: [.ireland])
        let row = try database.row("SELECT * FROM instances")
        #expect(row["age_hours"] == 49.0)
        #expect(row["uptime_hours"] == 6.0)
        #expect(row["stopped_hours"] == nil as Double?)
    }

    @Test(
        arguments: [
            (["state": .text("running")], 0.01144), (["state": .text("pending")], 0.01144),
            (["state": .text("stopped")], 0), (["instance_type": .text("z9.huge")], nil),
            (["tenancy": .text("host")], nil), (["prepaid_by": .text("capacity-reservation cr-1")], 0.01144),
            (["prepaid_by": .text("capacity-block cr-1"), "lifecycle": .text("capacity-block")], 0),
            (["prepaid_by": .text("outpost arn:x")], 0), (["prepaid_by": .text("scheduled")], 0.01144),
        ] as [([String: FactValue], Double?)])
    func anInstanceIsPricedByItsStateAndType(_ facts: [String: FactValue], _ hourly: Double?) async throws {
        let database = try await bench.scanning()
        try await database.list(.instance, [.instance(changing: facts)])
        let row = try database.row("SELECT hourly_usd, round(monthly_usd, 9) FROM instances")
        #expect(row[0] == hourly)
        #expect(row[1] == hourly.map { ($0 * 730e9).rounded() / 1e9 })
    }

    @Test(
        arguments: [
            ([:], 8), (["iops": .integer(3000), "throughput": .integer(125)], 8),
            (["iops": .integer(4000), "throughput": .integer(225)], 8 + 5 + 4),
            (["volume_type": .text("io2"), "iops": .integer(100)], 12.5 + 6.5),
            (["volume_type": .text("io2")], nil), (["volume_type": .text("gp9")], nil),
        ] as [([String: FactValue], Double?)])
    func aVolumeIsPricedBySizeAndWhatIsProvisioned(_ facts: [String: FactValue], _ monthly: Double?) async throws {
        let database = try await bench.scanning()
        try await database.list(.volume, [.volume("vol-1", facts)])
        #expect(try database.row("SELECT monthly_usd FROM volumes")["monthly_usd"] == monthly)
    }

    @Test func snapshotsImagesAndAddressesArePriced() async throws {
        let database = try await bench.scanning()
        try await database.list(.snapshot, [.snapshot(), .snapshot("snap-2", ["tier": .text("archive")])])
        try await database.list(.image, [.image()])
        try await database.list(
            .address,
            [
                Resource(
                    resourceKey(.address, "eipalloc-1"),
                    facts: ["public_ip": .text("192.0.2.1"), "associated": .flag(false)])
            ])
        #expect(
            try database.rows("SELECT monthly_usd FROM snapshots ORDER BY id").map { $0[0] as Double } == [0.5, 0.125])
        #expect(try database.row("SELECT monthly_usd FROM images")[0] == 0.4)
        #expect(
            try database.row("SELECT hourly_usd, monthly_usd FROM addresses") == [
                "hourly_usd": 0.005, "monthly_usd": 3.65,
            ])
        #expect(try database.unknown("addresses") == ["age_hours"])
    }

    @Test(
        arguments: [
            (["vcpus"], ["vcpus"]), (["stopped_at"], ["stopped_hours"]),
            (["instance_type"], ["hourly_usd", "instance_type", "monthly_usd"]),
            (["launch_time"], ["launch_time", "uptime_hours"]),
            (["state"], ["hourly_usd", "monthly_usd", "state", "stopped_hours", "uptime_hours"]),
            (["tags"], ["tags"]),
        ] as [([String], [String])])
    func whatHangsOnAnUnknownFactIsUnknown(_ facts: [String], _ columns: [String]) async throws {
        let database = try await bench.scanning()
        try await database.list(.instance, [.instance(unknown: Set(facts))])
        #expect(try database.unknown("instances") == columns + ["stop_protected"] + keys)
    }

    @Test func disksAndMachinesTellWhoKeepsThem() async throws {
        let database = try await bench.scanning()
        let disk = Resource(
            resourceKey(.volume, "vol-1"), createdAt: noon,
            facts: [
                "state": .text("available"), "size_gib": .integer(8), "volume_type": .text("gp3"),
                "managed_by": .text("eks.amazonaws.com"), "operator": .text("eks.amazonaws.com"),
            ])
        try await database.list(.volume, [disk])
        try await database.list(.instance, [.instance(changing: ["operator": .text("eks.amazonaws.com")])])
        let row = try database.row("SELECT managed_by, operator, unknown, monthly_usd FROM volumes")
        #expect(row["managed_by"] == "eks.amazonaws.com" && row["operator"] == "eks.amazonaws.com")
        #expect(row["unknown"] == "" && row["monthly_usd"] as Double? != nil)
        #expect(try database.row("SELECT operator FROM instances")[0] == "eks.amazonaws.com")
    }

    @Test func aFactThatEveryInstanceHasIsUnknownWhereItIsAbsent() async throws {
        let database = try await bench.scanning()
        let bare = Resource.instance(changing: ["public_ip": .text("192.0.2.1")], without: ["vcpus", "gpus"])
        try await database.list(.instance, [bare])
        #expect(
            try database.unknown("instances") == ["gpus", "public_ip_is_elastic", "vcpus", "stop_protected"] + keys)
    }

    @Test func aLateFactHoldsForSixHours() async throws {
        let database = try await bench.scanning()
        try await database.list(.instance, [.instance(changing: ["lifecycle": .text("spot")])])
        #expect(try database.unknown("instances") == ["stop_protected", "spot_request"] + keys)
        try await database.record([
            LateFact(FactRequest(resourceKey(.instance, "i-1"), "stop_protected"), at: noon, value: .flag(true)),
            LateFact(FactRequest(resourceKey(.instance, "i-1"), "spot_request"), at: noon, value: .text("persistent")),
        ])
        try await database.beginScan(of: .lab, at: noon.plus(hours: 6), regions: [])
        let row = try database.row("SELECT stop_protected, spot_request, unknown FROM instances")
        #expect(row == ["stop_protected": 1, "spot_request": "persistent", "unknown": keys.joined(separator: ",")])
        try await database.beginScan(of: .lab, at: noon.plus(hours: 6.01), regions: [])
        #expect(try database.row("SELECT stop_protected FROM instances")[0] == nil as Int?)
        #expect(try database.unknown("instances") == ["stop_protected", "spot_request"] + keys)
    }

    @Test func aLateFactThatDidNotComeLeavesWhatWasKnown() async throws {
        let database = try await bench.scanning()
        let request = FactRequest(resourceKey(.instance, "i-1"), "stop_protected")
        let gap = Gap(account: .lab, region: .ireland, service: "ec2", operation: "x", kind: .denied, error: "no")
        try await database.list(.instance, [.instance()])
        try await database.record([LateFact(request, at: noon, value: .flag(false))])
        try await database.record([LateFact(request, at: noon.plus(hours: 1), gap: gap)])
        #expect(try database.row("SELECT stop_protected FROM instances")[0] == 0)
    }

    @Test("a question is remembered with its time, answered or not, and a refusal until an answer comes")
    func questions() async throws {
        let database = try await bench.scanning()
        let requests = ["i-1", "i-2", "i-3"].map { FactRequest(resourceKey(.instance, $0), "stop_protected") }
        let gap = Gap(account: .lab, region: .ireland, service: "ec2", operation: "Ask", kind: .denied, error: "no")
        try await database.record([LateFact(requests[0], at: noon, value: .flag(false))])
        try await database.record([LateFact(requests[1], at: noon.plus(hours: 1), gap: gap)])
        try await database.record([LateFact(withoutAnswer: requests[0], at: noon.plus(hours: 2))])
        let asked = try await database.lastAsked(requests)
        #expect(asked == [requests[0]: noon.plus(hours: 2), requests[1]: noon.plus(hours: 1)])
        func refused() throws -> [String] {
            try database.rows("SELECT id || ' ' || why FROM unanswered_fact WHERE why IS NOT NULL ORDER BY id").map {
                $0[0]
            }
        }
        // All that was asked at once was refused: the region as a whole.
        #expect(try refused() == [" ec2:Ask denied: no", "i-2 ec2:Ask denied: no"])
        try await database.record([
            LateFact(requests[1], at: noon.plus(hours: 3), gap: gap),
            LateFact(requests[2], at: noon.plus(hours: 3), value: .flag(true)),
        ])
        #expect(try refused() == ["i-2 ec2:Ask denied: no"])
        try await database.record([LateFact(requests[1], at: noon.plus(hours: 4), value: .flag(true))])
        #expect(try refused() == [])
    }

    @Test func anImageCountsWhatUsesIt() async throws {
        let database = try await bench.scanning()
        try await database.list(.image, [.image("ami-1")])
        try await database.list(
            .instance, [.instance("i-1"), .instance("i-2"), .instance("i-3", changing: ["image_id": .text("ami-2")])])
        try await database.list(
            .launchTemplate, [.template("lt-1", starts: "ami-1"), .template("lt-2", starts: "ami-9")])
        let row = try database.row(
            "SELECT instance_count, launch_template_count, launch_configuration_count FROM images")
        #expect(row == ["instance_count": 2, "launch_template_count": 1, "launch_configuration_count": 0])
        #expect(try database.unknown("images") == ["shared", "launch_request_count"])
        try await database.list(.launchTemplate, [])
        #expect(try database.row("SELECT launch_template_count FROM images")[0] == 0)
    }

    @Test func aTemplateThatNamesNoKnownImageMakesTheCountUnknown() async throws {
        let database = try await bench.scanning()
        try await database.list(.image, [.image("ami-1")])
        try await database.list(.launchTemplate, [.template("lt-1", starts: nil)])
        #expect(try database.row("SELECT launch_template_count FROM images")[0] == nil as Int?)
        #expect(try database.unknown("images") == ["shared", "launch_request_count", "launch_template_count"])
        try await database.list(.launchTemplate, [.template("lt-1", starts: nil), .template("lt-2", starts: "ami-1")])
        #expect(try database.row("SELECT launch_template_count FROM images")[0] == 1)
        #expect(try database.unknown("images") == ["shared", "launch_request_count"])
    }

    @Test("what a template leaves to a parameter is as many as the parameters that hold it", arguments: [0, 2])
    func settledTemplates(held: Int64) async throws {
        let database = try await bench.scanning()
        try await database.list(.image, [.image("ami-1")])
        try await database.list(.launchTemplate, [.template("lt-1", starts: nil)])
        let request = FactRequest(resourceKey(.image, "ami-1"), "launch_template_count")
        try await database.record([LateFact(request, at: noon, value: .integer(held))])
        #expect(try database.row("SELECT launch_template_count FROM images")[0] == held)
        #expect(try database.unknown("images") == ["shared", "launch_request_count"])
    }

    @Test("an instance of no known image may have started from any")
    func openInstance() async throws {
        let database = try await bench.scanning()
        try await database.list(.image, [.image("ami-1")])
        var odd = Resource.instance(changing: ["image_id": .null])
        odd.references = [Reference(.image, nil)]
        try await database.list(.instance, [odd])
        #expect(try database.row("SELECT instance_count FROM images")[0] == nil as Int?)
        #expect(try database.unknown("images").contains("instance_count"))
        try await database.list(.instance, [odd, .instance("i-2")])
        #expect(try database.row("SELECT instance_count FROM images")[0] == 1)
    }

    @Test func aSnapshotKnowsItsVolumeAndItsImages() async throws {
        let database = try await bench.scanning()
        let columns = "volume_exists, backs_image, described_image_exists"
        try await database.list(.snapshot, [.snapshot("snap-1", ["described_image_id": .text("ami-1")])])
        #expect(
            try database.row("SELECT \(columns) FROM snapshots") == [
                "volume_exists": 0, "backs_image": 0, "described_image_exists": 0,
            ])
        try await database.list(.volume, [.volume("vol-1")])
        try await database.list(.image, [.image("ami-1", maps: ["snap-1"])])
        #expect(
            try database.row("SELECT \(columns) FROM snapshots") == [
                "volume_exists": 1, "backs_image": 1, "described_image_exists": 1,
            ])
        try await database.list(.image, [])
        #expect(
            try database.row("SELECT \(columns) FROM snapshots") == [
                "volume_exists": 1, "backs_image": 0, "described_image_exists": 0,
            ])
    }

    @Test("another region's images matter to a copy alone", arguments: [true, false])
    func imagesOfOtherRegions(isCopy: Bool) async throws {
        let database = try await bench.scanning()
        let facts: [String: FactValue] = ["described_image_id": .text("ami-1"), "copied": .flag(isCopy)]
        try await database.list(.snapshot, [.snapshot("snap-1", facts)])
        try await database.list(.image, [])
        #expect(try !database.unknown("snapshots").contains("described_image_exists"))
        try await database.list(.image, in: .northVirginia, at: noon, .failed("cut"))
        #expect(try database.unknown("snapshots").contains("described_image_exists") == isCopy)
        try await database.list(.image, at: noon, .failed("cut"))
        #expect(try database.unknown("snapshots").contains("described_image_exists"))
    }

    @Test(arguments: ["instances", "volumes", "snapshots", "images", "addresses"])
    func aViewPassesOverItsTableOnceAndNoOtherTable(_ view: String) throws {
        let plan = try bench.open().rows("EXPLAIN QUERY PLAN SELECT * FROM \(view) WHERE account = '1'")
        let scans = plan.map { $0["detail"] as String }.filter { $0.hasPrefix("SCAN") && $0 != "SCAN CONSTANT ROW" }
        #expect(scans.allSatisfy { $0.hasPrefix("SCAN r") || $0.hasPrefix("SCAN a") }, "\(plan)")
        #expect(scans.count <= 1)
    }

    @Test func aPriceListReplacesTheOneBefore() async throws {
        _ = try await bench.scanning().list(.instance, [.instance()])
        let dearer = try bench.open(prices: .fixture(t3: "1"))
        #expect(try dearer.row("SELECT hourly_usd FROM instances")[0] == 1.1)
        #expect(
            try bench.open(prices: .fixture(t3: "2", date: "2027-01-01")).row("SELECT hourly_usd FROM instances")[0]
                == 2.2)
    }
}
