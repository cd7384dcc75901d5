// Keeps the spans in which things were billed, as listings show them. Part of recording a listing, in its transaction:
// a scan that is killed or repeated counts nothing twice. When something was billed is Meter's to say.

import CostModel
import GRDB

/// Meters one listing against the one before it. To be used inside the listing's transaction; `mark()` ends it.
struct UsageWriter {
    private let db: Database
    private let listing: Listing
    private let place: [DatabaseValue]
    /// Whether the place was metered before: at the first listing everything is new.
    private let isKnown: Bool
    /// The window: from the mark to the listing, empty where the clock went back.
    private let from: Int64
    private let until: Int64

    /// Nil for kinds that are not metered.
    init?(_ db: Database, _ listing: Listing) throws {
        guard Meter.kinds.contains(listing.kind) else { return nil }
        (self.db, self.listing) = (db, listing)
        place = [
            listing.account.digits.databaseValue, listing.region.code.databaseValue,
            listing.kind.rawValue.databaseValue,
        ]
        let mark = try Int64.fetchOne(
            db, sql: "SELECT until FROM meter_mark WHERE account = ? AND region = ? AND kind = ?",
            arguments: StatementArguments(place))
        isKnown = mark != nil
        from = mark ?? listing.at.seconds
        until = max(from, listing.at.seconds)
    }

    /// A thing that is listed with other facts than before, or anew.
    func see(_ resource: Resource, before row: Row?) throws {
        let before = isKnown ? row.map(sighting) : nil
        try write(resource.key.id, resource.name, before: before, after: sighting(resource))
    }

    /// A thing that is listed as it was: its spans go on by themselves once they have begun.
    func seeUnchanged(_ resource: Resource) throws {
        if !isKnown { try see(resource, before: nil) }
    }

    /// A thing that is not listed any more; `ended`: as AWS still shows it.
    func miss(_ id: String, before row: Row?, ended: Resource?) throws {
        let before = isKnown ? row.map(sighting) : nil
        try write(id, row?["name"] ?? ended?.name, before: before, after: ended.map(sighting))
    }

    /// A thing that came and went between two listings. AWS shows it for an hour, so it may be seen again.
    func seeEnded(_ resource: Resource) throws {
        let id = resource.key.id
        let isMetered = try Int.fetchOne(
            db, sql: "SELECT 1 FROM usage_span WHERE account = ? AND region = ? AND kind = ? AND id = ? LIMIT 1",
            arguments: StatementArguments(place + [id.databaseValue]))
        if isKnown, isMetered == nil { try see(resource, before: nil) }
    }

    /// Moves the mark to the listing; what goes on is billed up to it. A clock that went back does not move it.
    func mark() throws {
        try db.execute(
            sql: """
                INSERT INTO meter_mark (account, region, kind, since, until) VALUES (?, ?, ?, ?, ?)
                ON CONFLICT DO UPDATE SET until = max(until, excluded.until)
                """, arguments: StatementArguments(place + [from.databaseValue, until.databaseValue]))
        guard until - from > Meter.watchedGap else { return }
        try db.execute(
            sql: "INSERT OR IGNORE INTO unwatched (account, region, kind, started, stopped) VALUES (?, ?, ?, ?, ?)",
            arguments: StatementArguments(place + [from.databaseValue, until.databaseValue]))
    }

    private func sighting(_ resource: Resource) -> Sighting {
        Sighting(
            listing.kind, facts: resource.facts.filter { !resource.unknown.contains($0.key) },
            createdAt: resource.createdAt?.seconds)
    }

    private func sighting(_ row: Row) -> Sighting {
        var facts: [String: FactValue] = [:]
        for (column, value) in row { facts[column] = FactValue(value) }
        return Sighting(listing.kind, facts: facts, createdAt: row["created_at"])
    }

    private func write(_ id: String, _ name: String?, before: Sighting?, after: Sighting?) throws {
        var spans = Meter.spans(before: before, after: after, from: from, until: until)
        let key = place + [id.databaseValue]
        try goOn(key, with: &spans)
        let insert = try db.cachedStatement(
            sql: """
                INSERT INTO usage_span (account, region, kind, id, name, item, units, certainty, started, stopped)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """)
        for span in spans {
            try insert.execute(
                arguments: StatementArguments(
                    key + [
                        name.databaseValue, span.rate.item.databaseValue, span.rate.units.databaseValue,
                        span.certainty.rawValue.databaseValue, span.from.databaseValue,
                        (span.isOpen ? nil : span.until).databaseValue,
                    ]))
        }
    }

    /// Lets rows that were open go on where a span continues them, and ends the others; takes such spans out.
    private func goOn(_ key: [DatabaseValue], with spans: inout [UsageSpan]) throws {
        let open = try Row.fetchAll(
            db,
            sql: """
                SELECT row, item, units, certainty, started FROM usage_span
                WHERE account = ? AND region = ? AND kind = ? AND id = ? AND stopped IS NULL
                """, arguments: StatementArguments(key))
        for row in open {
            let next = spans.firstIndex { $0.continues(row, at: from) }
            let span = next.map { spans.remove(at: $0) }
            if span?.isOpen == true { continue }
            let stopped = span?.until ?? max(from, row["started"])
            // A row that has not lasted a second yet is no usage.
            let isEmpty = stopped == row["started"]
            let end = "UPDATE usage_span SET stopped = :at WHERE row = :row"
            try db.execute(
                sql: isEmpty ? "DELETE FROM usage_span WHERE row = :row AND started = :at" : end,
                arguments: ["at": stopped, "row": row["row"] as Int64])
        }
    }
}

extension UsageSpan {
    /// Whether this is what follows on a row that went on up to the window's begin.
    fileprivate func continues(_ row: Row, at begin: Int64) -> Bool {
        rate.item == row["item"] && rate.units == row["units"] && certainty.rawValue == row["certainty"]
            && from == max(begin, row["started"])
    }
}

extension FactValue {
    fileprivate init(_ value: DatabaseValue) {
        switch value.storage {
        case .int64(let number): self = .integer(number)
        case .double(let number): self = .real(number)
        case .string(let text): self = .text(text)
        case .null, .blob: self = .null
        }
    }
}
