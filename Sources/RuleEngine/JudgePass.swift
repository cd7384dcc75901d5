// One pass over one database: views copied, rules judged over them one by one.
// One rule's fault never touches another's judgements.

import CostModel
import Foundation
import SQLite

final class JudgePass {
    let connection: RuleConnection
    let account: AccountID
    let now: Date
    let deadline: Duration
    private let allowance: SQLAllowance
    private let listings: ListingRecord
    private let unanswered: UnansweredRecord
    /// The views that the rule at hand may read.
    private var reach: Set<String> = []
    /// The keys of which the tag history has been read; nil stands for all.
    private var historyRead: [ResourceKind: Set<String?>] = [:]
    /// How long the conditions of the rule at hand may still run.
    private var timeLeft: Duration

    /// Everything is read in one transaction: a scan that writes meanwhile is not seen in halves.
    ///
    /// - Parameters:
    ///   - timeZone: what 'localtime' means in a rule.
    ///   - deadline: as `SQLiteJudge` has it.
    init(
        on connection: RuleConnection, account: AccountID, now: Date, timeZone: TimeZone = .gmt, deadline: Duration,
        allowance: SQLAllowance = SQLAllowance()
    ) throws(SQLError) {
        self.connection = connection
        self.account = account
        self.now = now
        self.deadline = deadline
        self.allowance = allowance
        timeLeft = deadline
        connection.functionContext.now = now
        connection.functionContext.timeZone = timeZone
        try connection.execute("BEGIN")
        listings = try ListingRecord(account: account, on: connection)
        unanswered = try UnansweredRecord(account: account, now: now, on: connection)
    }

    func judge(_ rules: [Rule], only: Set<ResourceKey>?, detail: JudgementDetail) throws(SQLError) -> JudgementSet {
        var result = JudgementSet()
        connection.watchForCancellation()
        let views = JudgedViews(of: rules, only: only, account: account, on: connection)
        for (index, rule) in rules.enumerated() {
            let isChosen = try views.prepare(rule)
            try readTagHistory(rule)
            reach = views.copied
            timeLeft = deadline
            let knowledge = RowKnowledge(
                rule: rule, listings: listings, unanswered: unanswered, otherGaps: try otherGaps(rule))
            let judged = try RulePass(
                pass: self, rule: rule, knowledge: knowledge, chosen: isChosen,
                includeClear: detail == .all || rule.view.kind == .credit, isBrief: detail == .brief
            ).judge()
            result.judgements += judged.judgements
            result.faults += judged.faults
            try views.keep(for: rules[(index + 1)...])
        }
        try connection.execute("COMMIT")
        return result
    }

    /// Runs what a user wrote: nothing but the copied views is in reach, and the clock of the rule runs.
    func confined<Value>(_ body: () throws(SQLError) -> Value) throws(SQLError) -> Value {
        let tables = reach.union([MetricTable.first, MetricTable.others, RowTable.chosen, RowTable.left])
        return try connection.confined(to: tables, for: timeLeft, of: deadline, allowance) { () throws(SQLError) in
            let began = ContinuousClock.now
            defer { timeLeft -= ContinuousClock.now - began }
            return try body()
        }
    }

    /// Since when tags have their values, of the keys whose age a rule asks; all where it does not name them.
    private func readTagHistory(_ rule: Rule) throws(SQLError) {
        let calls = (rule.conditions.map(\.expression) + rule.lets.map(\.expression)).flatMap(\.sql.tagCalls)
        let all = Set(calls.filter { $0.function == .age }.map(\.key))
        let asked = all.subtracting(historyRead[rule.view.kind, default: []])
        guard !asked.isEmpty else { return }
        historyRead[rule.view.kind, default: []].formUnion(asked)
        let kind = rule.view.kind
        let keys = asked.contains(nil) ? nil : asked.compactMap(\.self)
        let filter = keys.map { "AND key IN (\($0.map { _ in "?" }.joined(separator: ", ")))" } ?? ""
        let select = try connection.prepare(
            """
            SELECT region, id, key, value, max(first_seen) FROM tag_history WHERE account = ? AND kind = ?
              \(filter) GROUP BY 1, 2, 3, 4
            """)
        try select.bind([.text(account.digits), .text(kind.rawValue)] + (keys ?? []).map(FactValue.text))
        while try select.step() {
            let value = FunctionContext.TagValue(
                region: select.text(0) ?? "", id: select.text(1) ?? "", key: select.text(2) ?? "",
                value: select.text(3) ?? "")
            connection.functionContext.firstSeen[value] = select.integer(4)
        }
    }

    /// By condition: why something that a subquery reads is not known. A subquery may look at every region, so
    /// one region that was not listed, or one row that is not known, leaves the condition unknown.
    private func otherGaps(_ rule: Rule) throws(SQLError) -> [String?] {
        var gaps: [String?] = []
        for condition in rule.conditions {
            var gap: String?
            for other in condition.expression.others where gap == nil { gap = try self.gap(other, rule.views) }
            gaps.append(gap)
        }
        return gaps
    }

    private func gap(_ other: RuleExpression.OtherRead, _ views: ViewCatalog) throws(SQLError) -> String? {
        guard let view = views.named(other.view) else { return nil }
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
