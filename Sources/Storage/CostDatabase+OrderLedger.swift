// Keeps persons' orders for later. A new order ends the one before it; nothing is rewritten.

package import CostModel
package import Foundation
import GRDB

extension CostDatabase: OrderLedger {
    package func orders(account: AccountID) async throws -> [StopOrder] {
        try await read("Reading the orders") { db in
            try CostDatabase.orders(in: db).filter { $0.resource.account == account }
        }
    }

    /// Those of all accounts, for a judge, who does not wait.
    package func ordersNow() throws -> [StopOrder] {
        try CostDatabase.translating("Reading the orders", path: path) { try queue.read(CostDatabase.orders) }
    }

    private static func orders(in db: Database) throws -> [StopOrder] {
        try Row.fetchAll(db, sql: "SELECT * FROM stop_order WHERE ended_at IS NULL ORDER BY row").map { row in
            let at = (row["at"] as Int64?).map(Date.init(seconds:))
            return StopOrder(
                resource: try Stored.key(row), name: row["name"],
                condition: at.map { .at($0) } ?? .whenIdle(row["idle_seconds"] ?? 0),
                launchTime: (row["launch_time"] as Int64?).map(Date.init(seconds:)), since: Date(seconds: row["since"]),
                who: row["who"])
        }
    }

    /// In one transaction with the end of an earlier order on the same machine.
    package func record(_ order: StopOrder) async throws {
        let key = order.resource
        try await write("Recording an order") { db in
            _ = try CostDatabase.endOrder(on: key, outcome: "another order took its place", at: order.since, in: db)
            try db.execute(
                sql: """
                    INSERT INTO stop_order
                        (account, region, kind, id, name, at, idle_seconds, launch_time, since, who)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    key.account.digits, key.region.code, key.kind.rawValue, key.id, order.name, order.at?.seconds,
                    order.idleSeconds, order.launchTime?.seconds, order.since.seconds, order.who,
                ])
        }
    }

    package func endOrder(on resource: ResourceKey, outcome: String, at now: Date) async throws -> Bool {
        try await write("Recording the end of an order") { db in
            try CostDatabase.endOrder(on: resource, outcome: outcome, at: now, in: db)
        }
    }

    private static func endOrder(
        on key: ResourceKey, outcome: String, at now: Date, in db: Database
    ) throws -> Bool {
        try db.execute(
            sql: """
                UPDATE stop_order SET ended_at = ?, outcome = ?
                WHERE account = ? AND region = ? AND kind = ? AND id = ? AND ended_at IS NULL
                """,
            arguments: [now.seconds, outcome, key.account.digits, key.region.code, key.kind.rawValue, key.id])
        return db.changesCount > 0
    }
}
