// What a user's expression may touch, and what it touched: SQLite's authorizer asks here.

import CostModel
import GRDBSQLite

/// Grants reading of known tables through known functions; refuses all else, and notes what was asked.
final class AccessRecord {
    struct Read: Hashable { let table, column: String }
    var tables: Set<String> = []
    /// In order, each once.
    private(set) var reads: [Read] = []
    /// The same: a statement asks for each column of each use.
    private var seen: Set<Read> = []
    /// Functions that were called, in small letters.
    private(set) var functions: Set<String> = []
    /// Why SQLite was told no; nil where it was not.
    private(set) var refusal: (message: String, hint: String?)?

    func clear() { (reads, seen, functions, refusal) = ([], [], [], nil) }

    static func authorize(
        _ context: UnsafeMutableRawPointer?, _ action: Int32, _ first: UnsafePointer<CChar>?,
        _ second: UnsafePointer<CChar>?, _ database: UnsafePointer<CChar>?, _ trigger: UnsafePointer<CChar>?
    ) -> Int32 {
        guard let context else { return SQLITE_DENY }
        let record = Unmanaged<AccessRecord>.fromOpaque(context).takeUnretainedValue()
        let name = first.map { String(cString: $0) } ?? ""
        let detail = second.map { String(cString: $0) } ?? ""
        return record.allows(action, name, detail) ? SQLITE_OK : SQLITE_DENY
    }

    private func allows(_ action: Int32, _ first: String, _ second: String) -> Bool {
        switch action {
        case SQLITE_SELECT, SQLITE_RECURSIVE: return true
        case SQLITE_FUNCTION: return allowsFunction(second.lowercased())
        case SQLITE_READ: return allowsRead(of: first, column: second)
        default:
            refusal = refusal ?? ("a condition may only read", nil)
            return false
        }
    }

    private func allowsFunction(_ name: String) -> Bool {
        functions.insert(name)
        if AllowedFunctions.names.contains(name) { return true }
        let near = NearestName.nearest(to: name, among: AllowedFunctions.names.sorted())
        refusal = refusal ?? ("function '\(name)' does not belong in a rule", near.map { "did you mean '\($0)'?" })
        return false
    }

    private func allowsRead(of table: String, column: String) -> Bool {
        // A table that a statement makes for itself (WITH) is read without a column; other tables do not exist
        // where expressions are compiled first.
        if column.isEmpty, !tables.contains(table) { return true }
        guard tables.contains(table) || ["json_each", "json_tree"].contains(table) else {
            refusal = refusal ?? ("no such table: \(table)", nil)
            return false
        }
        guard column.uppercased() != "ROWID" else {
            refusal = refusal ?? ("unknown column 'rowid'", nil)
            return false
        }
        let read = Read(table: table, column: column)
        if seen.insert(read).inserted { reads.append(read) }
        return true
    }
}

/// The functions that a rule may call: the same arguments at the same time give the same answer.
enum AllowedFunctions {
    /// Those that no argument can make fail.
    static let total: Set<String> = [
        "coalesce", "ifnull", "iif", "length", "lower", "max", "min", "nullif", "round", "sign", "typeof", "upper",
    ]
    static let names: Set<String> = [
        "abs", "acos", "asin", "atan", "atan2", "avg", "ceil", "ceiling", "char", "coalesce", "cos", "count",
        "date", "datetime", "degrees", "exp", "floor", "format", "glob", "group_concat", "hex", "ifnull", "iif",
        "instr", "julianday", "json", "json_array", "json_array_length", "json_each", "json_extract", "json_object",
        "json_quote", "json_tree", "json_type", "json_valid", "->", "->>", "length", "like", "ln", "local_hour",
        "local_weekday", "log", "log10",
        "log2", "lower", "ltrim", "max", "min", "mod", "nullif", "pi", "pow", "power", "printf", "quote", "radians",
        "replace", "round", "rtrim", "sign", "sin", "sqrt", "strftime", "substr", "substring", "sum", "tag",
        "tag_age_hours", "tag_number", "tag_percent", "tan", "time", "total", "trim", "trunc", "typeof", "unicode",
        "unixepoch",
        "upper", "within_hours", "zeroblob", "row_number", "rank", "dense_rank", "current_timestamp", "current_date",
        "current_time",
    ]
}
