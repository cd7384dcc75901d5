// Where the pages of a listing wait for its end: temporary tables of this connection alone. No reader sees them, and
// they vanish with the process, so that a killed scan leaves nothing half-seen. What goes into them is ListingStage's
// to say, what becomes of them ListingEnd's.

import CostModel
import GRDB

enum ListingTables {
    /// Makes the tables. Once a connection, when those of the kinds are there. What is compared with columns of the
    /// lasting tables has their types: SQLite uses no index between a column with a type and one without.
    ///
    /// Of a current row that was seen, `is_read` is false where it was known by the bytes of its item: then its digest
    /// and what it names stay as they are, else `digest` is what its item is known by from now on.
    static func create(in db: Database) throws {
        for name in KindTable.names {
            let columns = (KindTable.describing + (try KindTable.facts(of: name, in: db))).joined(separator: ", ")
            let key = "account, region, id" + (name == ThingTable.name ? ", kind" : "")
            try db.execute(
                sql: """
                    CREATE TEMP TABLE staged_\(name) (account TEXT, region TEXT, id TEXT, \(columns), digest, is_ended,
                        PRIMARY KEY (\(key))) WITHOUT ROWID;
                    CREATE TEMP TABLE seen_\(name) (row INTEGER PRIMARY KEY, digest, is_read);
                    CREATE INDEX temp.read_\(name) ON seen_\(name)(row) WHERE is_read = 1;
                    """)
        }
        try db.execute(
            sql: """
                CREATE TEMP TABLE staged_reference
                    (account TEXT, region TEXT, from_kind TEXT, from_id TEXT, to_kind TEXT, to_id TEXT);
                CREATE INDEX temp.staged_reference_from ON staged_reference(account, region, from_kind, from_id);
                CREATE TEMP TABLE ended (row INTEGER PRIMARY KEY, id TEXT);
                CREATE TEMP TABLE nameless (account TEXT, region TEXT, kind TEXT, items INTEGER,
                    PRIMARY KEY (account, region, kind)) WITHOUT ROWID;
                """)
    }

    /// Keeps that so many items of a page have no id that could be read.
    static func note(_ nameless: Int, at place: ListingPlace, in db: Database) throws {
        try db.execute(
            sql: """
                INSERT INTO temp.nameless VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET items = items + excluded.items
                """, arguments: [place.account.digits, place.region.code, place.kind.rawValue, nameless])
    }

    /// How many items of the place's pages have no id that could be read.
    static func nameless(at place: ListingPlace, in db: Database) throws -> Int {
        try Int.fetchOne(
            db, sql: "SELECT items FROM temp.nameless WHERE account = ? AND region = ? AND kind = ?",
            arguments: [place.account.digits, place.region.code, place.kind.rawValue]) ?? 0
    }

    /// Forgets the pages of a place.
    static func clear(_ place: ListingPlace, in db: Database) throws {
        let table = try KindTable.required(place.kind)
        let name = table.name
        let here = "account = ?1 AND region = ?2"
        let forgotten = [
            "temp.staged_\(name) WHERE \(here)\(table.ofKind())",
            // A row that was seen is current still: only those that were not have ended.
            """
            temp.seen_\(name) WHERE row IN (
                SELECT row FROM main.\(name) WHERE \(here)\(table.ofKind()) AND current = 1)
            """,
            "temp.staged_reference WHERE \(here) AND from_kind = \(table.kindText)",
            "temp.nameless WHERE \(here) AND kind = \(table.kindText)",
        ]
        for rows in forgotten {
            try db.execute(sql: "DELETE FROM \(rows)", arguments: [place.account.digits, place.region.code])
        }
    }

    /// Forgets the pages of all places: those of a scan that was called off.
    static func clear(in db: Database) throws {
        for name in KindTable.names {
            try db.execute(sql: "DELETE FROM temp.staged_\(name); DELETE FROM temp.seen_\(name)")
        }
        try db.execute(sql: "DELETE FROM temp.staged_reference; DELETE FROM temp.nameless")
    }
}
