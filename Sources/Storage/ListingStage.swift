// Where the pages of a listing wait for its end: temporary tables of this connection alone. No reader sees them, and
// they vanish with the process, so that a killed scan leaves nothing half-seen. Leaves the end to ListingEnd.

import CostModel
import GRDB

/// The pages of one place. To be used inside one transaction.
///
/// A resource whose facts are those of its current row only marks that row as seen; any other is kept whole. So a scan
/// in which little has changed writes little.
struct ListingStage {
    private let place: ListingPlace
    private let table: KindTable
    private let facts: [String]
    private let factSet: Set<String>
    private let statements: Statements

    init(_ db: Database, _ place: ListingPlace) throws {
        (self.place, table) = (place, try KindTable.required(place.kind))
        facts = try table.facts(in: db)
        factSet = Set(facts)
        statements = try Statements(db, place, storedColumns: KindTable.describing + facts)
    }

    /// Takes in one page. What an earlier page of the same listing told of a resource is replaced.
    func add(_ resources: [Resource]) throws {
        for resource in resources {
            try check(resource)
            let id = resource.key.id
            let values = stored(resource)
            if !resource.isEnded, let row = try statements.currentRow(id, values) {
                try statements.markSeen(row, id)
            } else {
                try statements.stage(id, values, isEnded: resource.isEnded)
            }
            try statements.replaceReferences(of: resource)
        }
    }

    private func check(_ resource: Resource) throws {
        let (key, name) = (resource.key, table.kind.rawValue)
        guard key.kind == place.kind, key.account == place.account, key.region == place.region else {
            throw StorageError(
                .unknownFact,
                "Recording '\(key.id)' failed: got a \(key.kind.rawValue) of \(key.account) in \(key.region), "
                    + "expected a \(name) of \(place.account) in \(place.region)",
                hint: "hand each resource over with the listing that it came from")
        }
        if let alien = resource.facts.keys.filter({ !factSet.contains($0) }).min() {
            throw StorageError(
                .unknownFact,
                "Recording '\(key.id)' failed: got the fact '\(alien)', expected one of "
                    + facts.joined(separator: ", "),
                hint: "add a migration that adds the column to the table '\(name)'")
        }
    }

    /// The values of `KindTable.describing`, and of the facts in the order of the table.
    private func stored(_ resource: Resource) -> [FactValue] {
        var values: [FactValue] = [
            resource.name.map { .text($0) } ?? .null, .text(TagsText.of(resource.tags)),
            resource.createdAt.map { .integer($0.seconds) } ?? .null, .text(table.unknownColumns(of: resource)),
        ]
        values.reserveCapacity(values.count + facts.count)
        for fact in facts {
            values.append(resource.unknown.contains(fact) ? .null : resource.facts[fact] ?? .null)
        }
        return values
    }
}

extension ListingStage {
    /// Makes the tables. Once a connection, when those of the kinds are there. What is compared with columns of the
    /// lasting tables has their types: SQLite uses no index between a column with a type and one without.
    static func create(in db: Database) throws {
        for table in KindTable.all {
            let name = table.kind.rawValue
            let columns = (KindTable.describing + (try table.facts(in: db))).joined(separator: ", ")
            try db.execute(
                sql: """
                    CREATE TEMP TABLE staged_\(name) (account TEXT, region TEXT, id TEXT, \(columns), is_ended,
                        PRIMARY KEY (account, region, id)) WITHOUT ROWID;
                    CREATE TEMP TABLE seen_\(name) (account TEXT, region TEXT, row INTEGER,
                        PRIMARY KEY (account, region, row)) WITHOUT ROWID;
                    """)
        }
        try db.execute(
            sql: """
                CREATE TEMP TABLE staged_reference
                    (account TEXT, region TEXT, from_kind TEXT, from_id TEXT, to_kind TEXT, to_id TEXT);
                CREATE INDEX temp.staged_reference_from ON staged_reference(account, region, from_kind, from_id);
                CREATE TEMP TABLE ended (row INTEGER PRIMARY KEY, id TEXT);
                """)
    }

    /// Forgets the pages of a place.
    static func clear(_ place: ListingPlace, in db: Database) throws {
        let (name, arguments) = (place.kind.rawValue, [place.account.digits, place.region.code])
        for table in ["staged_\(name)", "seen_\(name)"] {
            try db.execute(
                sql: "DELETE FROM temp.\(table) WHERE account = ? AND region = ?",
                arguments: StatementArguments(arguments))
        }
        try db.execute(
            sql: "DELETE FROM temp.staged_reference WHERE account = ? AND region = ? AND from_kind = ?",
            arguments: StatementArguments(arguments + [name]))
    }

    /// Forgets the pages of all places: those of a scan that was called off.
    static func clear(in db: Database) throws {
        for name in KindTable.all.map(\.kind.rawValue) {
            try db.execute(sql: "DELETE FROM temp.staged_\(name); DELETE FROM temp.seen_\(name)")
        }
        try db.execute(sql: "DELETE FROM temp.staged_reference")
    }
}

/// Prepared once a page; each begins with the place.
private struct Statements {
    private let place: ListingPlace
    private let current: RawStatement
    private let seen: RawStatement
    private let unseen: RawStatement
    private let stage: RawStatement
    private let unstage: RawStatement
    private let dropReferences: RawStatement
    private let reference: RawStatement

    init(_ db: Database, _ place: ListingPlace, storedColumns: [String]) throws {
        self.place = place
        let name = place.kind.rawValue
        let row = "account = ?1 AND region = ?2 AND id = ?3"
        let sameFacts = storedColumns.enumerated().map { " AND \($1) IS ?\($0 + 4)" }.joined()
        let marks = (1...storedColumns.count + 4).map { "?\($0)" }.joined(separator: ", ")
        current = try RawStatement("SELECT row FROM main.\(name) WHERE \(row) AND current = 1\(sameFacts)", db)
        seen = try RawStatement("INSERT OR IGNORE INTO temp.seen_\(name) VALUES (?1, ?2, ?3)", db)
        unseen = try RawStatement(
            """
            DELETE FROM temp.seen_\(name) WHERE account = ?1 AND region = ?2
                AND row = (SELECT row FROM main.\(name) WHERE \(row) AND current = 1)
            """, db)
        stage = try RawStatement("INSERT OR REPLACE INTO temp.staged_\(name) VALUES (\(marks))", db)
        unstage = try RawStatement("DELETE FROM temp.staged_\(name) WHERE \(row)", db)
        dropReferences = try RawStatement(
            "DELETE FROM temp.staged_reference WHERE account = ?1 AND region = ?2 AND from_id = ?3 AND from_kind = ?4",
            db)
        reference = try RawStatement(
            """
            INSERT INTO temp.staged_reference (account, region, from_id, from_kind, to_kind, to_id)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6)
            """, db)
    }

    /// The current row that says the same of the resource.
    func currentRow(_ id: String, _ values: [FactValue]) throws -> Int64? {
        bind(current, id, values)
        defer { current.reset() }
        return try current.step() ? current.integer(0) : nil
    }

    func markSeen(_ row: Int64, _ id: String) throws {
        bind(seen, place)
        seen.bind(3, row)
        try seen.run()
        bind(unstage, id)
        try unstage.run()
    }

    func stage(_ id: String, _ values: [FactValue], isEnded: Bool) throws {
        bind(unseen, id)
        try unseen.run()
        bind(stage, id, values + [.flag(isEnded)])
        try stage.run()
    }

    func replaceReferences(of resource: Resource) throws {
        bind(dropReferences, resource.key.id)
        dropReferences.bind(4, place.kind.rawValue)
        try dropReferences.run()
        for named in Set(resource.references) where !resource.isEnded {
            bind(reference, resource.key.id)
            reference.bind(4, place.kind.rawValue)
            reference.bind(5, named.kind.rawValue)
            reference.bind(6, named.id.map { .text($0) } ?? .null)
            try reference.run()
        }
    }

    private func bind(_ statement: RawStatement, _ place: ListingPlace) {
        statement.bind(1, place.account.digits)
        statement.bind(2, place.region.code)
    }

    private func bind(_ statement: RawStatement, _ id: String, _ values: [FactValue] = []) {
        bind(statement, place)
        statement.bind(3, id)
        for (index, value) in values.enumerated() { statement.bind(Int32(index + 4), value) }
    }
}
