// SQLite's own calls, for what GRDB does not do: users' SQL behind an authorizer, and hundreds of thousands of rows in
// and out. What is run and what its errors mean is left to the rooms above.

package import CostModel
import GRDBSQLite

/// What SQLite answered.
package struct SQLError: Error, CustomStringConvertible {
    /// SQLite's result code; an extended one where it has one.
    package let code: Int32
    /// In SQLite's words.
    package let message: String
    /// Byte of the statement at which it stands; -1 where SQLite does not say.
    package let offset: Int
    /// Whether it was interrupted: by a deadline, or because nobody waits any more.
    package var isInterrupted: Bool { code & 0xFF == SQLITE_INTERRUPT }
    /// Whether it ends what ran as a whole: its time or its memory is used up.
    package var isExhaustion: Bool { isInterrupted || code & 0xFF == SQLITE_NOMEM }
    /// The message alone.
    package var description: String { message }

    /// An answer of SQLite, or one in its manner.
    package init(code: Int32, message: String, offset: Int = -1) {
        self.code = code
        self.message = message
        self.offset = offset
    }
}

/// An open connection, for one thread at a time. Statements keep it.
package final class SQLConnection {
    /// For calls of SQLite that nothing here wraps; valid while this value lives.
    package let handle: OpaquePointer
    private let isOurs: Bool
    /// What SQLite calls back with, and does not keep itself.
    private let companions: [AnyObject]

    /// An empty database in memory, or a file that is opened for reading, by its path or SQLite's URI. Closed when the
    /// last reference goes.
    ///
    /// - Parameter companions: live as long as the connection.
    /// - Throws: where the file cannot be opened; that it is no database SQLite tells at the first statement.
    package init(readingFile path: String? = nil, keeping companions: [AnyObject] = []) throws(SQLError) {
        var handle: OpaquePointer?
        let flags = path == nil ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY
        let code = sqlite3_open_v2(
            path ?? ":memory:", &handle, flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE | SQLITE_OPEN_URI, nil)
        guard let handle, code == SQLITE_OK else {
            let message = handle.map { String(cString: sqlite3_errmsg($0)) } ?? "out of memory"
            sqlite3_close_v2(handle)
            throw SQLError(code: code, message: message)
        }
        self.handle = handle
        self.companions = companions
        isOurs = true
        sqlite3_busy_timeout(handle, 5000)
    }

    /// A connection that somebody else opened, and closes.
    package init(of handle: OpaquePointer) {
        self.handle = handle
        companions = []
        isOurs = false
    }

    deinit { if isOurs { sqlite3_close_v2(handle) } }

    /// What SQLite says of a call that just failed with this code.
    package func failure(_ code: Int32) -> SQLError {
        SQLError(
            code: code, message: String(cString: sqlite3_errmsg(handle)), offset: Int(sqlite3_error_offset(handle)))
    }

    /// Runs one of our own statements, to its end.
    package func execute(_ sql: String, _ arguments: [FactValue] = []) throws(SQLError) {
        let statement = try prepare(sql)
        try statement.bind(arguments)
        while try statement.step() {}
    }

    /// Compiles one statement.
    package func prepare(_ sql: String) throws(SQLError) -> SQLStatement { try SQLStatement(sql, on: self) }
}
