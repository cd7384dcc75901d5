// Takes in the pages of a listing: which of its resources say what the current rows say, and which do not. Leaves the
// tables where pages wait to ListingTables and the end of a listing to ListingEnd.

import CostModel
import GRDB

/// The pages of one place. To be used inside one transaction.
///
/// A resource whose facts are those of its current row only marks that row as seen; any other is kept whole. So a scan
/// in which little has changed writes little.
struct ListingStage {
    private let db: Database
    private let place: ListingPlace
    private let table: KindTable
    private let facts: [String]
    private let factSet: Set<String>
    private let statements: StageStatements

    init(_ db: Database, _ place: ListingPlace) throws {
        self.db = db
        self.place = place
        table = try KindTable.required(place.kind)
        facts = try table.facts(in: db)
        factSet = Set(facts)
        statements = StageStatements(db, place, table, storedColumns: KindTable.describing + facts)
    }

    /// Takes in one page. What an earlier page of the same listing told of a resource is replaced.
    func add(_ resources: [Resource], unchanged: [KnownItems.Row] = [], nameless: Int = 0) throws {
        if nameless > 0 { try ListingTables.note(nameless, at: place, in: db) }
        try confirm(unchanged)
        for resource in resources {
            try check(resource)
            let id = resource.key.id
            let values = try stored(resource)
            let isRepeated: Bool
            if !resource.isEnded, let row = try statements.currentRow(id, values) {
                isRepeated = try statements.markSeen(row, id, digest: digest(of: resource))
            } else {
                isRepeated = try statements.stage(id, values, digest: digest(of: resource), isEnded: resource.isEnded)
            }
            if isRepeated { try statements.dropReferences(of: id) }
            try statements.addReferences(of: resource)
        }
    }

    /// Rows that are known by the bytes of their items. One that is not current any more must not pass for seen: its
    /// resource would be neither there nor gone.
    private func confirm(_ rows: [KnownItems.Row]) throws {
        guard !rows.isEmpty else { return }
        let hasStaged = try statements.hasStaged()
        for row in rows {
            guard try statements.confirm(row) else {
                throw StorageError(
                    .unknownFact,
                    "Recording \(place.kind.rawValue) in \(place.region) failed: got an item known as row \(row), "
                        + "expected a current row of that place",
                    hint: "scan again; another program may have written to the database meanwhile")
            }
            if hasStaged { try statements.unstage(row) }
        }
    }

    /// What left something unknown is read again the next time: it may be known then.
    private func digest(of resource: Resource) -> KnownItems.Digest? {
        resource.unknown.isEmpty ? resource.digest : nil
    }

    private func check(_ resource: Resource) throws {
        let key = resource.key
        let name = table.kind.rawValue
        guard key.kind == place.kind, key.account == place.account, key.region == place.region else {
            throw StorageError(
                .unknownFact,
                "Recording '\(key.id)' failed: got a \(key.kind.rawValue) of \(key.account) in \(key.region), "
                    + "expected a \(name) of \(place.account) in \(place.region)",
                hint: "hand each resource over with the listing that it came from")
        }
        if !table.isShared, let alien = resource.facts.keys.filter({ !factSet.contains($0) }).min() {
            throw StorageError(
                .unknownFact,
                "Recording '\(key.id)' failed: got the fact '\(alien)', expected one of "
                    + facts.joined(separator: ", "),
                hint: "add a step to Schema that adds the column to the table '\(name)'")
        }
    }

    /// The values of `KindTable.describing`, and of the facts in the order of the table.
    private func stored(_ resource: Resource) throws -> [FactValue] {
        var values: [FactValue] = [
            resource.name.map { .text($0) } ?? .null, .text(TagsText.of(resource.tags)),
            resource.createdAt.map { .integer($0.seconds) } ?? .null, .text(table.unknownColumns(of: resource)),
        ]
        if table.isShared { return values + (try ThingTable.stored(resource)) }
        values.reserveCapacity(values.count + facts.count)
        for fact in facts {
            values.append(resource.unknown.contains(fact) ? .null : resource.facts[fact] ?? .null)
        }
        return values
    }
}
