// Temporary tables of row numbers: which rows of a view a statement is about.

import CostModel

/// A table with the single column `row`. No user can write its name: it holds a blank.
enum RowTable {
    /// The rows that were asked for.
    static let chosen = "chosen rows"
    /// The rows that are still to be decided.
    static let left = "rows left"

    /// Makes the table anew. The connection must be released.
    static func fill(_ name: String, with rows: [Int64], on connection: SQLConnection) throws(SQLError) {
        try create(name, on: connection)
        let insert = try connection.prepare("INSERT OR IGNORE INTO temp.\"\(name)\" VALUES (?)")
        for row in rows {
            try insert.bind([.integer(row)])
            _ = try insert.step()
            insert.reset()
        }
    }

    /// Every row of a view, or every chosen one.
    static func fillWhole(_ name: String, view: String, chosen: Bool, on connection: SQLConnection) throws(SQLError) {
        try create(name, on: connection)
        let rows = chosen ? "row FROM temp.\"\(Self.chosen)\"" : "\"\(RuleQuery.rowNumber)\" FROM temp.\"\(view)\""
        try connection.execute("INSERT INTO temp.\"\(name)\" SELECT \(rows)")
    }

    private static func create(_ name: String, on connection: SQLConnection) throws(SQLError) {
        try connection.execute("DROP TABLE IF EXISTS temp.\"\(name)\"")
        try connection.execute("CREATE TABLE temp.\"\(name)\" (row INTEGER PRIMARY KEY)")
    }
}
