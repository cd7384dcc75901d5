// Things of the kinds that files describe: one table for all of them, their facts as JSON, since files come and go and
// none of them may change the form of the database; and the view of one kind.

import CostModel

enum ThingTable {
    static let name = "thing"

    /// `facts`: the columns of the kind's view by their names, those that are not known left out. `hourly_nano`: list price
    /// of an hour; NULL: not known. The rest is as in the table of any kind.
    static let sql = """
        CREATE TABLE thing (
            row INTEGER PRIMARY KEY,
            account TEXT NOT NULL,
            region TEXT NOT NULL,
            id TEXT NOT NULL,
            first_seen INTEGER NOT NULL,
            last_seen INTEGER NOT NULL,
            current INTEGER NOT NULL,
            name TEXT,
            tags TEXT NOT NULL,
            created_at INTEGER,
            unknown TEXT NOT NULL,
            kind TEXT NOT NULL,
            hourly_nano INTEGER,
            facts TEXT NOT NULL,
            digest INTEGER
        );
        CREATE UNIQUE INDEX thing_current ON thing(account, region, kind, id) WHERE current = 1;
        CREATE INDEX thing_kind ON thing(kind) WHERE current = 1;
        CREATE INDEX thing_ended ON thing(last_seen) WHERE current = 0;

        """

    /// Reads what a thing was: `thing_current` holds its present row alone.
    static let past = "CREATE INDEX thing_past ON thing(account, region, kind, id);\n"

    /// In the order of the table: kind, price, facts.
    static func stored(_ resource: Resource) throws -> [FactValue] {
        [
            .text(resource.key.kind.rawValue), resource.hourly.map { .integer($0.nanoUSD) } ?? .null,
            .text(try Stored.json(resource.facts.filter { !resource.unknown.contains($0.key) })),
        ]
    }

    /// What the view of the kind does not know of a thing, sorted and comma-separated.
    static func unknownColumns(of resource: Resource) -> String {
        var columns = resource.unknown
        if resource.createdAt == nil || columns.remove("created_at") != nil { columns.insert("age_hours") }
        return columns.sorted().joined(separator: ",")
    }

    /// All that a view shows of the rows `r` of the table, for those of which nothing may be believed any more.
    static let allColumns = """
        'age_hours,hourly_usd,monthly_usd,name,tags'
            || coalesce((SELECT ',' || group_concat(key) FROM json_each(facts)), '')
        """
}

enum ThingViews {
    /// The selection of one kind. A column that a thing's facts lack is NULL, and stands among those not known where its
    /// scanner said so.
    static func view(of kind: KindSpec) -> String {
        let table = KindTable.of(kind.kind)?.kindText ?? "NULL"
        let start = KindActs(kind).map { ",\n    \(lastStart($0)) AS launch_time" } ?? ""
        let columns = kind.allColumns.map { ",\n    json_extract(r.facts, '$.\($0.name)') AS \"\($0.name)\"" }.joined()
        return """
            SELECT \(Views.head),
                r.hourly_nano / 1e9 AS hourly_usd,
                r.hourly_nano * 730 / 1e9 AS monthly_usd\(start)\(columns),
                r.unknown
            FROM thing r JOIN account a ON a.account = r.account
            WHERE r.kind = \(table) AND r.current = 1
            """
    }

    /// Seconds since 1970 of the last start that scans can tell: the first row after the last one in which it was stopped,
    /// else when it was made. Rows are kept as long as reports look back, so an older stop is no matter. NULL while it is
    /// stopped. AWS tells no start of these.
    private static func lastStart(_ acts: KindActs) -> String {
        let states = acts.start.states.sorted().map { "'\($0.replacing("'", with: "''"))'" }.joined(separator: ", ")
        func isStopped(_ row: String) -> String { "json_extract(\(row).facts, '$.state') IN (\(states))" }
        func same(_ row: String) -> String {
            "\(row).account = r.account AND \(row).region = r.region AND \(row).kind = r.kind AND \(row).id = r.id"
        }
        return """
            CASE WHEN NOT \(isStopped("r")) THEN coalesce(
                    (SELECT min(s.first_seen) FROM thing s WHERE \(same("s")) AND s.row > (
                        SELECT max(p.row) FROM thing p WHERE \(same("p")) AND \(isStopped("p")))),
                    r.created_at) END
            """
    }
}
