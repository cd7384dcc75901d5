// Turns one complete listing into validity intervals, tag history and references, and tells the meter what changed.
// Leaves the transaction to the port, what a kind is to KindTable, and usage to UsageWriter.

import CostModel
import GRDB

/// Writes the resources of one complete listing. To be used inside one transaction.
///
/// A resource with the same facts as before keeps its row; another gets a new one and the old row ends; one that is
/// not listed any more ends.
struct ListingWriter {
    private let db: Database
    private let listing: Listing
    private let table: KindTable
    private let facts: [String]
    private let factSet: Set<String>
    private let place: [DatabaseValue]
    private let statements: Statements

    init(_ db: Database, _ listing: Listing) throws {
        guard let table = KindTable.of(listing.kind) else {
            throw StorageError(
                .unknownFact,
                "Recording resources of the kind '\(listing.kind.rawValue)' failed: there is no such table",
                hint: "add a migration and a line in KindTable")
        }
        (self.db, self.listing, self.table) = (db, listing, table)
        facts = try db.columns(in: listing.kind.rawValue).map(\.name).filter { !KindTable.ownColumns.contains($0) }
        factSet = Set(facts)
        place = [listing.account.digits.databaseValue, listing.region.code.databaseValue]
        statements = try Statements(db, listing.kind.rawValue, storedColumns: KindTable.describing + facts)
    }

    func write(_ resources: [Resource], ended: [Resource]) throws {
        let tags = try TagHistory(db, listing)
        let usage = try UsageWriter(db, listing)
        var gone = try currentIDs()
        let known = gone
        var seen = Set<String>(minimumCapacity: resources.count)
        for resource in resources where seen.insert(resource.key.id).inserted {
            try check(resource)
            let id = resource.key.id
            let values = stored(resource)
            gone.remove(id)
            if known.contains(id) {
                guard try !isCurrent(id, values) else {
                    try usage?.seeUnchanged(resource)
                    continue
                }
                try usage?.see(resource, before: try current(id))
                try end(id)
                try tags.dropKeys(notOf: resource)
            } else {
                try usage?.see(resource, before: nil)
            }
            try insert(id, values)
            try tags.record(resource)
        }
        let last = Dictionary(ended.map { ($0.key.id, $0) }) { $1 }
        for id in gone {
            try usage?.miss(id, before: try current(id), ended: last[id])
            try end(id)
            try tags.forget(id)
        }
        for resource in ended where !gone.contains(resource.key.id) { try usage?.seeEnded(resource) }
        try usage?.mark()
        try db.execute(
            sql: "UPDATE \(name) SET last_seen = ? WHERE account = ? AND region = ? AND current = 1",
            arguments: StatementArguments([listing.at.seconds.databaseValue] + place))
        try replaceReferences(of: resources)
    }

    /// Prepared once a listing: most of a large listing's time goes into these.
    private struct Statements {
        let same: Statement
        let insert: Statement
        let end: Statement

        init(_ db: Database, _ name: String, storedColumns: [String]) throws {
            let sameFacts = storedColumns.map { " AND \($0) IS ?" }.joined()
            let row = "account = ? AND region = ? AND id = ? AND current = 1"
            same = try db.cachedStatement(sql: "SELECT 1 FROM \(name) WHERE \(row)\(sameFacts)")
            let columns = ["account", "region", "id", "first_seen", "last_seen"] + storedColumns
            let marks = Array(repeating: "?", count: columns.count).joined(separator: ", ")
            insert = try db.cachedStatement(
                sql: "INSERT INTO \(name) (current, \(columns.joined(separator: ", "))) VALUES (1, \(marks))")
            end = try db.cachedStatement(sql: "UPDATE \(name) SET current = 0 WHERE \(row)")
        }
    }

    private var name: String { table.kind.rawValue }

    private func check(_ resource: Resource) throws {
        let key = resource.key
        guard key.kind == listing.kind, key.account == listing.account, key.region == listing.region else {
            throw StorageError(
                .unknownFact,
                "Recording '\(key.id)' failed: got a \(key.kind.rawValue) of \(key.account) in \(key.region), "
                    + "expected a \(name) of \(listing.account) in \(listing.region)",
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
    private func stored(_ resource: Resource) -> [DatabaseValue] {
        [
            resource.name.databaseValue, TagsText.of(resource.tags).databaseValue,
            (resource.createdAt?.seconds).databaseValue, table.unknownColumns(of: resource).databaseValue,
        ]
            + facts.map { resource.unknown.contains($0) ? .null : resource.facts[$0]?.stored ?? .null }
    }

    private func isCurrent(_ id: String, _ values: [DatabaseValue]) throws -> Bool {
        try Int.fetchOne(statements.same, arguments: StatementArguments(place + [id.databaseValue] + values)) != nil
    }

    private func insert(_ id: String, _ values: [DatabaseValue]) throws {
        let at = listing.at.seconds.databaseValue
        try statements.insert.execute(arguments: StatementArguments(place + [id.databaseValue, at, at] + values))
    }

    /// The row that is about to end.
    private func current(_ id: String) throws -> Row? {
        try Row.fetchOne(
            db, sql: "SELECT * FROM \(name) WHERE account = ? AND region = ? AND id = ? AND current = 1",
            arguments: StatementArguments(place + [id.databaseValue]))
    }

    /// The row keeps the time at which it was last seen with these facts.
    private func end(_ id: String) throws {
        try statements.end.execute(arguments: StatementArguments(place + [id.databaseValue]))
    }

    private func currentIDs() throws -> Set<String> {
        try String.fetchSet(
            db, sql: "SELECT id FROM \(name) WHERE account = ? AND region = ? AND current = 1",
            arguments: StatementArguments(place))
    }

    private func replaceReferences(of resources: [Resource]) throws {
        try db.execute(
            sql: "DELETE FROM reference WHERE account = ? AND region = ? AND from_kind = ?",
            arguments: StatementArguments(place + [name.databaseValue]))
        let insert = try db.cachedStatement(sql: "INSERT INTO reference VALUES (?, ?, ?, ?, ?, ?)")
        for resource in resources {
            for reference in Set(resource.references) {
                try insert.execute(
                    arguments: StatementArguments(
                        place + [
                            name.databaseValue, resource.key.id.databaseValue, reference.kind.rawValue.databaseValue,
                            reference.id.databaseValue,
                        ]))
            }
        }
    }
}
