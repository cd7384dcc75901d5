// The statements that put a page aside, row by row: of a first scan they are a good part of the time, so that each
// resource is looked up only where something could be found.

import CostModel
import GRDB
import SQLite

/// Prepared where a page first needs them, since most pages need two. The first two parameters are the place, but of
/// `seen`, which names a row.
final class StageStatements {
    private let db: Database
    private let place: ListingPlace
    private let table: KindTable
    private let name: String
    private let here: String
    private let storedColumns: [String]

    init(_ db: Database, _ place: ListingPlace, _ table: KindTable, storedColumns: [String]) {
        self.db = db
        self.place = place
        self.table = table
        self.storedColumns = storedColumns
        name = table.name
        here = "account = ?1 AND region = ?2\(table.ofKind())"
    }

    private var rowOfID: String { "SELECT row FROM main.\(name) WHERE \(here) AND id = ?3 AND current = 1" }
    private var idOfRow: String { "SELECT id FROM main.\(name) WHERE row = ?3" }
    private var marks: String { (1...storedColumns.count + 5).map { "?\($0)" }.joined(separator: ", ") }
    private var references: String {
        "temp.staged_reference WHERE account = ?1 AND region = ?2 AND from_kind = \(table.kindText)"
    }

    private lazy var current = statement {
        $0.rowOfID + $0.storedColumns.enumerated().map { " AND \($1) IS ?\($0 + 4)" }.joined()
    }
    private lazy var seen = statement { "INSERT OR REPLACE INTO temp.seen_\($0.name) VALUES (?1, ?2, 1)" }
    private lazy var confirmed = statement {
        """
        INSERT OR REPLACE INTO temp.seen_\($0.name)
        SELECT row, NULL, 0 FROM main.\($0.name) WHERE row = ?3 AND \($0.here) AND current = 1
        """
    }
    private lazy var unseen = statement { "DELETE FROM temp.seen_\($0.name) WHERE row = (\($0.rowOfID))" }
    private lazy var staged = statement { "INSERT OR IGNORE INTO temp.staged_\($0.name) VALUES (\($0.marks))" }
    private lazy var restaged = statement { "INSERT OR REPLACE INTO temp.staged_\($0.name) VALUES (\($0.marks))" }
    private lazy var unstaged = statement { "DELETE FROM temp.staged_\($0.name) WHERE \($0.here) AND id = ?3" }
    private lazy var unstagedRow = statement {
        "DELETE FROM temp.staged_\($0.name) WHERE \($0.here) AND id = (\($0.idOfRow))"
    }
    private lazy var droppedReferences = statement { "DELETE FROM \($0.references) AND from_id = ?3" }
    private lazy var droppedReferencesOfRow = statement { "DELETE FROM \($0.references) AND from_id = (\($0.idOfRow))" }
    private lazy var reference = statement {
        """
        INSERT INTO temp.staged_reference (account, region, from_id, from_kind, to_kind, to_id)
        VALUES (?1, ?2, ?3, \($0.table.kindText), ?4, ?5)
        """
    }
    /// No row of the place is current: nothing to compare with, nothing that could have been seen.
    private lazy var isNew = Result { [unowned self] in
        try !exists("SELECT 1 FROM main.\(name) WHERE \(here) AND current = 1")
    }

    private func statement(_ sql: (StageStatements) -> String) -> Result<SQLStatement, any Error> {
        Result { try SQLStatement(sql(self), db) }
    }

    private func exists(_ query: String) throws -> Bool {
        let statement = try SQLStatement("SELECT EXISTS (\(query))", db)
        try bind(statement)
        return try statement.step() && statement.integer(0) != 0
    }

    /// The current row that says the same of the resource.
    func currentRow(_ id: String, _ values: [FactValue]) throws -> KnownItems.Row? {
        guard try !isNew.get() else { return nil }
        let current = try current.get()
        try bind(current, id, values)
        defer { current.reset() }
        return try current.step() ? current.integer(0) : nil
    }

    /// Notes that a row was seen, and what its item is known by.
    /// - Returns: whether an earlier page of the listing told of the resource.
    func markSeen(_ row: KnownItems.Row, _ id: String, digest: KnownItems.Digest?) throws -> Bool {
        let wasStaged = try run(unstaged, id)
        let wasSeen = try run(unseen, id)
        let seen = try seen.get()
        try seen.bind(row, at: 1)
        try seen.bind(digest, at: 2)
        try seen.run()
        return wasStaged || wasSeen
    }

    /// Keeps a resource that is new or has changed. Returns as `markSeen`.
    func stage(_ id: String, _ values: [FactValue], digest: KnownItems.Digest?, isEnded: Bool) throws -> Bool {
        let wasSeen = try !isNew.get() && run(unseen, id)
        let all = values + [digest.map { .integer($0) } ?? .null, .flag(isEnded)]
        if try run(staged, id, all) { return wasSeen }
        return try run(restaged, id, all)
    }

    /// Notes that a row was seen that is known by its item's bytes; false where it is no current row of the place.
    func confirm(_ row: KnownItems.Row) throws -> Bool {
        let confirmed = try confirmed.get()
        try bind(confirmed)
        try confirmed.bind(row, at: 3)
        return try confirmed.run() > 0
    }

    /// Whether an earlier page left anything that `unstage` would have to take away.
    func hasStaged() throws -> Bool {
        try exists("SELECT 1 FROM temp.staged_\(name) WHERE \(here)") || exists("SELECT 1 FROM \(references)")
    }

    /// Forgets what an earlier page told of the resource of a row.
    func unstage(_ row: KnownItems.Row) throws {
        for statement in [try unstagedRow.get(), try droppedReferencesOfRow.get()] {
            try bind(statement)
            try statement.bind(row, at: 3)
            try statement.run()
        }
    }

    func dropReferences(of id: String) throws { _ = try run(droppedReferences, id) }

    func addReferences(of resource: Resource) throws {
        for named in Set(resource.references) where !resource.isEnded {
            let reference = try reference.get()
            try bind(reference, resource.key.id)
            try reference.bind(named.kind.rawValue, at: 4)
            try reference.bind(named.id.map { .text($0) } ?? .null, at: 5)
            try reference.run()
        }
    }

    /// Whether it changed a row.
    private func run(
        _ statement: Result<SQLStatement, any Error>, _ id: String, _ values: [FactValue] = []
    ) throws -> Bool {
        let statement = try statement.get()
        try bind(statement, id, values)
        return try statement.run() > 0
    }

    private func bind(_ statement: SQLStatement) throws {
        try statement.bind(place.account.digits, at: 1)
        try statement.bind(place.region.code, at: 2)
    }

    private func bind(_ statement: SQLStatement, _ id: String, _ values: [FactValue] = []) throws {
        try bind(statement)
        try statement.bind(id, at: 3)
        for (index, value) in values.enumerated() { try statement.bind(value, at: Int32(index + 4)) }
    }
}
