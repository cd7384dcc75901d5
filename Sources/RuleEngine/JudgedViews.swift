// The views of one pass, copied into temporary tables: judged and joined there, and no other table is in reach.

import CostModel
import SQLite

final class JudgedViews {
    private let connection: RuleConnection
    private let account: AccountID
    /// Nil where every row is judged.
    private let only: [ResourceKey]?
    /// Views whose rows some rule looks at from another row: they are copied whole.
    private let joined: Set<String>
    /// Views by name; a temporary table of that name is there.
    private(set) var copied: Set<String> = []

    init(of rules: [Rule], only: Set<ResourceKey>?, account: AccountID, on connection: RuleConnection) {
        self.connection = connection
        self.account = account
        self.only = only.map { $0.filter { $0.account == account }.sorted() }
        joined = Set(rules.flatMap(\.namesJoined))
    }

    /// Copies what a rule reads.
    ///
    /// - Returns: whether rows were chosen: then those of the table `chosen rows` are to be judged, else all.
    func prepare(_ rule: Rule) throws(SQLError) -> Bool {
        for view in rule.viewsJoined { try copyWhole(view) }
        guard let keys = only?.filter({ $0.kind == rule.view.kind }) else {
            try copyWhole(rule.view)
            return false
        }
        guard joined.contains(rule.view.name) else {
            try copy(keys, of: rule.view)
            return false
        }
        try copyWhole(rule.view)
        try choose(keys, in: rule.view)
        return true
    }

    /// Lets go of what no later rule reads.
    func keep(for rules: ArraySlice<Rule>) throws(SQLError) {
        let needed = Set(rules.map(\.view.name)).union(rules.flatMap(\.namesJoined))
        for name in copied.subtracting(needed) {
            try connection.execute("DROP TABLE temp.\"\(name)\"")
            copied.remove(name)
        }
    }

    private func copyWhole(_ view: ViewSchema) throws(SQLError) {
        guard try create(view) else { return }
        try connection.execute("\(insertion(into: view)) ORDER BY region, id", [.text(account.digits)])
        // For joins, and for rows that are named.
        guard joined.contains(view.name) else { return }
        try connection.execute("CREATE INDEX temp.\"\(view.name) by id\" ON \"\(view.name)\" (id, region)")
    }

    private func copy(_ keys: [ResourceKey], of view: ViewSchema) throws(SQLError) {
        guard try create(view) else { return }
        let insert = try connection.prepare("\(insertion(into: view)) AND region = ? AND id = ?")
        for key in keys {
            try insert.bind([.text(account.digits), .text(key.region.code), .text(key.id)])
            while try insert.step() {}
            insert.reset()
        }
    }

    private func choose(_ keys: [ResourceKey], in view: ViewSchema) throws(SQLError) {
        let find = try connection.prepare(
            "SELECT \"\(RuleQuery.rowNumber)\" FROM temp.\"\(view.name)\" WHERE id = ? AND region = ?")
        var rows: [Int64] = []
        for key in keys {
            try find.bind([.text(key.id), .text(key.region.code)])
            while try find.step() { rows.append(find.integer(0)) }
            find.reset()
        }
        try RowTable.fill(RowTable.chosen, with: rows, on: connection)
    }

    /// False where it is there already.
    private func create(_ view: ViewSchema) throws(SQLError) -> Bool {
        guard copied.insert(view.name).inserted else { return false }
        let declarations = view.columns.map { AnalysisDatabase.declaration($0) }.joined(separator: ", ")
        try connection.execute("DROP TABLE IF EXISTS temp.\"\(view.name)\"")
        try connection.execute(
            """
            CREATE TABLE temp."\(view.name)" ("\(RuleQuery.rowNumber)" INTEGER PRIMARY KEY, \(declarations), "unknown" TEXT)
            """)
        return true
    }

    private func insertion(into view: ViewSchema) -> String {
        let columns = (view.columns.map(\.name) + ["unknown"]).map { "\"\($0)\"" }.joined(separator: ", ")
        return """
            INSERT INTO temp."\(view.name)" (\(columns)) SELECT \(columns) FROM \(SQLiteJudge.viewPrefix)\(view.name) WHERE account = ?
            """
    }
}
