// A raw SQLite connection of one user: open, prepare, run. What confines users' SQL on it: SQLCage.swift.
// Not GRDB's: an authorizer on GRDB's connections breaks it.

import CostModel
import GRDBSQLite

/// What SQLite answered.
struct SQLError: Error, CustomStringConvertible {
    let code: Int32
    let message: String
    /// Byte of the statement at which it stands; -1 where SQLite does not say.
    let offset: Int
    var isInterrupted: Bool { code & 0xFF == SQLITE_INTERRUPT }
    /// Whether it ends what ran as a whole: its time or its memory is used up.
    var isExhaustion: Bool { isInterrupted || code & 0xFF == SQLITE_NOMEM }
    var description: String { message }
}

/// One open connection. Closed when the last reference goes.
final class SQLConnection {
    let handle: OpaquePointer
    let access = AccessRecord()
    let functionContext = FunctionContext()
    let watch = CageWatch()

    /// An empty database in memory, or a file that is opened for reading, by its path or SQLite's URI.
    init(readingFile path: String? = nil) throws(SQLError) {
        var handle: OpaquePointer?
        let flags = path == nil ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY
        let code = sqlite3_open_v2(
            path ?? ":memory:", &handle, flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE | SQLITE_OPEN_URI, nil)
        guard let handle, code == SQLITE_OK else {
            let message = handle.map { String(cString: sqlite3_errmsg($0)) } ?? "out of memory"
            sqlite3_close_v2(handle)
            throw SQLError(code: code, message: message, offset: -1)
        }
        self.handle = handle
        sqlite3_busy_timeout(handle, 5000)
        try execute("PRAGMA temp_store = MEMORY")
        // Table-valued functions connect at first use, which the authorizer would refuse later.
        try execute("SELECT 1 FROM json_each('[]'), json_tree('[]')")
        try TagFunctions.register(on: self)
        try ClockFunctions.register(on: self)
        try TextFunctions.register(on: self)
    }

    deinit { sqlite3_close_v2(handle) }

    func failure(_ code: Int32) -> SQLError {
        SQLError(
            code: code, message: String(cString: sqlite3_errmsg(handle)), offset: Int(sqlite3_error_offset(handle)))
    }

    /// Runs one of our own statements, to its end.
    func execute(_ sql: String, _ arguments: [FactValue] = []) throws(SQLError) {
        let statement = try prepare(sql)
        try statement.bind(arguments)
        while try statement.step() {}
    }

    func prepare(_ sql: String) throws(SQLError) -> SQLStatement { try SQLStatement(sql, on: self) }
}
