// The temporary tables that a rule is judged with: which rows a statement is about, and what the rule's metrics say of
// each: a value, its coverage, and why there is none. One is for the first metric, which is read for more rows than others.

import CostModel
import Foundation
import SQLite

/// A table with the single column `row`. No user can write its name: it holds a blank.
enum RowTable {
    /// The rows that were asked for.
    static let chosen = "chosen rows"
    /// The rows that are still to be decided.
    static let left = "rows left"

    /// Makes the table anew. Not to be called within `RuleConnection.confined`, where nothing may be made.
    static func fill(_ name: String, with rows: [Int64], on connection: RuleConnection) throws(SQLError) {
        try create(name, on: connection)
        let insert = try connection.prepare("INSERT OR IGNORE INTO temp.\"\(name)\" VALUES (?)")
        for row in rows {
            try insert.bind([.integer(row)])
            _ = try insert.step()
            insert.reset()
        }
    }

    /// Every row of a view, or every chosen one.
    static func fillWhole(_ name: String, view: String, chosen: Bool, on connection: RuleConnection) throws(SQLError) {
        try create(name, on: connection)
        let rows = chosen ? "row FROM temp.\"\(Self.chosen)\"" : "\"\(RuleQuery.rowNumber)\" FROM temp.\"\(view)\""
        try connection.execute("INSERT INTO temp.\"\(name)\" SELECT \(rows)")
    }

    private static func create(_ name: String, on connection: RuleConnection) throws(SQLError) {
        try connection.execute("DROP TABLE IF EXISTS temp.\"\(name)\"")
        try connection.execute("CREATE TABLE temp.\"\(name)\" (row INTEGER PRIMARY KEY)")
    }
}

/// A temporary table of some of a rule's metrics, one row per judged row that has any series of them.
final class MetricTable {
    static let notAsked = "no data was asked for"
    /// No user can write these names: each holds a blank.
    static let first = "first metric of rows"
    static let others = "other metrics of rows"
    static func name(_ rule: Rule, _ index: Int) -> String { rule.firstMetrics.contains(index) ? first : others }
    static func value(_ index: Int) -> String { "value \(index)" }
    static func coverage(_ index: Int) -> String { "coverage \(index)" }
    static func why(_ index: Int) -> String { "why \(index)" }

    /// A column with its table: SQLite takes a name in quotes that it does not find for a text.
    static func column(_ rule: Rule, _ index: Int, _ part: (Int) -> String) -> String {
        "\"\(name(rule, index))\".\"\(part(index))\""
    }

    /// The joins by which a statement over the view's rows, `v`, gets the columns of these metrics.
    static func joins(_ rule: Rule, _ metrics: [Int]) -> String {
        Set(metrics.map { name(rule, $0) }).sorted().map { name in
            " LEFT JOIN temp.\"\(name)\" ON \"\(name)\".row = v.\"\(RuleQuery.rowNumber)\""
        }.joined()
    }

    private let rule: Rule
    private let insert: SQLStatement

    /// Made anew, with columns for the metrics at these places, which are all the first or all the others.
    init(_ rule: Rule, _ metrics: [Int], on connection: RuleConnection) throws(SQLError) {
        self.rule = rule
        let columns = metrics.flatMap { index in
            ["\"\(Self.value(index))\"", "\"\(Self.coverage(index))\" REAL", "\"\(Self.why(index))\""]
        }
        let name = Self.name(rule, metrics.first ?? 0)
        try connection.execute("DROP TABLE IF EXISTS temp.\"\(name)\"")
        try connection.execute(
            "CREATE TABLE temp.\"\(name)\" (row INTEGER PRIMARY KEY, \(columns.joined(separator: ", ")))")
        let marks = Array(repeating: "?", count: 1 + columns.count).joined(separator: ", ")
        insert = try connection.prepare("INSERT INTO temp.\"\(name)\" VALUES (\(marks))")
    }

    /// - Parameter values: of each of the table's metrics; nil where it has no series.
    func add(_ values: [MetricValue?], to row: Int64, launch: Int?) throws(SQLError) {
        try insert.bind(.integer(row), at: 1)
        for (index, value) in values.enumerated() {
            let place = Int32(2 + 3 * index)
            switch value {
            case .known(_, let coverage) where rule.view.kind == .instance && launch == nil:
                try bind(.null, coverage, "its last start is not known", at: place)
            case .known(let value, let coverage): try bind(.real(value), coverage, nil, at: place)
            case .unknown(let why, let coverage): try bind(.null, coverage, why, at: place)
            case nil: try bind(.null, 0, Self.notAsked, at: place)
            }
        }
        _ = try insert.step()
        insert.reset()
    }

    private func bind(_ value: FactValue, _ coverage: Double, _ why: String?, at place: Int32) throws(SQLError) {
        try insert.bind(value, at: place)
        try insert.bind(.real(coverage), at: place + 1)
        try insert.bind(why.map(FactValue.text) ?? .null, at: place + 2)
    }
}
