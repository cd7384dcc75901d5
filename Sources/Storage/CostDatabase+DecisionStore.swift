// Keeps hold clocks and plans.

package import CostModel
import Foundation
import GRDB

extension CostDatabase: DecisionStore {
    /// Empty where nothing has been judged yet.
    package func holds(account: AccountID) async throws -> [HoldKey: HoldState] {
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
    package func replaceHolds(_ holds: [HoldKey: HoldState], account: AccountID) async throws {
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

    /// The same plan once more, by its account, its second and what its steps do, takes the place of the one that is kept,
    /// with what its steps save as priced now. Steps that are those of the account's latest plan are kept once: most plans
    /// say what the last one said.
    /// - Throws: `StorageError` with the code `taken` where the id is another plan's, which stays.
    package func save(_ plan: StoredPlan) async throws {
        try await write("Saving a plan") { db in
            if let known = try CostDatabase.plan(id: plan.id, in: db), !known.isSame(as: plan) {
                throw StorageError(
                    .taken, "There is another plan '\(plan.id)', of \(UTCTime.text(known.createdAt))",
                    hint: "scan again: the next plan has another id")
            }
            let steps = try Stored.json(
                plan.steps.map { StepRecord($0) } + plan.retries.map { StepRecord($0, isRetry: true) })
            let last = try Row.fetchOne(
                db,
                sql: """
                    SELECT s.id, s.steps FROM plan p JOIN plan_steps s ON s.id = p.steps_id WHERE p.account = ?
                    ORDER BY p.created_at DESC, p.row DESC LIMIT 1
                    """, arguments: [plan.account.digits])
            if last?["steps"] != steps {
                try db.execute(sql: "INSERT INTO plan_steps (steps) VALUES (?)", arguments: [steps])
            }
            let place = last?["steps"] == steps ? last?["id"] : db.lastInsertedRowID
            try db.execute(
                sql: "INSERT OR REPLACE INTO plan (id, account, created_at, steps_id) VALUES (?, ?, ?, ?)",
                arguments: [plan.id, plan.account.digits, plan.createdAt.seconds, place])
        }
    }

    /// Nil where no plan has that id.
    package func plan(id: String) async throws -> StoredPlan? {
        try await read("Reading a plan") { db in
            try CostDatabase.plan(id: id, in: db)
        }
    }

    /// By the time of its making, of equals the last that was saved. Nil where none was made.
    package func latestPlan(account: AccountID) async throws -> StoredPlan? {
        try await read("Reading a plan") { db in
            try Row.fetchOne(
                db, sql: "\(CostDatabase.plans) WHERE account = ? ORDER BY created_at DESC, row DESC LIMIT 1",
                arguments: [account.digits]
            ).map(CostDatabase.plan)
        }
    }

    /// Ids of plans that begin so, newest first, five at most; for people who type only the beginning.
    package func planIDs(startingWith beginning: String) async throws -> [String] {
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

    private static let plans = "SELECT p.*, s.steps FROM plan p JOIN plan_steps s ON s.id = p.steps_id"

    private static func plan(id: String, in db: Database) throws -> StoredPlan? {
        try Row.fetchOne(db, sql: "\(plans) WHERE p.id = ?", arguments: [id]).map(plan)
    }

    private static func plan(_ row: Row) throws -> StoredPlan {
        let records = try Stored.decode([StepRecord].self, row["steps"])
        return StoredPlan(
            id: row["id"], account: try Stored.account(row["account"]), createdAt: Date(seconds: row["created_at"]),
            steps: try records.filter { $0.isRetry != true }.map { try $0.step() },
            retries: try records.filter { $0.isRetry == true }.map { try $0.step() })
    }
}

extension StoredPlan {
    /// Whether they do the same; what a step saves may have been priced anew.
    fileprivate func isSame(as other: StoredPlan) -> Bool {
        func deeds(_ steps: [PlanStep]) -> [[String]] {
            steps.map { [$0.action.rawValue, "\($0.resource)", "\($0.launchTime?.seconds ?? 0)"] }
        }
        return account == other.account && createdAt.seconds == other.createdAt.seconds
            && deeds(steps) == deeds(other.steps) && deeds(retries) == deeds(other.retries)
    }
}
