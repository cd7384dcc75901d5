// A prepared statement: parameters in, values out.

import CostModel
import Foundation
import GRDBSQLite

final class SQLStatement {
    private let handle: OpaquePointer
    private let connection: SQLConnection

    /// Compiles exactly one statement; text after it is an error.
    init(_ sql: String, on connection: SQLConnection) throws(SQLError) {
        var handle: OpaquePointer?
        var rest = 0
        let code = sql.withCString { start in
            var tail: UnsafePointer<CChar>?
            let code = sqlite3_prepare_v2(connection.handle, start, -1, &handle, &tail)
            rest = tail.map { strnlenOfTrimmed($0) } ?? 0
            return code
        }
        guard code == SQLITE_OK else { throw connection.failure(code) }
        guard let handle else { throw SQLError(code: SQLITE_ERROR, message: "nothing to run", offset: -1) }
        guard rest == 0 else {
            sqlite3_finalize(handle)
            throw SQLError(code: SQLITE_ERROR, message: "more than one statement", offset: -1)
        }
        self.handle = handle
        self.connection = connection
    }

    deinit { sqlite3_finalize(handle) }

    var isReadOnly: Bool { sqlite3_stmt_readonly(handle) != 0 }

    /// Names of the parameters, with their sign, each once.
    var parameterNames: [String] {
        (1..<(sqlite3_bind_parameter_count(handle) + 1)).compactMap { index in
            sqlite3_bind_parameter_name(handle, index).map { String(cString: $0) }
        }
    }

    func bind(_ values: [FactValue]) throws(SQLError) {
        for (index, value) in values.enumerated() { try bind(value, at: Int32(index + 1)) }
    }

    /// Binds a named parameter; one that the statement does not use is no error.
    func bind(_ value: FactValue, to name: String) throws(SQLError) {
        let index = sqlite3_bind_parameter_index(handle, name)
        if index > 0 { try bind(value, at: index) }
    }

    /// Places count from 1.
    func bind(_ value: FactValue, at index: Int32) throws(SQLError) {
        let code =
            switch value {
            case .null: sqlite3_bind_null(handle, index)
            case .integer(let number): sqlite3_bind_int64(handle, index, number)
            case .real(let number): sqlite3_bind_double(handle, index, number)
            case .text(let text): sqlite3_bind_text(handle, index, text, -1, sqliteTransient)
            }
        guard code == SQLITE_OK else { throw connection.failure(code) }
    }

    /// Places count from 1.
    func bind(_ bytes: [UInt8], at index: Int32) throws(SQLError) {
        let code = bytes.withUnsafeBytes {
            sqlite3_bind_blob(handle, index, $0.baseAddress, Int32($0.count), sqliteTransient)
        }
        guard code == SQLITE_OK else { throw connection.failure(code) }
    }

    /// True while there is a row.
    func step() throws(SQLError) -> Bool {
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

    /// Ready to run again; bindings stay.
    func reset() { sqlite3_reset(handle) }

    func isNull(_ column: Int) -> Bool { sqlite3_column_type(handle, Int32(column)) == SQLITE_NULL }
    func integer(_ column: Int) -> Int64 { sqlite3_column_int64(handle, Int32(column)) }
    func real(_ column: Int) -> Double { sqlite3_column_double(handle, Int32(column)) }
    func text(_ column: Int) -> String? {
        sqlite3_column_text(handle, Int32(column)).map { String(cString: $0) }
    }

    /// Valid until the next step.
    func bytes(_ column: Int) -> UnsafeRawBufferPointer {
        let start = sqlite3_column_blob(handle, Int32(column))
        return UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(handle, Int32(column))))
    }

    /// Whether a text is this, byte by byte.
    func equals(_ text: [UInt8], _ column: Int) -> Bool {
        guard let start = sqlite3_column_text(handle, Int32(column)) else { return false }
        return Int(sqlite3_column_bytes(handle, Int32(column))) == text.count && memcmp(start, text, text.count) == 0
    }

    /// Blobs count as text.
    func value(_ column: Int) -> FactValue {
        switch sqlite3_column_type(handle, Int32(column)) {
        case SQLITE_NULL: .null
        case SQLITE_INTEGER: .integer(integer(column))
        case SQLITE_FLOAT: .real(real(column))
        default: .text(text(column) ?? "")
        }
    }

    /// As SQLite sees a condition: nil for NULL, else whether its number is not 0.
    func truth(_ column: Int) -> Bool? { isNull(column) ? nil : real(column) != 0 }
}

/// SQLite copies the text that it is given. The macro SQLITE_TRANSIENT is not imported.
let sqliteTransient = unsafeBitCast(-1, to: sqlite3_destructor_type.self)

/// How much is left of a statement's text, blanks aside.
private func strnlenOfTrimmed(_ tail: UnsafePointer<CChar>) -> Int {
    String(cString: tail).filter { !$0.isWhitespace }.count
}
