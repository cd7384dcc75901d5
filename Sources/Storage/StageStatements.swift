// The statements that put a page aside, row by row: of a first scan they are a good part of the time, so that each
// resource is looked up only where something could be found.

import CostModel
import GRDB

/// Prepared once a page; each begins with the place.
struct StageStatements {
    private let place: ListingPlace
    /// No row of the place is current: nothing to compare with, nothing to have been seen.
    private let isNew: Bool
    private let current: RawStatement
    private let seen: RawStatement
    private let confirmed: RawStatement
    private let unseen: RawStatement
    private let staged: RawStatement
    private let restage: RawStatement
    private let unstaged: RawStatement
    private let unstagedRow: RawStatement
    private let anyStaged: RawStatement
    private let droppedReferences: RawStatement
    private let droppedReferencesOfRow: RawStatement
    private let reference: RawStatement

    init(_ db: Database, _ place: ListingPlace, storedColumns: [String]) throws {
        self.place = place
        let name = place.kind.rawValue
        let here = "account = ?1 AND region = ?2"
        let currentRow = "SELECT row FROM main.\(name) WHERE \(here) AND id = ?3 AND current = 1"
        let idOfRow = "SELECT id FROM main.\(name) WHERE row = ?3"
        let sameFacts = storedColumns.enumerated().map { " AND \($1) IS ?\($0 + 4)" }.joined()
        let marks = (1...storedColumns.count + 5).map { "?\($0)" }.joined(separator: ", ")
        let reference = "DELETE FROM temp.staged_reference WHERE \(here) AND from_kind = '\(name)' AND from_id"
        func statement(_ sql: String) throws -> RawStatement { try RawStatement(sql, db) }
        current = try statement(currentRow + sameFacts)
        seen = try statement("INSERT OR REPLACE INTO temp.seen_\(name) VALUES (?1, ?2, 1)")
        confirmed = try statement(
            """
            INSERT OR REPLACE INTO temp.seen_\(name)
            SELECT row, NULL, 0 FROM main.\(name) WHERE row = ?3 AND \(here) AND current = 1
            """)
        unseen = try statement("DELETE FROM temp.seen_\(name) WHERE row = (\(currentRow))")
        staged = try statement("INSERT OR IGNORE INTO temp.staged_\(name) VALUES (\(marks))")
        restage = try statement("INSERT OR REPLACE INTO temp.staged_\(name) VALUES (\(marks))")
        unstaged = try statement("DELETE FROM temp.staged_\(name) WHERE \(here) AND id = ?3")
        unstagedRow = try statement("DELETE FROM temp.staged_\(name) WHERE \(here) AND id = (\(idOfRow))")
        anyStaged = try statement(
            "SELECT EXISTS (SELECT 1 FROM temp.staged_\(name) WHERE \(here)) "
                + "OR EXISTS (SELECT 1 FROM temp.staged_reference WHERE \(here) AND from_kind = '\(name)')")
        droppedReferences = try statement("\(reference) = ?3")
        droppedReferencesOfRow = try statement("\(reference) = (\(idOfRow))")
        self.reference = try statement(
            "INSERT INTO temp.staged_reference (account, region, from_id, from_kind, to_kind, to_id) "
                + "VALUES (?1, ?2, ?3, '\(name)', ?4, ?5)")
        let any = try statement("SELECT EXISTS (SELECT 1 FROM main.\(name) WHERE \(here) AND current = 1)")
        any.bind(1, place.account.digits)
        any.bind(2, place.region.code)
        isNew = try any.step() && any.integer(0) == 0
    }

    /// The current row that says the same of the resource.
    func currentRow(_ id: String, _ values: [FactValue]) throws -> KnownItems.Row? {
        guard !isNew else { return nil }
        bind(current, id, values)
        defer { current.reset() }
        return try current.step() ? current.integer(0) : nil
    }

    /// Notes that a row was seen, and what its item is known by.
    /// - Returns: whether an earlier page told something else of the resource.
    func markSeen(_ row: KnownItems.Row, _ id: String, digest: KnownItems.Digest?) throws -> Bool {
        bind(unstaged, id)
        let wasStaged = try unstaged.run() > 0
        bind(unseen, id)
        let wasSeen = try unseen.run() > 0
        seen.bind(1, row)
        seen.bind(2, digest)
        try seen.run()
        return wasStaged || wasSeen
    }

    /// Keeps a resource that is new or has changed. Returns as `markSeen`.
    func stage(_ id: String, _ values: [FactValue], digest: KnownItems.Digest?, isEnded: Bool) throws -> Bool {
        var wasSeen = false
        if !isNew {
            bind(unseen, id)
            wasSeen = try unseen.run() > 0
        }
        let all = values + [digest.map { .integer($0) } ?? .null, .flag(isEnded)]
        bind(staged, id, all)
        if try staged.run() > 0 { return wasSeen }
        bind(restage, id, all)
        try restage.run()
        return true
    }

    /// Notes that a row was seen that is known by its item's bytes; false where it is no current row of the place.
    func confirm(_ row: KnownItems.Row) throws -> Bool {
        bind(confirmed)
        confirmed.bind(3, row)
        return try confirmed.run() > 0
    }

    /// Whether an earlier page left anything that `unstage` would have to take away.
    func hasStaged() throws -> Bool {
        bind(anyStaged)
        defer { anyStaged.reset() }
        return try anyStaged.step() && anyStaged.integer(0) != 0
    }

    /// Forgets what an earlier page told of the resource of a row.
    func unstage(_ row: KnownItems.Row) throws {
        for statement in [unstagedRow, droppedReferencesOfRow] {
            bind(statement)
            statement.bind(3, row)
            try statement.run()
        }
    }

    func dropReferences(of id: String) throws {
        bind(droppedReferences, id)
        try droppedReferences.run()
    }

    func addReferences(of resource: Resource) throws {
        for named in Set(resource.references) where !resource.isEnded {
            bind(reference, resource.key.id)
            reference.bind(4, named.kind.rawValue)
            reference.bind(5, named.id.map { .text($0) } ?? .null)
            try reference.run()
        }
    }

    private func bind(_ statement: RawStatement) {
        statement.bind(1, place.account.digits)
        statement.bind(2, place.region.code)
    }

    private func bind(_ statement: RawStatement, _ id: String, _ values: [FactValue] = []) {
        bind(statement)
        statement.bind(3, id)
        for (index, value) in values.enumerated() { statement.bind(Int32(index + 4), value) }
    }
}
