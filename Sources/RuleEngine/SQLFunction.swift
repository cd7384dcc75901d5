// How SQLite calls a function of ours, and how ours leaves to SQLite's own what it has looked at.

import CostModel
import GRDBSQLite
import SQLite

/// What a function is called with. Valid while it runs.
struct SQLArguments {
    fileprivate let values: UnsafeBufferPointer<OpaquePointer?>

    subscript(index: Int) -> FactValue {
        switch sqlite3_value_type(values[index]) {
        case SQLITE_NULL: .null
        case SQLITE_INTEGER: .integer(sqlite3_value_int64(values[index]))
        case SQLITE_FLOAT: .real(sqlite3_value_double(values[index]))
        default: .text(sqlite3_value_text(values[index]).map { String(cString: $0) } ?? "")
        }
    }

    var all: [FactValue] { values.indices.map { self[$0] } }

    func isNull(_ index: Int) -> Bool { sqlite3_value_type(values[index]) == SQLITE_NULL }

    func isBlob(_ index: Int) -> Bool { sqlite3_value_type(values[index]) == SQLITE_BLOB }

    /// Numbers as SQLite writes them; nil for NULL.
    func text(_ index: Int) -> String? { sqlite3_value_text(values[index]).map { String(cString: $0) } }

    /// The bytes of a text, where it is one.
    func bytes(_ index: Int) -> UnsafeBufferPointer<UInt8>? {
        guard sqlite3_value_type(values[index]) == SQLITE_TEXT, let start = sqlite3_value_text(values[index]) else {
            return nil
        }
        return UnsafeBufferPointer(start: start, count: Int(sqlite3_value_bytes(values[index])))
    }
}

/// A function's body with what it needs, kept alive by the connection it is registered on.
private final class SQLFunctionBody {
    let context: FunctionContext
    let call: (FunctionContext, SQLArguments) throws -> FactValue
    init(_ context: FunctionContext, _ call: @escaping (FunctionContext, SQLArguments) throws -> FactValue) {
        self.context = context
        self.call = call
    }
}

extension RuleConnection {
    /// - Parameter arguments: how many it takes; -1 for any number.
    func addFunction(
        _ name: String, arguments: Int32, deterministic: Bool = true,
        _ call: @escaping (FunctionContext, SQLArguments) throws -> FactValue
    ) throws(SQLError) {
        let body = Unmanaged.passRetained(SQLFunctionBody(functionContext, call)).toOpaque()
        let flags = SQLITE_UTF8 | (deterministic ? SQLITE_DETERMINISTIC : 0)
        let code = sqlite3_create_function_v2(
            handle, name, arguments, flags, body,
            { context, count, values in runFunction(context, count, values) }, nil, nil,
            { $0.map { Unmanaged<SQLFunctionBody>.fromOpaque($0).release() } })
        guard code == SQLITE_OK else { throw failure(code) }
    }
}

private func runFunction(
    _ context: OpaquePointer?, _ count: Int32, _ values: UnsafeMutablePointer<OpaquePointer?>?
) {
    guard let data = sqlite3_user_data(context) else { return sqlite3_result_null(context) }
    let body = Unmanaged<SQLFunctionBody>.fromOpaque(data).takeUnretainedValue()
    let arguments = SQLArguments(values: UnsafeBufferPointer(start: values, count: Int(count)))
    do {
        switch try body.call(body.context, arguments) {
        case .null: sqlite3_result_null(context)
        case .integer(let number): sqlite3_result_int64(context, number)
        case .real(let number): sqlite3_result_double(context, number)
        case .text(let text): sqlite3_result_text(context, text, -1, sqliteTransient)
        }
    } catch {
        let message = (error as? TagFunctions.Fault)?.message ?? "\(error)"
        sqlite3_result_error(context, message, -1)
    }
}

/// SQLite's own functions, called one at a time on a connection that holds nothing.
final class SQLCalculator {
    private let connection: SQLConnection

    init() throws(SQLError) {
        connection = try SQLConnection()
        sqlite3_limit(connection.handle, SQLITE_LIMIT_LENGTH, Int32(SQLCage.longest))
    }

    /// What a function makes of its arguments.
    func call(_ name: String, _ arguments: [FactValue]) throws -> FactValue {
        let marks = arguments.map { _ in "?" }.joined(separator: ",")
        guard let statement = try? connection.prepare("SELECT \(name)(\(marks))") else {
            throw TagFunctions.Fault(message: "wrong arguments to \(name)()")
        }
        do throws(SQLError) {
            try statement.bind(arguments)
            return try statement.step() ? statement.value(0) : .null
        } catch {
            throw TagFunctions.Fault(message: "\(name)(): \(error.message)")
        }
    }
}
