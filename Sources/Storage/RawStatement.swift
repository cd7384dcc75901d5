// A prepared statement on GRDB's connection, run by SQLite's own calls: where hundreds of thousands of rows go in and
// out, the wrapping of each value costs more than SQLite does. Everything else goes through GRDB.

import CostModel
import GRDB
import GRDBSQLite

/// Lives no longer than the transaction that it was made in.
final class RawStatement {
    private let handle: OpaquePointer
    private let connection: OpaquePointer

    init(_ sql: String, _ db: Database) throws {
        guard let connection = db.sqliteConnection else { throw DatabaseError(message: "the connection is closed") }
        self.connection = connection
        var handle: OpaquePointer?
        let code = sqlite3_prepare_v2(connection, sql, -1, &handle, nil)
        guard code == SQLITE_OK, let handle else { throw RawStatement.error(code, connection) }
        self.handle = handle
    }

    deinit { sqlite3_finalize(handle) }

    /// Ready to run again, with no parameter bound.
    func reset() {
        sqlite3_reset(handle)
        sqlite3_clear_bindings(handle)
    }

    func bind(_ index: Int32, _ value: Int64?) {
        if let value { sqlite3_bind_int64(handle, index, value) } else { sqlite3_bind_null(handle, index) }
    }

    func bind(_ index: Int32, _ value: FactValue) {
        switch value {
        case .null: sqlite3_bind_null(handle, index)
        case .integer(let number): sqlite3_bind_int64(handle, index, number)
        case .real(let number): sqlite3_bind_double(handle, index, number)
        case .text(let text): bind(index, text)
        }
    }

    func bind(_ index: Int32, _ text: String) {
        var text = text
        text.withUTF8 { bytes in
            let start = UnsafeRawPointer(bytes.baseAddress)?.assumingMemoryBound(to: CChar.self)
            _ = sqlite3_bind_text(handle, index, start, Int32(bytes.count), transient)
        }
    }

    func bind(_ index: Int32, _ bytes: [UInt8]) {
        _ = bytes.withUnsafeBytes { sqlite3_bind_blob(handle, index, $0.baseAddress, Int32($0.count), transient) }
    }

    /// True while there is a row. A parameter that could not be bound is an error here at the latest.
    func step() throws -> Bool {
        let code = sqlite3_step(handle)
        guard code == SQLITE_ROW || code == SQLITE_DONE else { throw RawStatement.error(code, connection) }
        return code == SQLITE_ROW
    }

    /// Runs a statement that gives no rows, and makes it ready again.
    /// - Returns: how many rows it inserted, changed or deleted.
    @discardableResult
    func run() throws -> Int {
        defer { reset() }
        _ = try step()
        return Int(sqlite3_changes(connection))
    }

    func integer(_ column: Int32) -> Int64? {
        sqlite3_column_type(handle, column) == SQLITE_NULL ? nil : sqlite3_column_int64(handle, column)
    }

    func text(_ column: Int32) -> String? {
        guard sqlite3_column_type(handle, column) != SQLITE_NULL else { return nil }
        return sqlite3_column_text(handle, column).map { String(cString: $0) }
    }

    func value(_ column: Int32) -> FactValue {
        switch sqlite3_column_type(handle, column) {
        case SQLITE_INTEGER: .integer(sqlite3_column_int64(handle, column))
        case SQLITE_FLOAT: .real(sqlite3_column_double(handle, column))
        case SQLITE_TEXT: text(column).map { .text($0) } ?? .null
        default: .null
        }
    }

    /// Valid until the next step.
    func bytes(_ column: Int32) -> UnsafeRawBufferPointer {
        let start = sqlite3_column_blob(handle, column)
        return UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(handle, column)))
    }

    private static func error(_ code: Int32, _ connection: OpaquePointer) -> any Error {
        // GRDB interrupts the work of a task that is cancelled.
        if code == SQLITE_INTERRUPT { return CancellationError() }
        return DatabaseError(
            resultCode: ResultCode(
                rawValue: sqlite3_extended_errcode(connection) == SQLITE_OK
                    ? code : sqlite3_extended_errcode(connection)),
            message: String(cString: sqlite3_errmsg(connection)))
    }

    /// SQLite copies what it is given. The macro SQLITE_TRANSIENT is not imported.
    private var transient: sqlite3_destructor_type { unsafeBitCast(-1, to: sqlite3_destructor_type.self) }
}
