// The connection that rules are judged on, and the cage of the SQL that users write on it: what it may touch, and how
// much time and memory it may use. Not GRDB's connection: an authorizer on those breaks it.
//
// SQLite asks whether to go on between its steps only, so no single step may be long or large: values are short, and
// the functions that take more than linear time are replaced (TextFunctions.swift).

import CostModel
import Foundation
import GRDBSQLite
import SQLite

/// An open connection with the functions that rules may call. Closed when the last reference goes, statements' included.
final class RuleConnection {
    let access = AccessRecord()
    let functionContext = FunctionContext()
    let watch = CageWatch()
    private let connection: SQLConnection
    var handle: OpaquePointer { connection.handle }

    /// An empty database in memory, or a file that is opened for reading, by its path or SQLite's URI.
    init(readingFile path: String? = nil) throws(SQLError) {
        connection = try SQLConnection(readingFile: path, keeping: [access, watch])
        try execute("PRAGMA temp_store = MEMORY")
        // Table-valued functions connect at first use, which the authorizer would refuse later.
        try execute("SELECT 1 FROM json_each('[]'), json_tree('[]')")
        try TagFunctions.register(on: self)
        try ClockFunctions.register(on: self)
        try HourFunctions.register(on: self)
        try TextFunctions.register(on: self)
    }

    /// Runs one of our own statements, to its end.
    func execute(_ sql: String, _ arguments: [FactValue] = []) throws(SQLError) {
        try connection.execute(sql, arguments)
    }

    func prepare(_ sql: String) throws(SQLError) -> SQLStatement { try connection.prepare(sql) }
    func failure(_ code: Int32) -> SQLError { connection.failure(code) }
}

/// How much memory users' SQL may take, in bytes, besides what SQLite holds when it begins.
struct SQLAllowance {
    /// Above this it is cut between two steps; nothing else is harmed.
    var memory: Int64 = 64 << 20
    /// Above this SQLite gives no more to anybody in the process. Reached only where one step, or compiling, takes
    /// so much: then the connection may lose its transaction.
    var hardMemory: Int64 = 192 << 20
}

extension RuleConnection {
    /// Runs what a user wrote: only the tables named are read, through known functions, over values of limited size, and
    /// no longer than a time. One confined statement runs at a time in the whole process, because SQLite counts the
    /// memory of all connections together.
    ///
    /// - Parameters:
    ///   - limit: how long it may run, from when its turn has come.
    ///   - whole: the time that is told when `limit`, the last of it, is over; nil: all of it is `limit`.
    /// - Throws: what SQLite says; with `isExhaustion` where the time or the memory is used up.
    func confined<Value>(
        to tables: Set<String>, for limit: Duration, of whole: Duration? = nil,
        _ allowance: SQLAllowance = SQLAllowance(),
        _ body: () throws(SQLError) -> Value
    ) throws(SQLError) -> Value {
        SQLCage.turn.lock()
        access.tables = tables
        let limits = SQLCage.limits.map { ($0, sqlite3_limit(handle, $0, $1)) }
        let context = Unmanaged.passUnretained(access).toOpaque()
        sqlite3_set_authorizer(handle, { AccessRecord.authorize($0, $1, $2, $3, $4, $5) }, context)
        watch.start(limit, memory: sqlite3_memory_used() + allowance.memory)
        watchForCancellation(every: SQLCage.stepsBetweenLooks)
        sqlite3_hard_heap_limit64(sqlite3_memory_used() + allowance.hardMemory)
        defer {
            // The hard limit sets the soft one as well.
            sqlite3_hard_heap_limit64(0)
            sqlite3_soft_heap_limit64(0)
            watch.stop()
            watchForCancellation()
            sqlite3_set_authorizer(handle, nil, nil)
            for (limit, value) in limits { sqlite3_limit(handle, limit, value) }
            SQLCage.turn.unlock()
        }
        do throws(SQLError) { return try body() } catch {
            let whole = whole ?? limit
            let message =
                switch watch.cut {
                case _ where !error.isExhaustion: error.message
                case .time:
                    "the rule did not end within \(whole.formatted(.units(allowed: [.seconds, .milliseconds], width: .narrow)))"
                case .memory: "the rule needs more than \(allowance.memory >> 20) MB of memory"
                case nil where error.isInterrupted: error.message
                case nil: "the rule needs more than \(allowance.hardMemory >> 20) MB of memory"
                }
            throw SQLError(code: error.code, message: message, offset: error.offset)
        }
    }

    /// Statements that run when the task is cancelled are interrupted.
    func watchForCancellation(every steps: Int32 = 5000) {
        let context = Unmanaged.passUnretained(watch).toOpaque()
        sqlite3_progress_handler(handle, steps, { CageWatch.isOver($0) }, context)
    }
}

enum SQLCage {
    /// Whose turn it is to run users' SQL, of all threads and databases: SQLite's hard heap limit and its count of the
    /// memory in use are those of the process. A turn for each database would let one end the other's limit, or be cut
    /// for what the other took, and what SQLite counts by connection (`SQLITE_DBSTATUS_*`) leaves out sorters and the
    /// values of a step. A process has one judge; who waits here are tests, and their time begins with their turn.
    fileprivate static let turn = NSLock()

    /// Each may call one function, which takes up to 0.2 s in the worst case that is known.
    fileprivate static let stepsBetweenLooks: Int32 = 50

    /// Of a text, in bytes: the tags of a resource three times over, for 50 of 128 and 256 characters of 4 bytes are 77 kB.
    static let longest = 1 << 18

    fileprivate static let limits: [(Int32, Int32)] = [
        (SQLITE_LIMIT_LENGTH, Int32(longest)), (SQLITE_LIMIT_SQL_LENGTH, 1 << 18), (SQLITE_LIMIT_ATTACHED, 0),
        (SQLITE_LIMIT_EXPR_DEPTH, 200), (SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 200), (SQLITE_LIMIT_WORKER_THREADS, 0),
        (SQLITE_LIMIT_FUNCTION_ARG, 32), (SQLITE_LIMIT_TRIGGER_DEPTH, 1), (SQLITE_LIMIT_COMPOUND_SELECT, 20),
        (SQLITE_LIMIT_VDBE_OP, 100_000),
    ]
}

/// What SQLite asks between its steps: is the time over, is too much memory taken, does nobody wait any more?
final class CageWatch {
    enum Cut { case time, memory }
    /// Why the last statement was cut; nil where it was not, or because the task was cancelled.
    private(set) var cut: Cut?
    private var deadline: ContinuousClock.Instant?
    private var memory = Int64.max

    func start(_ limit: Duration, memory: Int64) {
        deadline = ContinuousClock.now + limit
        self.memory = memory
        cut = nil
    }

    func stop() { (deadline, memory) = (nil, .max) }

    static func isOver(_ context: UnsafeMutableRawPointer?) -> Int32 {
        guard let context else { return 1 }
        let watch = Unmanaged<CageWatch>.fromOpaque(context).takeUnretainedValue()
        if let deadline = watch.deadline {
            if ContinuousClock.now >= deadline { watch.cut = .time }
            if sqlite3_memory_used() > watch.memory { watch.cut = .memory }
            if watch.cut != nil { return 1 }
        }
        return Task.isCancelled ? 1 : 0
    }
}
