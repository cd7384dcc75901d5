// SQLite's own functions, called one at a time on a connection that holds nothing: for those of ours that look at the
// arguments first and leave the rest to SQLite.

import CostModel
import GRDBSQLite

final class SQLCalculator {
    private var handle: OpaquePointer?

    init() throws(SQLError) {
        let code = sqlite3_open_v2(":memory:", &handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nil)
        guard code == SQLITE_OK else { throw SQLError(code: code, message: "cannot open memory", offset: -1) }
        sqlite3_limit(handle, SQLITE_LIMIT_LENGTH, Int32(SQLCage.longest))
    }

    deinit { sqlite3_close_v2(handle) }

    /// What a function makes of its arguments.
    func call(_ name: String, _ arguments: [FactValue]) throws -> FactValue {
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
        guard sqlite3_step(statement) == SQLITE_ROW else {
            throw TagFunctions.Fault(message: "\(name)(): \(String(cString: sqlite3_errmsg(handle)))")
        }
        switch sqlite3_column_type(statement, 0) {
        case SQLITE_NULL: return .null
        case SQLITE_INTEGER: return .integer(sqlite3_column_int64(statement, 0))
        case SQLITE_FLOAT: return .real(sqlite3_column_double(statement, 0))
        default: return sqlite3_column_text(statement, 0).map { .text(String(cString: $0)) } ?? .null
        }
    }
}
