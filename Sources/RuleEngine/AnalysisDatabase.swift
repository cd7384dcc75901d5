// Compiles a rule's expressions against empty tables in memory: what they read, and what is wrong with them.

import CostModel
import SQLite

/// One per rule: the views that its expressions name as tables, and the judged row's table with the rule's own columns.
final class AnalysisDatabase {
    /// No user can write this name: it holds a blank, and quoted names are refused.
    static let rowTable = "judged row"
    let connection: RuleConnection
    private let view: ViewSchema
    private let views: ViewCatalog
    /// Names of the views that are tables by now: most expressions look at none.
    private var made: Set<String> = []
    private var columns: [(name: String, declaration: String)]

    init(view: ViewSchema, among views: ViewCatalog) throws(SQLError) {
        self.view = view
        self.views = views
        connection = try RuleConnection()
        columns = view.columns.map { ($0.name, AnalysisDatabase.declaration($0)) }
    }

    /// Makes the tables of the views that a text may name.
    private func make(namedIn text: String) throws(SQLError) {
        let text = text.lowercased()
        for schema in views.all where text.contains(schema.name) && made.insert(schema.name).inserted {
            let list = schema.columns.map { AnalysisDatabase.declaration($0) }.joined(separator: ", ")
            try connection.execute("CREATE TABLE \(schema.name) (\(list))")
        }
    }

    static func declaration(_ column: ViewSchema.Column) -> String {
        let type =
            switch column.type {
            case .text, .json: "TEXT"
            case .integer, .boolean: "INTEGER"
            case .real: "REAL"
            }
        return "\"\(column.name)\" \(type)"
    }

    /// Adds a column of the rule. It has no type: a number never equals or is below a quoted number by conversion.
    func add(column name: String) { columns.append((name, "\"\(name)\"")) }
    var columnNames: [String] { columns.map(\.name) }

    /// What an expression reads.
    struct Reading {
        let columns: [String]
        let others: [RuleExpression.OtherRead]
        let settings: [String]
        let canFail: Bool
    }

    /// Compiles one expression over the judged row: after WHERE, where no aggregate and no window over the rows that
    /// happen to be judged together can stand.
    func read(_ text: SQLText) throws(SQLFault) -> Reading {
        let prefix = "SELECT 1 FROM \"\(Self.rowTable)\" AS \(view.name) WHERE ("
        let sql = "\(prefix)\(text.rewritten)\n)"
        do {
            try make(namedIn: text.rewritten)
            try connection.execute("DROP TABLE IF EXISTS \"\(Self.rowTable)\"")
            let list = columns.map(\.declaration).joined(separator: ", ")
            try connection.execute("CREATE TABLE \"\(Self.rowTable)\" (\(list))")
            connection.access.clear()
            let tables = made.union([Self.rowTable])
            let statement = try connection.confined(to: tables, for: .seconds(2)) { () throws(SQLError) in
                try connection.prepare(sql)
            }
            guard statement.isReadOnly else { throw SQLFault(0, "a condition may only read") }
            return reading(of: statement)
        } catch let fault as SQLFault {
            throw fault
        } catch let error as SQLError {
            throw explain(error, prefix: prefix.utf8.count, text)
        } catch {
            throw SQLFault(0, "\(error)")
        }
    }

    private func reading(of statement: SQLStatement) -> Reading {
        let reads = connection.access.reads
        return Reading(
            columns: reads.filter { $0.table == Self.rowTable && !$0.column.isEmpty }.map(\.column),
            others: reads.filter { views.named($0.table) != nil }.map { .init(view: $0.table, column: $0.column) },
            settings: statement.parameterNames.map { String($0.dropFirst()) },
            canFail: !connection.access.functions.isSubset(of: AllowedFunctions.total))
    }

    private func explain(_ error: SQLError, prefix: Int, _ text: SQLText) -> SQLFault {
        let offset = error.offset < prefix ? 0 : text.writtenOffset(ofByte: error.offset - prefix)
        if let refusal = connection.access.refusal { return SQLFault(offset, refusal.message, hint: refusal.hint) }
        let message = error.message
        if let name = message.dropping("no such column: ") {
            let last = name.split(separator: ".").last.map(String.init) ?? name
            let hint = NearestName.hint(for: last, among: columnNames)
            return SQLFault(offset, "unknown column '\(name)'", hint: hint)
        }
        if let name = message.dropping("no such function: ") {
            let hint = NearestName.nearest(to: name, among: AllowedFunctions.names.sorted())
            return SQLFault(offset, "unknown function '\(name)'", hint: hint.map { "did you mean '\($0)'?" })
        }
        if let name = message.dropping("no such table: ") {
            let hint = NearestName.hint(for: name, among: views.names)
            return SQLFault(offset, "unknown view '\(name)'", hint: hint)
        }
        let isOverRows = message.hasPrefix("misuse of aggregate") || message.hasPrefix("misuse of window function")
        return SQLFault(
            offset, message,
            hint: isOverRows ? "over other rows looks a subquery: (select count(*) from \(view.name))" : nil)
    }
}

extension String {
    /// What follows a prefix; nil without it.
    func dropping(_ prefix: String) -> String? { hasPrefix(prefix) ? String(dropFirst(prefix.count)) : nil }
}
