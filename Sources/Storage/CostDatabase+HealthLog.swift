// Whether scans succeed, kept from run to run.

import CostModel
import Foundation
import GRDB

extension CostDatabase: HealthLog {
    /// Nil where no run of the profile has ended yet.
    package func health(of profile: String) async throws -> ScanHealth? {
        try await read("Reading whether scans succeed") { db in
            guard
                let row = try Row.fetchOne(
                    db, sql: "SELECT * FROM scan_health WHERE profile = ?", arguments: [profile])
            else { return nil }
            return ScanHealth(
                profile: row["profile"], account: (row["account"] as String?).flatMap { AccountID($0) },
                seenAt: (row["seen_at"] as Int64?).map(Date.init(seconds:)),
                failingSince: (row["failing_since"] as Int64?).map(Date.init(seconds:)),
                failures: row["failures"], error: row["error"])
        }
    }

    /// One profile's; the others stay.
    package func record(_ health: ScanHealth) async throws {
        try await write("Recording whether scans succeed") { db in
            try db.execute(
                sql: "INSERT OR REPLACE INTO scan_health VALUES (?, ?, ?, ?, ?, ?)",
                arguments: [
                    health.profile, health.account?.digits, health.seenAt?.seconds, health.failingSince?.seconds,
                    health.failures, health.error,
                ])
        }
    }
}
