// SQLite's date functions, seeing the scan's time as now: a rule gives one answer for one scan, whenever it is asked.

import CostModel
import Foundation
import GRDBSQLite

enum ClockFunctions {
    /// Replaces the date functions on a connection by SQLite's own, run with `now` spelled out.
    static func register(on connection: SQLConnection) throws(SQLError) {
        let calculator = try DateCalculator()
        for name in ["date", "time", "datetime", "julianday", "unixepoch", "strftime"] {
            try connection.addFunction(name, arguments: -1, deterministic: false) { context, values in
                try calculator.evaluate(name, values.all, now: context.now)
            }
        }
        for (name, function) in [
            ("current_date", "date"), ("current_time", "time"), ("current_timestamp", "datetime"),
        ] {
            try connection.addFunction(name, arguments: 0, deterministic: false) { context, _ in
                try calculator.evaluate(function, [], now: context.now)
            }
        }
    }
}

/// A bare connection whose date functions are SQLite's own.
private final class DateCalculator {
    private var handle: OpaquePointer?

    init() throws(SQLError) {
        let code = sqlite3_open_v2(":memory:", &handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nil)
        guard code == SQLITE_OK else { throw SQLError(code: code, message: "cannot open memory", offset: -1) }
    }

    deinit { sqlite3_close_v2(handle) }

    func evaluate(_ name: String, _ values: [FactValue], now: Date) throws -> FactValue {
        // strftime's first argument is the format; the time follows.
        let timeIndex = name == "strftime" ? 1 : 0
        var arguments = values
        let spelled = FactValue.text(now.formatted(.iso8601))
        if arguments.count == timeIndex { arguments.append(spelled) }
        for index in arguments.indices.dropFirst(timeIndex).prefix(1) where isNow(arguments[index]) {
            arguments[index] = spelled
        }
        var statement: OpaquePointer?
        let marks = arguments.map { _ in "?" }.joined(separator: ",")
        let code = sqlite3_prepare_v2(handle, "SELECT \(name)(\(marks))", -1, &statement, nil)
        defer { sqlite3_finalize(statement) }
        guard code == SQLITE_OK else { throw TagFunctions.Fault(message: "wrong arguments to \(name)()") }
        for (index, value) in arguments.enumerated() {
            let place = Int32(index + 1)
            switch value {
            case .null: sqlite3_bind_null(statement, place)
            case .integer(let number): sqlite3_bind_int64(statement, place, number)
            case .real(let number): sqlite3_bind_double(statement, place, number)
            case .text(let text): sqlite3_bind_text(statement, place, text, -1, sqliteTransient)
            }
        }
        guard sqlite3_step(statement) == SQLITE_ROW else { return .null }
        switch sqlite3_column_type(statement, 0) {
        case SQLITE_NULL: return .null
        case SQLITE_INTEGER: return .integer(sqlite3_column_int64(statement, 0))
        case SQLITE_FLOAT: return .real(sqlite3_column_double(statement, 0))
        default: return sqlite3_column_text(statement, 0).map { .text(String(cString: $0)) } ?? .null
        }
    }

    private func isNow(_ value: FactValue) -> Bool {
        value.text?.trimmingCharacters(in: .whitespaces).lowercased() == "now"
    }
}
