// A file of 0.1: taken over whole, in one transaction, after a copy of it was left beside.
//
// All that 0.1 and the builds after it changed was to add columns, tables and indexes, but for what `takeOver` names.

import CostModel
import Foundation
import GRDB

enum EarlierFile {
    /// Whether the file was made by the steps of 0.1, and not taken over yet.
    static func isOne(_ db: Database) throws -> Bool { try !applied(in: db).isEmpty }

    /// The steps of 0.1 that the file has gone through.
    static func applied(in db: Database) throws -> Set<String> {
        guard try db.tableExists("grdb_migrations") else { return [] }
        let taken = try String.fetchSet(db, sql: "SELECT identifier FROM grdb_migrations")
        return taken.intersection(released.union(later))
    }

    /// Whether a file of the steps of 0.1 has too few of them: it is older than the first release.
    static func isUnreleased(_ db: Database) throws -> Bool {
        let steps = try applied(in: db)
        return !steps.isEmpty && !steps.isSuperset(of: released)
    }

    /// Leaves a copy of the file beside it, if it is one of 0.1 and there is none yet. A kill leaves no half of one.
    static func copyAside(_ queue: DatabaseQueue, path: String) throws {
        guard try queue.read(isOne) else { return }
        let copy = path + ".of-0.1"
        let part = path + ".of-0.1.part"
        guard !FileManager.default.fileExists(atPath: copy) else { return }
        try? FileManager.default.removeItem(atPath: part)
        // SQLite would make it readable for all.
        guard FileManager.default.createFile(atPath: part, contents: nil, attributes: [.posixPermissions: 0o600]) else {
            throw DatabaseFile.failure("A copy of the database could not be made at '\(part)'", errno)
        }
        try queue.writeWithoutTransaction { try $0.execute(sql: "VACUUM INTO ?", arguments: [part]) }
        try FileManager.default.moveItem(atPath: part, toPath: copy)
    }

    /// Brings the file to the tables of 0.2. Runs in the migrator's transaction: whole or not at all.
    static func takeOver(_ db: Database) throws {
        let steps = try applied(in: db)
        let wanted = try Form.ofToday()
        for row in try Row.fetchAll(db, sql: "SELECT type, name FROM sqlite_schema WHERE type IN ('view', 'trigger')") {
            try db.execute(sql: "DROP \(row[0] as String) \"\(row[1] as String)\"")
        }
        if !steps.contains("plan steps") { try takeOverPlans(db) }
        for table in wanted.tables { try complete(table, in: db) }
        try wanted.create("index", in: db)
        if !steps.contains("starts") { try db.execute(sql: StartTables.filled) }
        if !steps.contains("database id") {
            try db.execute(sql: "INSERT INTO identity VALUES (lower(hex(randomblob(4))))")
        }
        if !steps.contains("urgency of mails") { try db.execute(sql: urgencies) }
        if !steps.contains("episodes of accounts") { try db.execute(sql: episodes) }
        try wanted.create("trigger", in: db)
        try db.execute(sql: "DELETE FROM grdb_migrations")
    }

    private static func complete(_ table: Form.Table, in db: Database) throws {
        guard try db.tableExists(table.name) else { return try db.execute(sql: table.sql) }
        let existing = Set(try db.columns(in: table.name).map(\.name))
        for column in table.columns where !existing.contains(column.name) {
            let rule = column.isNotNull ? " NOT NULL DEFAULT \(column.defaultValueSQL ?? "NULL")" : ""
            try db.execute(sql: "ALTER TABLE \(table.name) ADD COLUMN \(column.name) \(column.type)\(rule)")
        }
    }

    /// The text of each plan was kept with it, and never read. Of the plans only the newest are taken over, which are a
    /// month of them at one every 15 minutes.
    private static func takeOverPlans(_ db: Database) throws {
        try db.execute(
            sql: """
                ALTER TABLE plan RENAME TO earlier_plan;
                DROP INDEX plan_latest;
                \(DecisionTables.plans)
                INSERT INTO plan SELECT row, id, account, created_at, row FROM earlier_plan
                    WHERE row IN (SELECT row FROM earlier_plan ORDER BY created_at DESC, row DESC LIMIT 2880);
                INSERT INTO plan_steps SELECT row, steps FROM earlier_plan WHERE row IN (SELECT row FROM plan);
                DROP TABLE earlier_plan;
                """)
    }

    /// What is owed is told apart by what its id begins with.
    private static let urgencies = """
        UPDATE mail SET urgency = CASE WHEN id LIKE 'stopped-%' THEN 2 WHEN id LIKE 'digest-%' THEN 0 ELSE 1 END
        WHERE sent_at IS NULL;
        """

    /// Episodes of marks were named by the credit alone, and two accounts may have credits of one name: each account that
    /// has the mark takes the episode over, so that nobody is told twice.
    private static let episodes = """
        CREATE TEMP TABLE unnamed_episode AS
        SELECT e.key, e.since, l.account FROM episode e
        JOIN balance_level l ON substr(e.key, instr(e.key, '/') + 1) = l.name || '/' || l.level;
        DELETE FROM episode WHERE key IN (SELECT key FROM unnamed_episode);
        INSERT OR IGNORE INTO episode (key, since)
        SELECT substr(key, 1, instr(key, '/')) || account || substr(key, instr(key, '/')), since FROM unnamed_episode;
        DROP TABLE unnamed_episode;
        """

    /// The steps of 0.1.0.
    private static let released: Set<String> = [
        "mark", "scans", "listings", "references", "metrics", "prices", "instances", "volumes", "snapshots", "images",
        "addresses", "launch templates and configurations", "money", "credits", "decisions", "journal", "outbox",
        "usage",
        "credit sources", "scan health", "metric points by day", "metric requests", "marks", "refreshed prices",
        "balance history", "cost by service", "digests",
    ]

    /// Those of the builds between 0.1.0 and 0.2.
    private static let later: Set<String> = [
        "keepers", "odd items", "prepaid", "stopped starts", "database id", "own hosts", "detailed monitoring",
        "refusals",
        "starts", "referrers", "plan steps", "set aside", "urgency of mails", "unanswered facts",
        "episodes of accounts",
        "states of plans", "surplus credits", "places left", "bounds of balances", "sessions",
    ]
}

/// The tables, indexes and triggers of the first step, as SQLite reads its statements.
private struct Form {
    struct Table {
        let name: String
        let sql: String
        let columns: [ColumnInfo]
    }
    let tables: [Table]
    private let others: [(type: String, name: String, sql: String)]

    static func ofToday() throws -> Form {
        try DatabaseQueue().write { db in
            try db.execute(sql: Schema.steps[0].sql)
            let rows = try Row.fetchAll(
                db, sql: "SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL AND name <> 'sqlite_sequence'"
            )
            return Form(
                tables: try rows.filter { $0["type"] == "table" }.map { row in
                    Table(name: row["name"], sql: row["sql"], columns: try Array(db.columns(in: row["name"])))
                },
                others: rows.filter { $0["type"] != "table" }.map { ($0["type"], $0["name"], $0["sql"]) })
        }
    }

    /// Makes those of a type that the file has not.
    func create(_ type: String, in db: Database) throws {
        let existing = try String.fetchSet(db, sql: "SELECT name FROM sqlite_schema WHERE type = ?", arguments: [type])
        for other in others where other.type == type && !existing.contains(other.name) {
            try db.execute(sql: other.sql)
        }
    }
}
