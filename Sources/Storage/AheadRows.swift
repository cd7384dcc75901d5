// Takes rows out whose time is ahead, or sets their time back, and keeps them as they were; and the way back.

import CostModel
import GRDB

extension AheadTime {
    /// - Parameters:
    ///   - newest: the newest of all times that are ahead; by so much those move that must keep their order.
    func setAside(_ now: Int64, _ limit: Int64, newest: Int64, in db: Database) throws {
        let columns = try db.columns(in: table).map(\.name)
        let isAhead = "t.\(column) > :limit AND NOT (\(exempt))"
        let keys = try db.primaryKey(table).columns
        let kept = fate == .gone ? columns : keys + (keys.contains(column) ? [] : [column])
        var pairs = AheadTime.pairs(kept, of: "t")
        if fate == .gone { pairs += try dependents(in: db) }
        func run(_ sql: String, _ arguments: StatementArguments) throws {
            try db.execute(sql: sql, arguments: arguments)
        }
        try run(
            """
            INSERT INTO set_aside (at, name, fate, content)
            SELECT :now, '\(table)', '\(fate == .gone ? "gone" : "moved")', json_object(\(pairs.joined(separator: ", ")))
            FROM \(table) t WHERE \(isAhead)
            """, ["now": now, "limit": limit])
        switch fate {
        case .gone: try run("DELETE FROM \(table) AS t WHERE \(isAhead)", ["limit": limit])
        case .moved(let time):
            var arguments: StatementArguments = ["limit": limit]
            if time.contains(":now") { arguments += ["now": now] }
            if time.contains(":newest") { arguments += ["newest": newest] }
            try run("UPDATE \(table) AS t SET \(column) = \(time) WHERE \(isAhead)", arguments)
        }
    }

    private static func pairs(_ columns: [String], of row: String) -> [String] {
        columns.map { "'\($0)', \(row).\($0)" }
    }

    /// The rows that go with a row of the table, by the name of theirs: they are a part of it.
    private func dependents(in db: Database) throws -> [String] {
        try CostDatabase.dependents(of: table, in: db).map { dependent in
            let columns = try db.columns(in: dependent.name).map(\.name)
            let own = AheadTime.pairs(columns, of: "d").joined(separator: ", ")
            return """
                '\(dependent.name)', (SELECT json_group_array(json_object(\(own))) FROM \(dependent.name) d
                    WHERE \(dependent.key.map { "d.\($0.origin) = t.\($0.destination)" }.joined(separator: " AND ")))
                """
        }
    }
}

extension CostDatabase {
    /// The tables whose rows SQLite deletes with those that they name in this table.
    fileprivate static func dependents(
        of table: String, in db: Database
    ) throws -> [(name: String, key: [(origin: String, destination: String)])] {
        let names = try String.fetchAll(
            db,
            sql: """
                SELECT DISTINCT m.name FROM sqlite_master m, pragma_foreign_key_list(m.name) f
                WHERE m.type = 'table' AND f."table" = ? AND f.on_delete = 'CASCADE' ORDER BY m.name
                """, arguments: [table])
        return try names.flatMap { name in
            try db.foreignKeys(on: name).filter { $0.destinationTable == table }.map { (name, $0.mapping) }
        }
    }

    /// Puts one row back as it was, with those that depend on it. A row that is there meanwhile under the same key stays.
    static func bringBack(_ table: String, _ fate: String, _ content: String, in db: Database) throws {
        let kept = try String.fetchAll(db, sql: "SELECT key FROM json_each(?)", arguments: [content])
        let columns = try db.columns(in: table).map(\.name).filter(kept.contains)
        let keys = try db.primaryKey(table).columns
        func value(_ column: String) -> String { "json_extract(:content, '$.\(column)')" }
        if fate == "moved" {
            let times = columns.filter { !keys.contains($0) }
            // A time that is part of the key names no row any more.
            guard !times.isEmpty else { return }
            try db.execute(
                sql: """
                    UPDATE OR IGNORE \(table) SET \(times.map { "\($0) = \(value($0))" }.joined(separator: ", "))
                    WHERE \(keys.map { "\($0) = \(value($0))" }.joined(separator: " AND "))
                    """, arguments: ["content": content])
        } else {
            // A number that SQLite gave may be another row's by now.
            let given = keys.count == 1 && ["row", "id"].contains(keys[0]) ? try numbers(table, keys[0], db) : []
            let own = columns.filter { !given.contains($0) }
            try db.execute(
                sql: """
                    INSERT OR IGNORE INTO \(table) (\(own.joined(separator: ", ")))
                    SELECT \(own.map(value).joined(separator: ", "))
                    """, arguments: ["content": content])
            if db.changesCount > 0 { try bringBackDependents(of: table, content, in: db) }
        }
    }

    private static func bringBackDependents(of table: String, _ content: String, in db: Database) throws {
        for name in try dependents(of: table, in: db).map(\.name) {
            let columns = try db.columns(in: name).map(\.name)
            try db.execute(
                sql: """
                    INSERT INTO \(name) (\(columns.joined(separator: ", ")))
                    SELECT \(columns.map { "json_extract(value, '$.\($0)')" }.joined(separator: ", "))
                    FROM json_each(:content, '$.\(name)')
                    """, arguments: ["content": content])
        }
    }

    private static func numbers(_ table: String, _ key: String, _ db: Database) throws -> [String] {
        try db.columns(in: table).first { $0.name == key }?.type.uppercased() == "INTEGER" ? [key] : []
    }
}
