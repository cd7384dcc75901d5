// The made-up account as AWS's listings would show it at a time.

import CostModel
import Foundation

/// What AWS shows of a true account.
struct ShownAccount {
    static let account = AccountID("123456789012")!
    static let region = Region.northVirginia
    let truth: TrueAccount

    init(_ truth: TrueAccount) { self.truth = truth }

    /// What a listing of one kind shows; nothing of kinds that the account has none of.
    func resources(_ kind: ResourceKind, at now: Int) -> [Resource] {
        switch kind {
        case .instance: instances(now)
        case .volume: volumes(now)
        case .address: addresses(now)
        default: []
        }
    }

    /// As DescribeInstances shows them: the last start, and the time of the last stop in the reason. Terminated ones
    /// linger for an hour.
    private func instances(_ now: Int) -> [Resource] {
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
        ResourceKey(kind: kind, account: Self.account, region: Self.region, id: id)
    }

    private func date(_ second: Int) -> Date { Date(timeIntervalSince1970: Double(second)) }
}
