// A raw SQLite connection of one user: open, prepare, limits, authorizer, deadline.
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
    var description: String { message }
}

/// One open connection. Closed when the last reference goes.
final class SQLConnection {
    let handle: OpaquePointer
    let access = AccessRecord()
    let tagContext = TagContext()
    private var clock = Countdown()

    /// An empty database in memory, or a file that is opened for reading.
    init(readingFile path: String? = nil) throws(SQLError) {
        var handle: OpaquePointer?
        let flags = path == nil ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY
        let code = sqlite3_open_v2(
            path ?? ":memory:", &handle, flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, nil)
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

    /// From here on only reading is allowed: the tables named, known functions, small values.
    func confine(to tables: Set<String>) {
        access.tables = tables
        for (limit, value) in SQLConnection.limits { sqlite3_limit(handle, limit, value) }
        let context = Unmanaged.passUnretained(access).toOpaque()
        sqlite3_set_authorizer(handle, { AccessRecord.authorize($0, $1, $2, $3, $4, $5) }, context)
    }

    /// Lifts what `confine` did, for our own statements.
    func release() { sqlite3_set_authorizer(handle, nil, nil) }

    private static let limits: [(Int32, Int32)] = [
        (SQLITE_LIMIT_LENGTH, 1 << 20), (SQLITE_LIMIT_SQL_LENGTH, 1 << 18), (SQLITE_LIMIT_ATTACHED, 0),
        (SQLITE_LIMIT_EXPR_DEPTH, 200), (SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 200), (SQLITE_LIMIT_WORKER_THREADS, 0),
        (SQLITE_LIMIT_FUNCTION_ARG, 32), (SQLITE_LIMIT_TRIGGER_DEPTH, 1), (SQLITE_LIMIT_COMPOUND_SELECT, 20),
    ]

    /// Statements that run when the task is cancelled are interrupted.
    func watchForCancellation() {
        let context = Unmanaged.passUnretained(clock).toOpaque()
        sqlite3_progress_handler(handle, 5000, { Countdown.isOver($0) }, context)
    }

    /// Statements that still run after this long are interrupted, until `stopClock`.
    func startClock(_ limit: Duration) {
        clock.deadline = ContinuousClock.now + limit
        watchForCancellation()
    }

    func stopClock() { clock.deadline = nil }
}

/// A deadline that SQLite asks for every few thousand steps, and whether anybody still waits.
private final class Countdown {
    var deadline: ContinuousClock.Instant?
    static func isOver(_ context: UnsafeMutableRawPointer?) -> Int32 {
        guard let context else { return 1 }
        let countdown = Unmanaged<Countdown>.fromOpaque(context).takeUnretainedValue()
        if let deadline = countdown.deadline, ContinuousClock.now >= deadline { return 1 }
        return Task.isCancelled ? 1 : 0
    }
}
