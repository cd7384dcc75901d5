// Keeps the spans in which things were billed, as listings show them. Part of recording a listing, in its transaction:
// a scan that is killed or repeated counts nothing twice. When something was billed is Meter's to say.

import CostModel
import GRDB

/// Meters one listing against the one before it. To be used inside the listing's transaction.
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

    /// Meters every thing of the place that changed, came or went, and moves the mark. Called when `temp.ended` names the
    /// rows that no page confirmed, and before those end.
    func write() throws {
        let name = listing.kind.rawValue
        let current = try db.cachedStatement(
            sql: "SELECT * FROM main.\(name) WHERE account = ? AND region = ? AND id = ? AND current = 1")
        let staged = try Row.fetchCursor(
            db, sql: "SELECT * FROM temp.staged_\(name) WHERE account = ? AND region = ?",
            arguments: StatementArguments(place.prefix(2)))
        while let row = try staged.next() {
            let id: String = row["id"]
            let before = try Row.fetchOne(
                current, arguments: StatementArguments(place.prefix(2) + [id.databaseValue]))
            switch (row["is_ended"] as Bool, before) {
            case (true, nil): try seeEnded(row)
            case (true, let before?): try miss(before, ended: row)
            case (false, let before): try see(row, before: before)
            }
        }
        try missOthers()
        if !isKnown { try seeUnchanged() }
        try mark()
    }

    /// What is listed with other facts than before, or anew.
    private func see(_ row: Row, before: Row?) throws {
        try write(row["id"], row["name"], before: isKnown ? before.map(sighting) : nil, after: sighting(row))
    }

    /// What is not listed any more; `ended`: as AWS still shows it.
    private func miss(_ before: Row, ended: Row?) throws {
        try write(
            before["id"], before["name"] ?? ended?["name"], before: isKnown ? sighting(before) : nil,
            after: ended.map(sighting))
    }

    private func missOthers() throws {
        let name = listing.kind.rawValue
        let gone = try Row.fetchCursor(
            db,
            sql: """
                SELECT r.* FROM temp.ended e CROSS JOIN main.\(name) r ON r.row = e.row WHERE NOT EXISTS (
                    SELECT 1 FROM temp.staged_\(name) s
                    WHERE s.account = r.account AND s.region = r.region AND s.id = r.id)
                """)
        while let row = try gone.next() { try miss(row, ended: nil) }
    }

    /// What is listed as it was: its spans go on by themselves once they have begun, which they do here.
    private func seeUnchanged() throws {
        let unchanged = try Row.fetchCursor(
            db,
            sql: """
                SELECT * FROM main.\(listing.kind.rawValue) WHERE account = ? AND region = ? AND current = 1
                    AND row NOT IN (SELECT row FROM temp.ended)
                """, arguments: StatementArguments(place.prefix(2)))
        while let row = try unchanged.next() { try see(row, before: nil) }
    }

    /// A thing that came and went between two listings. AWS shows it for an hour, so it may be seen again.
    private func seeEnded(_ row: Row) throws {
        let isMetered = try Int.fetchOne(
            db, sql: "SELECT 1 FROM usage_span WHERE account = ? AND region = ? AND kind = ? AND id = ? LIMIT 1",
            arguments: StatementArguments(place + [row["id"]]))
        if isKnown, isMetered == nil { try see(row, before: nil) }
    }

    /// Moves the mark to the listing; what goes on is billed up to it. A clock that went back does not move it.
    private func mark() throws {
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
        let statement = try db.cachedStatement(
            sql: """
                SELECT row, item, units, certainty, started FROM usage_span
                WHERE account = ? AND region = ? AND kind = ? AND id = ? AND stopped IS NULL
                """)
        let open = try Row.fetchAll(statement, arguments: StatementArguments(key))
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
