// A prepared statement for very many rows. GRDB's own way makes an object of every value and looks at the schema at
// every run, which is most of the time that a large listing takes; this binds straight to SQLite.

import CostModel
import GRDB
import GRDBSQLite

/// One statement of a connection. Parameters are counted from 1.
struct BulkStatement {
    private let statement: Statement
    private let handle: OpaquePointer

    /// Prepared once a connection and text. To be used inside the access to the database that it was made in.
    init(_ db: Database, sql: String) throws {
        statement = try db.cachedStatement(sql: sql)
        handle = statement.sqliteStatement
    }

    func bind(_ index: Int, _ number: Int64) { sqlite3_bind_int64(handle, Int32(index), number) }

    func bind(_ index: Int, _ number: Double) { sqlite3_bind_double(handle, Int32(index), number) }

    func bind(_ index: Int, _ text: String) {
        // With its length, because a tag may hold a NUL.
        sqlite3_bind_text(handle, Int32(index), text, Int32(text.utf8.count), copied)
    }

    func bind(_ index: Int, _ value: FactValue) {
        switch value {
        case .null: sqlite3_bind_null(handle, Int32(index))
        case .integer(let number): bind(index, number)
        case .real(let number): bind(index, number)
        case .text(let text): bind(index, text)
        }
    }

    /// Runs it to its end. Bound values stay, for the next run.
    func run() throws {
        while try step() {}
        sqlite3_reset(handle)
    }

    /// The first column of the first row, which is a whole number; nil where there is no row.
    func firstInteger() throws -> Int64? {
        defer { sqlite3_reset(handle) }
        return try step() ? sqlite3_column_int64(handle, 0) : nil
    }

    private func step() throws -> Bool {
        let code = sqlite3_step(handle)
        switch code {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        case SQLITE_INTERRUPT:
            // GRDB interrupts the work of a task that is cancelled.
            sqlite3_reset(handle)
            throw CancellationError()
        default:
            let message = String(cString: sqlite3_errmsg(sqlite3_db_handle(handle)))
            let sql = statement.sql
            sqlite3_reset(handle)
            throw DatabaseError(resultCode: ResultCode(rawValue: code), message: message, sql: sql)
        }
    }

    /// SQLITE_TRANSIENT: SQLite keeps a copy of what is bound.
    private let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
}
