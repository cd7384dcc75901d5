// One rule over the rows of its view that are left to decide, in bulk, or row by row where some row raises an error.

import CostModel
import Foundation
import SQLite

struct RulePass {
    let pass: JudgePass
    let rule: Rule
    let knowledge: RowKnowledge
    let chosen: Bool
    let includeClear: Bool
    let query: RuleQuery
    private let verdict: RowVerdict
    private let columns: FactRow.Columns

    init(pass: JudgePass, rule: Rule, knowledge: RowKnowledge, chosen: Bool, includeClear: Bool, isBrief: Bool) {
        self.pass = pass
        self.rule = rule
        self.knowledge = knowledge
        self.chosen = chosen
        self.includeClear = includeClear
        query = RuleQuery(rule: rule)
        columns = FactRow.Columns(rule.columnNames)
        verdict = RowVerdict(rule: rule, knowledge: knowledge, now: pass.now, isBrief: isBrief)
    }

    /// Judgements, with the numbers of the rows that they are of.
    struct Judged {
        var judgements: [Judgement] = []
        var rows: [Int64] = []
        var faults: [RuleFault] = []
    }

    /// What a rule that does not end within its time, or that fails as a whole, leaves is one fault.
    func judge() throws(SQLError) -> JudgementSet {
        do throws(SQLError) {
            try findRowsLeft()
            var judged: Judged
            do throws(SQLError) {
                judged = try pass.confined { () throws(SQLError) in try bulk() }
            } catch  where !error.isExhaustion {
                judged = try pass.confined { () throws(SQLError) in try rowByRow() }
            }
            if rule.header.action.changesAWS { try keepVacuousRuleFromActing(&judged) }
            return JudgementSet(judgements: judged.judgements, faults: judged.faults)
        } catch {
            if Task.isCancelled { throw error }
            return JudgementSet(faults: [RuleFault(rule: rule.header.name, message: error.message)])
        }
    }

    private func bulk() throws(SQLError) -> Judged {
        let statement = try pass.connection.prepare(query.sql(.left))
        try query.bindSettings(to: statement)
        var judged = Judged()
        while try statement.step() { judge(statement, &judged) }
        return judged
    }

    /// Leaves out what is clear, unless that was asked for.
    private func judge(_ statement: SQLStatement, _ judged: inout Judged) {
        let common = knowledge.common(of: statement, region: query.valueColumn(2), marked: 1)
        let truth = { (index: Int) in statement.truth(query.conditionColumn(index)) }
        let isKnown = { (metric: Int) in !statement.isNull(query.metricColumn(metric)) }
        if !includeClear,
            verdict.isClear(truth, gap: { knowledge.gap(ofCondition: $0, common, isMetricKnown: isKnown) })
        {
            return
        }
        let values = FactRow(columns, (0..<rule.columnCount).map { statement.value(query.valueColumn($0)) })
        guard let key = key(values, common) else { return }
        let unanswered = knowledge.unanswered(of: key, common)
        let unknown = knowledge.unknown(common, unanswered: unanswered) { metric in
            isKnown(metric) ? nil : statement.text(query.whyColumn(metric)) ?? MetricTable.notAsked
        }
        let row = JudgedRow(
            key: key, name: values["name"]?.text, number: statement.integer(0), values: values, unknown: unknown,
            unknownColumns: knowledge.columns(of: unknown, common), unanswered: unanswered,
            truths: rule.conditions.indices.map(truth))
        let judgement = verdict.judgement(of: row)
        guard judgement.outcome != .clear || includeClear else { return }
        judged.judgements.append(judgement)
        judged.rows.append(row.number)
    }

    /// Nil for a row whose region is no region's code: it cannot come from a scan.
    private func key(_ values: FactRow, _ common: RowKnowledge.Common) -> ResourceKey? {
        guard let region = common.region, let id = values["id"]?.text else { return nil }
        return ResourceKey(kind: rule.view.kind, account: pass.account, region: region, id: id)
    }
}

extension RulePass {
    private func rowByRow() throws(SQLError) -> Judged {
        var judged = Judged()
        let statement = try pass.connection.prepare(query.sql(.one))
        try query.bindSettings(to: statement)
        for number in try rowNumbers() {
            try statement.bind(.integer(number), to: "$row")
            do {
                if try statement.step() { judge(statement, &judged) }
                statement.reset()
            } catch {
                if error.isExhaustion { throw error }
                statement.reset()
                guard let judgement = try faultyJudgement(number, error.message) else { continue }
                judged.judgements.append(judgement)
                judged.rows.append(number)
                judged.faults.append(
                    RuleFault(rule: rule.header.name, resource: judgement.resource, message: error.message))
            }
        }
        return judged
    }

    private func rowNumbers() throws(SQLError) -> [Int64] {
        let select = try pass.connection.prepare("SELECT row FROM temp.\"\(RowTable.left)\"")
        var numbers: [Int64] = []
        while try select.step() { numbers.append(select.integer(0)) }
        return numbers
    }

    private func faultyJudgement(_ number: Int64, _ message: String) throws(SQLError) -> Judgement? {
        let columns = rule.view.columns.map(\.name)
        let list = columns.map { "v.\"\($0)\"" }.joined(separator: ", ")
        let metrics = rule.metrics.indices.flatMap { index in
            [MetricTable.value, MetricTable.why].map { ", " + MetricTable.column(rule, index, $0) }
        }
        let joins = MetricTable.joins(rule, Array(rule.metrics.indices))
        let select = try pass.connection.prepare(
            """
            SELECT \(list), v."unknown"\(metrics.joined()) FROM temp."\(rule.view.name)" v\(joins)
            WHERE v."\(RuleQuery.rowNumber)" = ?
            """)
        try select.bind([.integer(number)])
        guard try select.step() else { return nil }
        let values = FactRow(FactRow.Columns(columns), columns.indices.map(select.value))
        let common = knowledge.common(region: values["region"]?.text ?? "", marked: select.text(columns.count))
        guard let key = key(values, common) else { return nil }
        let unanswered = knowledge.unanswered(of: key, common)
        let unknown = knowledge.unknown(common, unanswered: unanswered) { metric in
            let place = columns.count + 1 + 2 * metric
            return select.isNull(place) ? select.text(place + 1) ?? MetricTable.notAsked : nil
        }
        let row = JudgedRow(
            key: key, name: values["name"]?.text, number: number, values: values, unknown: unknown,
            unknownColumns: knowledge.columns(of: unknown, common), unanswered: unanswered, truths: [])
        return verdict.judgement(ofFaulty: row, message: message)
    }
}
