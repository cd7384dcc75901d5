// What ran before its place was metered, from the launch times that the first listing told.

import CostModel
import Foundation
import GRDB

extension CostDatabase {
    /// Instances alone: nothing else tells when it began to cost.
    package func runsBeforeMetering(of account: AccountID) async throws -> [UnmeteredRun] {
        try await read("Reading what ran before the first scan") { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT r.launch_time, m.since, p.nano_usd FROM meter_mark m
                    JOIN instance r ON r.account = m.account AND r.region = m.region
                    LEFT JOIN price p ON p.item = 'ec2:' || r.instance_type AND p.region = r.region
                    WHERE m.account = ? AND m.kind = 'instance' AND r.state = 'running'
                        AND r.first_seen <= m.since AND r.launch_time < m.since
                    """, arguments: [account.digits]
            ).map { row in
                UnmeteredRun(
                    from: Date(seconds: row["launch_time"]), until: Date(seconds: row["since"]),
                    perHour: (row["nano_usd"] as Int64?).map(Money.init(nanoUSD:)))
            }
        }
    }
}
