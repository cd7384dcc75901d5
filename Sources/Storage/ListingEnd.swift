// Makes the pages of a complete listing what is known of its place: validity intervals, tag history, references.
// Set by set, because a statement a row is most of a large scan's time. Leaves the pages to ListingStage and usage to
// UsageWriter.

import CostModel
import GRDB

/// The end of one complete listing. To be used inside one transaction.
///
/// A resource with the same facts as before keeps its row; another gets a new one and the old row ends; one that is
/// not listed any more ends. But where an item had no id that could be read, it may be any of those: none ends then, and
/// what they are is not known.
struct ListingEnd {
    private let db: Database
    private let listing: Listing
    private let table: KindTable
    private let name: String
    private let isHere: String
    private let columns: String
    private let facts: [String]
    private let arguments: StatementArguments
    /// Items of the list that had no id that could be read.
    let nameless: Int

    init(_ db: Database, _ listing: Listing) throws {
        self.db = db
        self.listing = listing
        nameless = try ListingTables.nameless(at: listing.place, in: db)
        table = try KindTable.required(listing.kind)
        name = table.name
        isHere = "account = :account AND region = :region\(table.ofKind())"
        facts = try table.facts(in: db)
        columns = (KindTable.describing + facts).joined(separator: ", ")
        arguments = [
            "account": listing.account.digits, "region": listing.region.code, "kind": listing.kind.rawValue,
            "at": listing.at.seconds, "nameless": nameless,
            "all": ViewSchema.of(listing.kind)?.columns.map(\.name).joined(separator: ",") ?? "",
        ]
    }

    func write() throws {
        try findEnded()
        try UsageWriter(db, listing)?.write()
        // A current row's time of being last seen is that of its place's last good listing, and becomes its own when
        // it ends: what goes on unchanged is not written.
        try run(
            """
            UPDATE \(name) SET current = 0, last_seen = max(last_seen, coalesce(
                (SELECT good_at FROM listing WHERE \(isHere) AND kind = :kind), last_seen))
            WHERE row IN (SELECT row FROM temp.ended)
            """)
        // In the order of the ids, which is that of the table's index.
        try run(
            """
            INSERT INTO \(name) (current, account, region, id, first_seen, last_seen, \(columns), digest)
            SELECT 1, account, region, id, :at, :at, \(columns), digest FROM temp.staged_\(name)
            WHERE \(isHere) AND NOT is_ended
            """)
        try joinVersions()
        try keepDigests()
        try keepTags()
        try keepReferences()
        try ListingTables.clear(listing.place, in: db)
    }

    /// A change of tags alone makes no version of its own: the tag history says since when a tag has its value, and one
    /// that a program writes at every step would fill the file.
    private func joinVersions() throws {
        let isSame =
            "n.account = o.account AND n.region = o.region AND n.id = o.id AND n.current = 1\(table.sameKind("n", "o"))"
            + (["created_at", "unknown"] + facts).map { " AND n.\($0) IS o.\($0)" }.joined()
        let ended = "temp.ended e CROSS JOIN \(name) o ON o.row = e.row"
        try run("UPDATE \(name) AS n SET first_seen = o.first_seen FROM \(ended) WHERE \(isSame)")
        try run("DELETE FROM \(name) WHERE row IN (SELECT o.row FROM \(ended) CROSS JOIN \(name) n ON \(isSame))")
    }

    /// Those of the current rows that no page confirmed.
    private func findEnded() throws {
        try run("DELETE FROM temp.ended")
        try run(
            """
            INSERT INTO temp.ended SELECT row, id FROM \(name) r WHERE \(isHere) AND current = 1
                AND NOT EXISTS (SELECT 1 FROM temp.seen_\(name) s WHERE s.row = r.row)
                AND (:nameless = 0 OR EXISTS (
                    SELECT 1 FROM temp.staged_\(name) s
                    WHERE s.account = r.account AND s.region = r.region AND s.id = r.id
                        \(table.sameKind("s", "r"))))
            """)
        if nameless > 0 { try keepUnseen() }
    }

    /// What was not seen goes on with what it names, but no rule may believe what it was; seen again, it is read anew.
    private func keepUnseen() throws {
        let isUnseen = """
            \(isHere) AND current = 1
                AND row NOT IN (SELECT row FROM temp.ended) AND row NOT IN (SELECT row FROM temp.seen_\(name))
            """
        let all = table.isShared ? ThingTable.allColumns : ":all"
        try run("UPDATE \(name) SET unknown = \(all), digest = NULL WHERE \(isUnseen)")
        try run("INSERT INTO temp.seen_\(name) SELECT row, NULL, 0 FROM main.\(name) WHERE \(isUnseen)")
    }

    /// Not before the end: what a digest stands for includes the references, which change at the end alone.
    private func keepDigests() throws {
        try run(
            """
            UPDATE \(name) SET digest = s.digest FROM temp.seen_\(name) s INDEXED BY read_\(name)
            WHERE s.is_read = 1 AND s.row = \(name).row AND \(name).digest IS NOT s.digest
                AND \(name).account = :account AND \(name).region = :region\(table.ofKind("\(name)."))
            """)
    }

    /// Only what has changed is written: most of a listing names what it named before. What was known by its bytes was
    /// not read, and names what it named.
    private func keepReferences() throws {
        func missing(from other: String) -> String {
            """
            account = :account AND region = :region AND from_kind = :kind AND NOT EXISTS (
                SELECT 1 FROM \(other) o
                WHERE o.account = r.account AND o.region = r.region AND o.from_kind = r.from_kind
                    AND o.from_id = r.from_id AND o.to_kind = r.to_kind AND o.to_id IS r.to_id)
            """
        }
        let isRead = """
            NOT EXISTS (
                SELECT 1 FROM \(name) k JOIN temp.seen_\(name) s ON s.row = k.row AND s.is_read = 0
                WHERE k.account = r.account AND k.region = r.region AND k.id = r.from_id AND k.current = 1
                    \(table.ofKind("k.")))
            """
        try run("DELETE FROM main.reference AS r WHERE \(missing(from: "temp.staged_reference")) AND \(isRead)")
        try run(
            """
            INSERT INTO main.reference (account, region, from_kind, from_id, to_kind, to_id)
            SELECT account, region, from_kind, from_id, to_kind, to_id FROM temp.staged_reference r
            WHERE \(missing(from: "main.reference"))
            """)
    }

    /// A value that changes, or comes back, starts anew; what is gone takes its tags with it. CROSS JOIN keeps the
    /// order: from the few rows that ended to their tags, not over all tags.
    private func keepTags() throws {
        try run(
            """
            DELETE FROM tag_history WHERE (account, region, kind, id, key) IN (
                SELECT t.account, t.region, t.kind, t.id, t.key
                FROM temp.ended e CROSS JOIN tag_history t
                    ON t.account = :account AND t.region = :region AND t.kind = :kind AND t.id = e.id
                WHERE NOT EXISTS (
                    SELECT 1 FROM temp.staged_\(name) s, json_each(s.tags) tag
                    WHERE s.account = :account AND s.region = :region\(table.ofKind("s.")) AND s.id = t.id
                        AND tag.key = t.key AND NOT s.is_ended))
            """)
        try run(
            """
            INSERT INTO tag_history (account, region, kind, id, key, value, first_seen)
            SELECT s.account, s.region, :kind, s.id, tag.key, tag.value, :at
            FROM temp.staged_\(name) s, json_each(s.tags) tag
            WHERE s.account = :account AND s.region = :region\(table.ofKind("s.")) AND NOT s.is_ended
            ON CONFLICT DO UPDATE SET value = excluded.value, first_seen = excluded.first_seen
                WHERE value <> excluded.value
            """)
    }

    /// Each statement takes those of the arguments that it names.
    private func run(_ sql: String) throws {
        try db.cachedStatement(sql: sql).execute(arguments: arguments)
    }
}
