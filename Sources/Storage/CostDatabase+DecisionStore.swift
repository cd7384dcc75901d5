// Keeps hold clocks and plans.

import CostModel
import Foundation
import GRDB

extension CostDatabase: DecisionStore {
    /// Empty where nothing has been judged yet.
    public func holds(account: AccountID) async throws -> [HoldKey: HoldState] {
        try await read("Reading hold clocks") { db in
            let rows = try Row.fetchAll(db, sql: "SELECT * FROM hold WHERE account = ?", arguments: [account.digits])
            return try rows.reduce(into: [:]) { holds, row in
                holds[HoldKey(rule: row["rule"], resource: try Stored.key(row))] = HoldState(
                    heldSeconds: row["held_seconds"], judgedAt: Date(seconds: row["judged_at"]), held: row["held"],
                    ruleDigest: row["rule_digest"],
                    launchTime: (row["launch_time"] as Int64?).map(Date.init(seconds:)))
            }
        }
    }

    /// Clocks of other accounts are left out, and left alone.
    public func replaceHolds(_ holds: [HoldKey: HoldState], account: AccountID) async throws {
        try await write("Recording hold clocks") { db in
            try db.execute(sql: "DELETE FROM hold WHERE account = ?", arguments: [account.digits])
            let insert = try db.cachedStatement(sql: "INSERT INTO hold VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
            for (key, state) in holds where key.resource.account == account {
                try insert.execute(arguments: [
                    account.digits, key.rule, key.resource.region.code, key.resource.kind.rawValue, key.resource.id,
                    state.heldSeconds, state.judgedAt.seconds, state.held, state.ruleDigest, state.launchTime?.seconds,
                ])
            }
        }
    }

    /// A plan of the same id, which has the same contents, is replaced and becomes the latest.
    public func save(_ plan: StoredPlan) async throws {
        try await write("Saving a plan") { db in
            try db.execute(
                sql: "INSERT OR REPLACE INTO plan (id, account, created_at, steps, payload) VALUES (?, ?, ?, ?, ?)",
                arguments: [
                    plan.id, plan.account.digits, plan.createdAt.seconds,
                    try Stored.json(
                        plan.steps.map { StepRecord($0) } + plan.retries.map { StepRecord($0, isRetry: true) }),
                    plan.json,
                ])
        }
    }

    /// Nil where no plan has that id.
    public func plan(id: String) async throws -> StoredPlan? {
        try await read("Reading a plan") { db in
            try Row.fetchOne(db, sql: "SELECT * FROM plan WHERE id = ?", arguments: [id]).map(CostDatabase.plan)
        }
    }

    /// Nil where none was made.
    public func latestPlan(account: AccountID) async throws -> StoredPlan? {
        try await read("Reading a plan") { db in
            try Row.fetchOne(
                db, sql: "SELECT * FROM plan WHERE account = ? ORDER BY created_at DESC, row DESC LIMIT 1",
                arguments: [account.digits]
            ).map(CostDatabase.plan)
        }
    }

    /// Ids of plans that begin so, newest first, five at most; for people who type only the beginning.
    public func planIDs(startingWith beginning: String) async throws -> [String] {
        try await read("Reading plans") { db in
            try String.fetchAll(
                db,
                sql: """
                    SELECT id FROM plan WHERE substr(id, 1, length(:text)) = :text
                    ORDER BY created_at DESC, row DESC LIMIT 5
                    """,
                arguments: ["text": beginning])
        }
    }

    private static func plan(_ row: Row) throws -> StoredPlan {
        let records = try Stored.decode([StepRecord].self, row["steps"])
        return StoredPlan(
            id: row["id"], account: try Stored.account(row["account"]), createdAt: Date(seconds: row["created_at"]),
            steps: try records.filter { $0.isRetry != true }.map { try $0.step() },
            retries: try records.filter { $0.isRetry == true }.map { try $0.step() }, json: row["payload"])
    }
}
