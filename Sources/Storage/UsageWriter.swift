// Keeps the spans in which things were billed, as listings show them. Part of recording a listing, in its transaction:
// a scan that is killed or repeated counts nothing twice. When something was billed is Meter's to say.

import CostModel
import GRDB
import SQLite

/// Meters one listing against the one before it. To be used inside the listing's transaction.
struct UsageWriter {
    private let db: Database
    private let listing: Listing
    private let place: [DatabaseValue]
    /// Whether the place was listed before: at the first listing everything is new.
    private let isKnown: Bool
    /// Whether it was metered before.
    private let isBegun: Bool
    /// The window: from the mark to the listing, empty where the clock went back.
    private let from: Int64
    private let until: Int64
    /// Those that a sighting is made from.
    private let facts: [String]
    private let table: KindTable
    private let insert: SQLStatement

    /// Nil for kinds that are not metered.
    init?(_ db: Database, _ listing: Listing) throws {
        guard Meter.kinds.contains(listing.kind) || listing.meteredAs != nil else { return nil }
        table = try KindTable.required(listing.kind)
        self.db = db
        self.listing = listing
        place = [
            listing.account.digits.databaseValue, listing.region.code.databaseValue,
            listing.kind.rawValue.databaseValue,
        ]
        let mark = try Int64.fetchOne(
            db, sql: "SELECT until FROM meter_mark WHERE account = ? AND region = ? AND kind = ?",
            arguments: StatementArguments(place))
        isBegun = mark != nil
        // Of what files describe most places hold nothing and have no mark; that nothing was there is known all the same.
        let seen =
            table.isShared && mark == nil
            ? try Int64.fetchOne(
                db, sql: "SELECT good_at FROM listing WHERE account = ? AND region = ? AND kind = ?",
                arguments: StatementArguments(place)) : nil
        isKnown = mark != nil || seen != nil
        from = mark ?? min(seen ?? listing.at.seconds, listing.at.seconds)
        until = max(from, listing.at.seconds)
        facts = table.isShared ? ["hourly_nano"] : Sighting.facts(of: listing.kind)
        insert = try SQLStatement(
            """
            INSERT INTO usage_span (account, region, kind, id, name, item, units, certainty, started, stopped)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """, db)
    }

    /// Meters every thing of the place that changed, came or went, and moves the mark. Called when `temp.ended` names the
    /// rows that no page confirmed, and before those end.
    func write() throws {
        let name = table.name
        if try table.isShared && !isBegun && !hasAny() { return }
        try meter(
            before: "o", after: "n", isEnded: "n.is_ended",
            """
            temp.staged_\(name) n LEFT JOIN main.\(name) o
                ON o.account = n.account AND o.region = n.region AND o.id = n.id AND o.current = 1\(table.sameKind("o", "n"))
            WHERE n.account = ?1 AND n.region = ?2\(table.ofKind("n."))
            """)
        try meter(
            before: "o",
            """
            temp.ended e CROSS JOIN main.\(name) o ON o.row = e.row WHERE NOT EXISTS (
                SELECT 1 FROM temp.staged_\(name) s
                WHERE s.account = o.account AND s.region = o.region AND s.id = o.id\(table.sameKind("s", "o")))
            """)
        // What is listed as it was goes on by itself once its spans have begun, which they do at the first listing.
        if !isBegun {
            try meter(
                after: "n",
                """
                main.\(name) n WHERE n.account = ?1 AND n.region = ?2 AND n.current = 1\(table.ofKind("n."))
                    AND n.row NOT IN (SELECT row FROM temp.ended)
                """)
        }
        try mark()
    }

    /// Whether the list has anything: kinds that files describe are nowhere in most regions.
    private func hasAny() throws -> Bool {
        try Bool.fetchOne(
            db,
            sql: """
                SELECT EXISTS (SELECT 1 FROM temp.staged_\(table.name) n
                        WHERE n.account = ?1 AND n.region = ?2\(table.ofKind("n.")))
                    OR EXISTS (SELECT 1 FROM main.\(table.name) n
                        WHERE n.account = ?1 AND n.region = ?2 AND n.current = 1\(table.ofKind("n.")))
                """, arguments: StatementArguments(place.prefix(2))) ?? false
    }

    /// Meters the things of some rows, each as it was before and as it is after, by the aliases of these; nil: it is not
    /// there. One statement reads both sides and whether there are spans: of a new thing nothing else is read.
    private func meter(before: String? = nil, after: String? = nil, isEnded: String = "0", _ rows: String) throws {
        func columns(_ side: String?) -> [String] {
            (["id", "name", "created_at"] + facts).map { column in side.map { "\($0).\(column)" } ?? "NULL" }
        }
        let things = try SQLStatement(
            """
            SELECT \(isEnded), EXISTS (
                SELECT 1 FROM usage_span u
                WHERE u.account = ?1 AND u.region = ?2 AND u.kind = ?3 AND u.id = \(columns(after ?? before)[0])),
                \((columns(before) + columns(after)).joined(separator: ", "))
            FROM \(rows)
            """, db)
        try bindPlace(things)
        let second = 2 + columns(before).count
        while try things.step() {
            let isEnded = things.integer(0) == 1
            let isMetered = things.integer(1) == 1
            let before = thing(things, from: 2)
            let after = thing(things, from: second)
            // What came and went between two listings. AWS shows it for an hour, so it may be seen again.
            if isEnded, before == nil, isMetered || !isKnown { continue }
            try write(before, after, isEnded: isEnded, isMetered: isMetered)
        }
    }

    private struct Thing {
        let id: String
        let name: String?
        let sighting: Sighting
    }

    private func thing(_ row: SQLStatement, from first: Int) -> Thing? {
        guard let id = row.text(first) else { return nil }
        var values: [String: FactValue] = [:]
        for (index, fact) in facts.enumerated() { values[fact] = row.value(first + 3 + index) }
        let createdAt = row.value(first + 2).integer
        let sighting =
            listing.meteredAs.map {
                Sighting($0, hourly: values["hourly_nano"]?.integer.map(Money.init(nanoUSD:)), createdAt: createdAt)
            } ?? Sighting(listing.kind, facts: values, createdAt: createdAt)
        return Thing(id: id, name: row.text(first + 1), sighting: sighting)
    }

    private func bindPlace(_ statement: SQLStatement) throws {
        try statement.bind(listing.account.digits, at: 1)
        try statement.bind(listing.region.code, at: 2)
        try statement.bind(listing.kind.rawValue, at: 3)
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

    private func write(_ before: Thing?, _ after: Thing?, isEnded: Bool, isMetered: Bool) throws {
        guard let id = (after ?? before)?.id else { return }
        let isThere = after != nil && !isEnded
        let name = isThere ? after?.name : before?.name ?? after?.name
        var spans = Meter.spans(
            before: isKnown ? before?.sighting : nil, after: after?.sighting, from: from, until: until)
        if isMetered { try goOn(place + [id.databaseValue], with: &spans) }
        for span in spans {
            try bindPlace(insert)
            try insert.bind(id, at: 4)
            try insert.bind(name.map { .text($0) } ?? .null, at: 5)
            try insert.bind(span.rate.item, at: 6)
            try insert.bind(span.rate.units, at: 7)
            try insert.bind(Int64(span.certainty.rawValue), at: 8)
            try insert.bind(span.from, at: 9)
            try insert.bind(span.isOpen ? nil : span.until, at: 10)
            try insert.run()
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
