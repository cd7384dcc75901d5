// Cron looks at the made-up account as AWS would show it, and the true database meters what it sees.

import CostModel
import Foundation
import Pipeline
import Storage

/// One database, and the account as AWS lists it.
final class Cron {
    static let account = AccountID("123456789012")!
    private let truth: TrueAccount
    private let directory: String
    private var database: CostDatabase
    private let region = Region.northVirginia

    /// - Parameter prices: the list that the first binary holds.
    init(_ truth: TrueAccount, prices: PriceList) throws {
        self.truth = truth
        // Two thousand scans of four transactions each wait for the disk; memory does as well here.
        let base = FileManager.default.isWritableFile(atPath: "/dev/shm") ? "/dev/shm/" : NSTemporaryDirectory()
        directory = base + "costguard-honesty-" + UUID().uuidString
        database = try CostDatabase.open(at: directory + "/costguard.sqlite", prices: prices)
    }

    deinit { try? FileManager.default.removeItem(atPath: directory) }

    /// A new binary with another price list.
    func update(to prices: PriceList) throws {
        database = try CostDatabase.open(at: directory + "/costguard.sqlite", prices: prices)
    }

    /// One scan. - Parameter kinds: how many of the listings are made before it is killed.
    func scan(at now: Int, kinds: Int = 4) async throws {
        let at = Date(timeIntervalSince1970: Double(now))
        let listed: [(ResourceKind, [Resource], [Resource])] = [
            (.instance, instances(now) { $0 != "terminated" }, instances(now) { $0 == "terminated" }),
            (.volume, volumes(now), []), (.address, addresses(now), []), (.snapshot, [], []),
        ]
        for (kind, resources, ended) in listed.prefix(kinds) {
            let listing = Listing(
                account: Self.account, region: region, kind: kind, service: "ec2", operation: "Describe", at: at,
                outcome: .complete)
            try await database.record(ListedResources(listing, resources, ended: ended))
        }
    }

    func metered(from: Int, until: Int) async throws -> MeteredSpend {
        let stage = MeterStage(usage: database, money: database)
        let spent = try await stage.spent(
            by: Self.account, from: Date(timeIntervalSince1970: Double(from)),
            until: Date(timeIntervalSince1970: Double(until)))
        return spent ?? .none
    }

    /// As DescribeInstances shows them: the last start, and the time of the last stop in the reason. Terminated ones
    /// linger for an hour.
    private func instances(_ now: Int, where isWanted: (String) -> Bool) -> [Resource] {
        truth.machines.compactMap { machine in
            guard let run = machine.runs.last(where: { $0.start <= now }), let first = machine.runs.first else {
                return nil
            }
            let stopped = run.end.flatMap { $0 <= now ? $0 : nil }
            let isTerminated = machine.terminatedAt.map { $0 <= now } ?? false
            if isTerminated, let end = machine.terminatedAt, now - end > 3600 { return nil }
            let state =
                isTerminated
                ? "terminated" : stopped == nil ? "running" : now - (stopped ?? 0) < 60 ? "stopping" : "stopped"
            guard isWanted(state) else { return nil }
            var facts: [String: FactValue] = [
                "state": .text(state), "instance_type": .text(run.type), "vcpus": .integer(2), "gpus": .integer(0),
                "lifecycle": .text("on-demand"), "launch_time": .integer(Int64(run.start)),
                "tenancy": .text("default"), "root_device": .text("ebs"), "image_id": .text("ami-1"),
                "has_instance_store": .flag(false),
            ]
            if let stopped { facts["stopped_at"] = .integer(Int64(stopped)) }
            if stopped == nil, machine.hasAddress {
                facts.merge(["public_ip": .text("192.0.2.7"), "public_ip_is_elastic": .flag(false)]) { $1 }
            }
            var resource = Resource(key(.instance, machine.id), createdAt: date(first.start), facts: facts)
            resource.isEnded = isTerminated
            return resource
        }
    }

    private func volumes(_ now: Int) -> [Resource] {
        truth.disks.compactMap { disk in
            guard disk.madeAt <= now, disk.goneAt.map({ $0 > now }) ?? true,
                let size = disk.sizes.last(where: { $0.from <= now })
            else { return nil }
            return Resource(
                key(.volume, disk.id), createdAt: date(disk.madeAt),
                facts: [
                    "state": .text("in-use"), "size_gib": .integer(Int64(size.gib)), "volume_type": .text(disk.type),
                    "iops": .integer(3000), "throughput": .integer(125),
                ])
        }
    }

    private func addresses(_ now: Int) -> [Resource] {
        truth.addresses.filter { $0.from <= now && $0.until.map { $0 > now } ?? true }.map {
            Resource(
                key(.address, $0.id), facts: ["public_ip": .text("192.0.2.9"), "associated": .flag(false)])
        }
    }

    private func key(_ kind: ResourceKind, _ id: String) -> ResourceKey {
        ResourceKey(kind: kind, account: Self.account, region: region, id: id)
    }

    private func date(_ second: Int) -> Date { Date(timeIntervalSince1970: Double(second)) }
}
