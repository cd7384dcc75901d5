// What a rule's metrics say of each row: a temporary table with a value, its coverage, and why there is none.

import CostModel
import Foundation

/// The temporary table of a rule's metrics, one row per judged row that has any series.
final class MetricTable {
    static let notAsked = "no data was asked for"
    /// No user can write these names: each holds a blank.
    static let name = "metrics of rows"
    static func value(_ index: Int) -> String { "value \(index)" }
    static func coverage(_ index: Int) -> String { "coverage \(index)" }
    static func why(_ index: Int) -> String { "why \(index)" }

    private let rule: Rule
    private let insert: SQLStatement

    /// Made anew, with columns for the metrics at these places.
    init(_ rule: Rule, _ metrics: [Int], on connection: SQLConnection) throws(SQLError) {
        self.rule = rule
        let columns = metrics.flatMap { index in
            ["\"\(Self.value(index))\"", "\"\(Self.coverage(index))\" REAL", "\"\(Self.why(index))\""]
        }
        try connection.execute("DROP TABLE IF EXISTS temp.\"\(Self.name)\"")
        try connection.execute(
            "CREATE TABLE temp.\"\(Self.name)\" (row INTEGER PRIMARY KEY, \(columns.joined(separator: ", ")))")
        let marks = Array(repeating: "?", count: 1 + columns.count).joined(separator: ", ")
        insert = try connection.prepare("INSERT INTO temp.\"\(Self.name)\" VALUES (\(marks))")
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
