// The machines with a GPU, for the alarms that AWS itself can watch them with.

package import CostModel
import Foundation
import GRDB

/// A machine with a GPU, as the latest good listing shows it.
package struct GPUMachine: Sendable {
    /// Which it is.
    package let key: ResourceKey
    /// Its name, for people.
    package let name: String?
    /// Such as `g5.xlarge`.
    package let type: String
    /// Of its processor; nil where the type is not known.
    package let vcpus: Int?
    /// Why AWS must not be asked to stop it by itself; nil where nothing speaks against it.
    package let whyNoStop: String?
}

extension CostDatabase {
    /// Those that run or are stopped, by region and id.
    package func gpuMachines(in account: AccountID) async throws -> [GPUMachine] {
        try await read("Reading which machines have a GPU") { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT 'instance' AS kind, account, region, id, name, instance_type, vcpus, lifecycle, tags,
                        root_device, has_instance_store, autoscaling_group, managed_by
                    FROM instances
                    WHERE account = ? AND gpus > 0 AND state IN ('pending', 'running', 'stopping', 'stopped')
                    ORDER BY region, id
                    """, arguments: [account.digits]
            ).map { row in
                GPUMachine(
                    key: try Stored.key(row), name: row["name"], type: row["instance_type"] ?? "unknown",
                    vcpus: row["vcpus"], whyNoStop: Self.whyNoStop(row))
            }
        }
    }

    /// What costguard itself would not stop without a person, AWS shall not either.
    private static func whyNoStop(_ row: Row) -> String? {
        let tags = (try? Stored.decode([String: String].self, (row["tags"] as String?) ?? "{}")) ?? [:]
        if KeepTag.value(in: tags) != nil { return "it bears \(KeepTag.key)" }
        if (row["lifecycle"] as String?) == "spot" { return "it is a Spot machine" }
        if (row["autoscaling_group"] as String?) != nil { return "Auto Scaling runs it" }
        if (row["managed_by"] as String?) != nil { return "another service runs it" }
        if let key = ReservedTags.telling(in: tags).first { return "AWS itself tagged it \(key)" }
        if (row["root_device"] as String?) == "instance-store" { return "its root disk would be lost" }
        if (row["has_instance_store"] as Bool?) != false { return "its scratch disks would be wiped" }
        return nil
    }
}
