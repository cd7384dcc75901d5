// A prepared statement: parameters in, values out.

package import CostModel
import Foundation
package import GRDBSQLite

/// A statement of one connection. Parameters count from 1, columns from 0.
package final class SQLStatement {
    private let handle: OpaquePointer
    private let connection: SQLConnection

    /// Compiles exactly one statement; text after it is an error.
    package init(_ sql: String, on connection: SQLConnection) throws(SQLError) {
        var handle: OpaquePointer?
        var rest = 0
        let code = sql.withCString { start in
            var tail: UnsafePointer<CChar>?
            let code = sqlite3_prepare_v2(connection.handle, start, -1, &handle, &tail)
            rest = tail.map { String(cString: $0).count { !$0.isWhitespace } } ?? 0
            return code
        }
        guard code == SQLITE_OK else { throw connection.failure(code) }
        guard let handle else { throw SQLError(code: SQLITE_ERROR, message: "nothing to run") }
        guard rest == 0 else {
            sqlite3_finalize(handle)
            throw SQLError(code: SQLITE_ERROR, message: "more than one statement")
        }
        self.handle = handle
        self.connection = connection
    }

    deinit { sqlite3_finalize(handle) }

    /// Whether it changes nothing, as SQLite sees it.
    package var isReadOnly: Bool { sqlite3_stmt_readonly(handle) != 0 }

    /// Names of the parameters, with their sign, each once.
    package var parameterNames: [String] {
        (1..<(sqlite3_bind_parameter_count(handle) + 1)).compactMap { index in
            sqlite3_bind_parameter_name(handle, index).map { String(cString: $0) }
        }
    }

    /// Binds the first parameters, in order.
    package func bind(_ values: [FactValue]) throws(SQLError) {
        for (index, value) in values.enumerated() { try bind(value, at: Int32(index + 1)) }
    }

    /// Binds a named parameter; one that the statement does not use is no error.
    package func bind(_ value: FactValue, to name: String) throws(SQLError) {
        let index = sqlite3_bind_parameter_index(handle, name)
        if index > 0 { try bind(value, at: index) }
    }

    /// - Throws: where there is no such parameter, or the value is longer than SQLite takes.
    package func bind(_ value: FactValue, at index: Int32) throws(SQLError) {
        switch value {
        case .null: try check(sqlite3_bind_null(handle, index))
        case .integer(let number): try check(sqlite3_bind_int64(handle, index, number))
        case .real(let number): try check(sqlite3_bind_double(handle, index, number))
        case .text(let text): try bind(text, at: index)
        }
    }

    /// Nil is NULL.
    package func bind(_ number: Int64?, at index: Int32) throws(SQLError) {
        try check(number.map { sqlite3_bind_int64(handle, index, $0) } ?? sqlite3_bind_null(handle, index))
    }

    /// Binds a text.
    package func bind(_ text: String, at index: Int32) throws(SQLError) {
        var text = text
        let code = text.withUTF8 { bytes in
            let start = UnsafeRawPointer(bytes.baseAddress)?.assumingMemoryBound(to: CChar.self)
            return sqlite3_bind_text64(
                handle, index, start, UInt64(bytes.count), sqliteTransient, UInt8(SQLITE_UTF8))
        }
        try check(code)
    }

    /// Binds bytes.
    package func bind(_ bytes: [UInt8], at index: Int32) throws(SQLError) {
        let code = bytes.withUnsafeBytes {
            sqlite3_bind_blob64(handle, index, $0.baseAddress, UInt64($0.count), sqliteTransient)
        }
        try check(code)
    }

    private func check(_ code: Int32) throws(SQLError) {
        guard code == SQLITE_OK else { throw connection.failure(code) }
    }

    /// True while there is a row. After an error it is ready to run again.
    package func step() throws(SQLError) -> Bool {
        let code = sqlite3_step(handle)
        switch code {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        default:
            let error = connection.failure(code)
            sqlite3_reset(handle)
            throw error
        }
    }

    /// Runs a statement that gives no rows, and makes it ready again.
    /// - Returns: how many rows it inserted, changed or deleted.
    @discardableResult
    package func run() throws(SQLError) -> Int {
        defer { reset() }
        _ = try step()
        return Int(sqlite3_changes(connection.handle))
    }

    /// Ready to run again; bindings stay.
    package func reset() { sqlite3_reset(handle) }

    /// Whether a column of the row is NULL.
    package func isNull(_ column: Int) -> Bool { sqlite3_column_type(handle, Int32(column)) == SQLITE_NULL }
    /// A whole number; 0 for NULL.
    package func integer(_ column: Int) -> Int64 { sqlite3_column_int64(handle, Int32(column)) }
    /// A number; 0 for NULL.
    package func real(_ column: Int) -> Double { sqlite3_column_double(handle, Int32(column)) }
    /// A text, or a number as SQLite writes it; nil for NULL.
    package func text(_ column: Int) -> String? {
        sqlite3_column_text(handle, Int32(column)).map { String(cString: $0) }
    }

    /// Valid until the next step.
    package func bytes(_ column: Int) -> UnsafeRawBufferPointer {
        let start = sqlite3_column_blob(handle, Int32(column))
        return UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(handle, Int32(column))))
    }

    /// Whether a text is this, byte by byte.
    package func equals(_ text: [UInt8], _ column: Int) -> Bool {
        guard let start = sqlite3_column_text(handle, Int32(column)) else { return false }
        return Int(sqlite3_column_bytes(handle, Int32(column))) == text.count && memcmp(start, text, text.count) == 0
    }

    /// Blobs count as text.
    package func value(_ column: Int) -> FactValue {
        switch sqlite3_column_type(handle, Int32(column)) {
        case SQLITE_NULL: .null
        case SQLITE_INTEGER: .integer(integer(column))
        case SQLITE_FLOAT: .real(real(column))
        default: .text(text(column) ?? "")
        }
    }

    /// As SQLite sees a condition: nil for NULL, else whether its number is not 0.
    package func truth(_ column: Int) -> Bool? { isNull(column) ? nil : real(column) != 0 }
}

/// SQLite copies what it is given. The macro SQLITE_TRANSIENT is not imported.
package let sqliteTransient = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
