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

    /// Everything is read in one transaction: a scan that writes meanwhile is not seen in halves.
    init(on connection: SQLConnection, account: AccountID, now: Date, deadline: Duration) throws(SQLError) {
        (self.connection, self.account, self.now, self.deadline) = (connection, account, now, deadline)
        connection.tagContext.now = now
        try connection.execute("BEGIN")
        listings = try ListingRecord(account: account, on: connection)
    }

    func judge(_ rules: [Rule], only: Set<ResourceKey>?, includeClear: Bool) throws(SQLError) -> JudgementSet {
        var result = JudgementSet()
        for rule in rules {
            connection.release()
            try prepareViews(rule)
            if let only { try choose(only, in: rule.view) }
            let tables = try MetricReader(rule: rule, chosen: only != nil, now: now, connection: connection).read()
            let knowledge = RowKnowledge(
                rule: rule, listings: listings, metrics: tables, otherGaps: try otherGaps(rule))
            let names = copied.union(rule.metrics.indices.map(MetricTable.name)).union(["chosen rows"])
            connection.confine(to: names)
            connection.startClock(deadline)
            let judged = RulePass(pass: self, rule: rule, knowledge: knowledge, chosen: only != nil)
                .judge(includeClear: includeClear)
            connection.stopClock()
            result.judgements += judged.judgements
            result.faults += judged.faults
        }
        connection.release()
        try connection.execute("COMMIT")
        return result
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
            try connection.execute("CREATE INDEX temp.\"\(name) by id\" ON \"\(name)\" (id, region)")
            copied.insert(name)
        }
        let expressions = rule.conditions.map(\.expression) + rule.lets.map(\.expression)
        if expressions.contains(where: \.sql.usesTagAge) { try readTagHistory(rule.view.kind) }
    }

    private func choose(_ only: Set<ResourceKey>, in view: ViewSchema) throws(SQLError) {
        try connection.execute("DROP TABLE IF EXISTS temp.\"chosen rows\"")
        try connection.execute("CREATE TABLE temp.\"chosen rows\" (row INTEGER PRIMARY KEY)")
        for key in only where key.kind == view.kind && key.account == account {
            try connection.execute(
                """
                INSERT OR IGNORE INTO temp."chosen rows"
                SELECT "\(RuleQuery.rowNumber)" FROM temp."\(view.name)" WHERE id = ? AND region = ?
                """, [.text(key.id), .text(key.region.code)])
        }
    }

    private func readTagHistory(_ kind: ResourceKind) throws(SQLError) {
        let select = try connection.prepare(
            "SELECT region, id, key, value, max(first_seen) FROM tag_history WHERE account = ? AND kind = ? GROUP BY 1, 2, 3, 4"
        )
        try select.bind([.text(account.digits), .text(kind.rawValue)])
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
