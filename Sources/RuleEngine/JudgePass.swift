// One pass over one database: views copied into temporary tables, rules judged over them one by one.
// One rule's fault never touches another's judgements.

import CostModel
import Foundation

final class JudgePass {
    let connection: SQLConnection
    let account: AccountID
    let now: Date
    let deadline: Duration
    private let listings: ListingRecord
    private var copied: Set<String> = []
    private var indexed: Set<String> = []
    /// How long the conditions of the rule at hand may still run.
    private var timeLeft: Duration

    /// Everything is read in one transaction: a scan that writes meanwhile is not seen in halves.
    init(on connection: SQLConnection, account: AccountID, now: Date, deadline: Duration) throws(SQLError) {
        (self.connection, self.account, self.now, self.deadline) = (connection, account, now, deadline)
        timeLeft = deadline
        connection.tagContext.now = now
        try connection.execute("BEGIN")
        listings = try ListingRecord(account: account, on: connection)
    }

    func judge(_ rules: [Rule], only: Set<ResourceKey>?, includeClear: Bool) throws(SQLError) -> JudgementSet {
        var result = JudgementSet()
        connection.watchForCancellation()
        for rule in rules {
            try prepareViews(rule)
            if let only { try choose(only, in: rule.view) }
            let knowledge = RowKnowledge(rule: rule, listings: listings, otherGaps: try otherGaps(rule))
            timeLeft = deadline
            let judged = try RulePass(
                pass: self, rule: rule, knowledge: knowledge, chosen: only != nil, includeClear: includeClear
            ).judge()
            result.judgements += judged.judgements
            result.faults += judged.faults
        }
        try connection.execute("COMMIT")
        return result
    }

    /// Runs what a user wrote: nothing but the copied views is in reach, and the clock of the rule runs.
    func confined<Value>(_ body: () throws(SQLError) -> Value) throws(SQLError) -> Value {
        connection.confine(to: copied.union([MetricTable.name, RowTable.chosen, RowTable.left]))
        let began = ContinuousClock.now
        connection.startClock(timeLeft)
        defer {
            connection.stopClock()
            connection.release()
            timeLeft -= ContinuousClock.now - began
        }
        return try body()
    }

    /// The views that a rule reads, each copied once: judged and joined in place, and no other table is in reach.
    private func prepareViews(_ rule: Rule) throws(SQLError) {
        let others = (rule.conditions.map(\.expression) + rule.lets.map(\.expression)).flatMap(\.others)
        for name in [rule.view.name] + others.map(\.view) where !copied.contains(name) {
            guard let view = ViewSchema.named(name) else { continue }
            let columns = view.columns.map { "\"\($0.name)\"" }.joined(separator: ", ")
            let declarations = view.columns.map { AnalysisDatabase.declaration($0) }.joined(separator: ", ")
            try connection.execute("DROP TABLE IF EXISTS temp.\"\(name)\"")
            try connection.execute(
                """
                CREATE TABLE temp."\(name)" ("\(RuleQuery.rowNumber)" INTEGER PRIMARY KEY, \(declarations), "unknown" TEXT)
                """)
            try connection.execute(
                """
                INSERT INTO temp."\(name)" (\(columns), "unknown")
                SELECT \(columns), "unknown" FROM main."\(name)" WHERE account = ? ORDER BY region, id
                """, [.text(account.digits)])
            copied.insert(name)
        }
        for name in Set(others.map(\.view)) { try indexByID(name) }
        let expressions = rule.conditions.map(\.expression) + rule.lets.map(\.expression)
        let keys = Set(expressions.flatMap(\.sql.ageKeys))
        if !keys.isEmpty {
            try readTagHistory(rule.view.kind, keys: keys.contains(nil) ? nil : keys.compactMap(\.self))
        }
    }

    /// For joins, and for rows that are named.
    private func indexByID(_ view: String) throws(SQLError) {
        guard indexed.insert(view).inserted else { return }
        try connection.execute("CREATE INDEX temp.\"\(view) by id\" ON \"\(view)\" (id, region)")
    }

    private func choose(_ only: Set<ResourceKey>, in view: ViewSchema) throws(SQLError) {
        try indexByID(view.name)
        let find = try connection.prepare(
            "SELECT \"\(RuleQuery.rowNumber)\" FROM temp.\"\(view.name)\" WHERE id = ? AND region = ?")
        var rows: [Int64] = []
        for key in only where key.kind == view.kind && key.account == account {
            try find.bind([.text(key.id), .text(key.region.code)])
            while try find.step() { rows.append(find.integer(0)) }
            find.reset()
        }
        try RowTable.fill(RowTable.chosen, with: rows, on: connection)
    }

    /// - Parameter keys: nil for every key.
    private func readTagHistory(_ kind: ResourceKind, keys: [String]?) throws(SQLError) {
        let filter = keys.map { "AND key IN (\($0.map { _ in "?" }.joined(separator: ", ")))" } ?? ""
        let select = try connection.prepare(
            """
            SELECT region, id, key, value, max(first_seen) FROM tag_history WHERE account = ? AND kind = ?
              \(filter) GROUP BY 1, 2, 3, 4
            """)
        try select.bind([.text(account.digits), .text(kind.rawValue)] + (keys ?? []).map(FactValue.text))
        while try select.step() {
            let value = TagContext.TagValue(
                region: select.text(0) ?? "", id: select.text(1) ?? "", key: select.text(2) ?? "",
                value: select.text(3) ?? "")
            connection.tagContext.firstSeen[value] = select.integer(4)
        }
    }

    /// By condition: why something that a subquery reads is not known. A subquery may look at every region, so
    /// one region that was not listed, or one row that is not known, leaves the condition unknown.
    private func otherGaps(_ rule: Rule) throws(SQLError) -> [String?] {
        var gaps: [String?] = []
        for condition in rule.conditions {
            var gap: String?
            for other in condition.expression.others where gap == nil { gap = try self.gap(other) }
            gaps.append(gap)
        }
        return gaps
    }

    private func gap(_ other: RuleExpression.OtherRead) throws(SQLError) -> String? {
        guard let view = ViewSchema.named(other.view) else { return nil }
        if let gap = listings.whyAnywhere(view.kind) { return gap }
        for kind in view.column(other.column)?.needs ?? [] {
            if let gap = listings.whyAnywhere(kind) { return gap }
        }
        let select = try connection.prepare(
            "SELECT id FROM temp.\"\(view.name)\" WHERE instr(',' || replace(\"unknown\", ' ', '') || ',', ?) > 0 LIMIT 1"
        )
        try select.bind([.text(",\(other.column),")])
        return try select.step()
            ? "\(other.column) of \(select.text(0) ?? "one of the \(view.name)") is not known" : nil
    }
}
