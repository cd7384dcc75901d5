// A database in a directory of its own, and resources to put into it. Times are fixed.

import CostModel
import Foundation
import GRDB

@testable import Storage

/// Thursday 2026-10-01, 12:00 UTC.
let noon = Date(timeIntervalSince1970: 1_790_856_000)

extension Date {
    func plus(hours: Double) -> Date { addingTimeInterval(hours * 3600) }
}

extension AccountID {
    static let lab = AccountID("123456789012")!
    static let other = AccountID("210987654321")!
}

extension Region {
    static let ireland = Region("eu-west-1")!
    static let ohio = Region("us-east-2")!
}

extension PriceList {
    static func fixture(t3: String = "0.0104", date: String = "2026-07-20") -> PriceList {
        let month = ["gp3": "0.08", "io2": "0.125", "snapshot": "0.05", "snapshot-archive": "0.0125"]
            .merging(["gp3-iops": "0.005", "gp3-throughput": "0.04", "io2-iops": "0.065"]) { $1 }
        return PriceList(
            date: date, types: ["t3.micro": InstanceType(vcpus: 2, gpus: 0, instanceStoreGB: 0)],
            perHour: ["t3.micro": Money(t3)!],
            factors: [.ireland: ["default": 1_100_000], .northVirginia: ["default": 1_000_000]],
            storage: month.mapValues { price in [.ireland: Money(price)!] },
            publicIPv4PerHour: Money("0.005")!)
    }
}

/// A directory that goes away with the value, and what a test does in it.
final class Workbench: Sendable {
    let directory: String
    let path: String

    init(named name: String = "costguard.sqlite") throws {
        directory = NSTemporaryDirectory() + "costguard-storage-" + UUID().uuidString
        path = directory + "/state/" + name
    }

    deinit { try? FileManager.default.removeItem(atPath: directory) }

    func open(prices: PriceList = .fixture()) throws -> CostDatabase { try .open(at: path, prices: prices) }

    /// Files as earlier builds wrote them: two runs, a stop, a credit that was typed and its marks.
    enum EarlierFile: String, CaseIterable { case release = "0.1.0", last = "before-0.2" }

    /// Puts such a file in the database's place; closed, once the value is.
    func write(_ file: EarlierFile) throws -> DatabaseQueue {
        let folder = URL(filePath: #filePath).deletingLastPathComponent()
        let sql = try String(contentsOf: folder.appending(path: "Earlier/\(file.rawValue).sql"), encoding: .utf8)
        try DatabaseFile.prepare(at: path)
        let queue = try DatabaseQueue(path: path)
        try queue.writeWithoutTransaction { db in
            try db.execute(sql: "PRAGMA journal_mode = WAL")
            try db.execute(sql: sql)
        }
        return queue
    }

    /// A database in which a scan of the lab's account has begun.
    func scanning(at now: Date = noon) async throws -> CostDatabase {
        let database = try open()
        try await database.beginScan(of: .lab, at: now, regions: [.ireland])
        return database
    }
}

extension CostDatabase {
    func list(
        _ kind: ResourceKind, _ resources: [Resource] = [], in region: Region = .ireland, at now: Date = noon,
        of account: AccountID = .lab, _ outcome: Listing.Outcome = .complete
    ) async throws {
        let listing = Listing(
            account: account, region: region, kind: kind, service: "ec2", operation: "Describe", at: now,
            outcome: outcome)
        if !resources.isEmpty { try await record(.page(listing.place, resources)) }
        try await record(.end(listing))
    }

    /// As a verb that writes does, with a scan of another account just made.
    @discardableResult
    func forgetAfterScan(at now: Date, limit: Int = 50_000) async throws -> Int {
        try await beginScan(of: .other, at: now, regions: [])
        return try forget(now: now, limit: limit)
    }

    func rows(_ sql: String) throws -> [Row] { try queue.read { try Row.fetchAll($0, sql: sql) } }
    func row(_ sql: String) throws -> Row { try queue.read { try Row.fetchOne($0, sql: sql) } ?? Row() }

    /// What the only row of a view does not know.
    func unknown(_ view: String) throws -> [String] {
        (try row("SELECT unknown FROM \(view)")["unknown"] as String? ?? "no row").split(separator: ",").map(
            String.init)
    }
}

func resourceKey(_ kind: ResourceKind, _ id: String, in region: Region = .ireland, of account: AccountID = .lab)
    -> ResourceKey
{
    ResourceKey(kind: kind, account: account, region: region, id: id)
}

extension Resource {
    static func instance(
        _ id: String = "i-1", name: String? = nil, tags: [String: String] = [:], changing: [String: FactValue] = [:],
        without: Set<String> = [], unknown: Set<String> = [], in region: Region = .ireland
    ) -> Resource {
        var facts: [String: FactValue] = [
            "state": .text("running"), "instance_type": .text("t3.micro"), "vcpus": .integer(2), "gpus": .integer(0),
            "has_instance_store": .flag(false), "lifecycle": .text("on-demand"),
            "launch_time": .time(noon.plus(hours: -5)),
            "image_id": .text("ami-1"), "root_device": .text("ebs"), "tenancy": .text("default"),
        ]
        facts.merge(changing) { $1 }
        for fact in without { facts[fact] = nil }
        return Resource(
            resourceKey(.instance, id, in: region), name: name, tags: tags, createdAt: noon.plus(hours: -48),
            facts: facts,
            unknown: unknown)
    }

    static func volume(_ id: String = "vol-1", _ facts: [String: FactValue] = [:]) -> Resource {
        let usual: [String: FactValue] = [
            "state": .text("available"), "size_gib": .integer(100), "volume_type": .text("gp3"),
        ]
        return Resource(resourceKey(.volume, id), createdAt: noon.plus(hours: -48), facts: usual.merging(facts) { $1 })
    }

    static func snapshot(_ id: String = "snap-1", _ facts: [String: FactValue] = [:]) -> Resource {
        let usual: [String: FactValue] = [
            "state": .text("completed"), "size_gib": .integer(10), "volume_id": .text("vol-1"),
            "tier": .text("standard"),
        ]
        return Resource(
            resourceKey(.snapshot, id), createdAt: noon.plus(hours: -48), facts: usual.merging(facts) { $1 })
    }

    static func image(_ id: String = "ami-1", maps snapshots: [String] = []) -> Resource {
        let facts: [String: FactValue] = [
            "state": .text("available"), "size_gib": .integer(8), "deregistration_protected": .flag(false),
        ]
        return Resource(
            resourceKey(.image, id), name: "web", createdAt: noon.plus(hours: -480), facts: facts,
            references: snapshots.map { Reference(.snapshot, $0) })
    }

    static func template(_ id: String = "lt-1", starts image: String?) -> Resource {
        Resource(resourceKey(.launchTemplate, id), createdAt: noon, references: [Reference(.image, image)])
    }
}
