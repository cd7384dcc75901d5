// One rule over all rows of its view: in bulk, or row by row where some row raises an error.

import CostModel
import Foundation

struct RulePass {
    let pass: JudgePass
    let rule: Rule
    let knowledge: RowKnowledge
    let chosen: Bool
    private let query: RuleQuery
    private let verdict: RowVerdict

    init(pass: JudgePass, rule: Rule, knowledge: RowKnowledge, chosen: Bool) {
        (self.pass, self.rule, self.knowledge, self.chosen) = (pass, rule, knowledge, chosen)
        query = RuleQuery(rule: rule)
        verdict = RowVerdict(rule: rule, knowledge: knowledge, now: pass.now)
    }

    func judge(includeClear: Bool) -> JudgementSet {
        do {
            var result: JudgementSet
            do {
                result = JudgementSet(judgements: try bulk(includeClear))
            } catch  where !error.isInterrupted {
                result = try rowByRow(includeClear)
            }
            if rule.header.action.changesAWS { try keepVacuousRuleFromActing(&result) }
            return result
        } catch {
            let limit = pass.deadline.components.seconds
            let message = error.isInterrupted ? "the rule did not end within \(limit) s" : error.message
            return JudgementSet(faults: [RuleFault(rule: rule.header.name, message: message)])
        }
    }

    private func bulk(_ includeClear: Bool) throws(SQLError) -> [Judgement] {
        let statement = try pass.connection.prepare(query.sql(chosen ? .chosen : .all))
        try query.bindSettings(to: statement)
        var judgements: [Judgement] = []
        while try statement.step() {
            if let judgement = judgement(of: statement, includeClear) { judgements.append(judgement) }
        }
        return judgements
    }

    /// Nil where it is clear and that was not asked for.
    private func judgement(of statement: SQLStatement, _ includeClear: Bool) -> Judgement? {
        let regionColumn = query.valueColumn(2)
        let unknown = knowledge.unknown(
            region: statement.text(regionColumn) ?? "", marked: statement.text(1), row: statement.integer(0))
        let truth = { (index: Int) in statement.truth(query.conditionColumn(index)) }
        if !includeClear, verdict.isClear(truth, unknown: unknown) { return nil }
        guard let row = row(of: statement, unknown: unknown, truths: rule.conditions.indices.map(truth)) else {
            return nil
        }
        let judgement = verdict.judgement(of: row)
        return judgement.outcome == .clear && !includeClear ? nil : judgement
    }

    private func row(of statement: SQLStatement, unknown: [String: String], truths: [Bool?]) -> JudgedRow? {
        var values: [String: FactValue] = [:]
        for (index, name) in rule.columnNames.enumerated() { values[name] = statement.value(query.valueColumn(index)) }
        return key(values).map {
            JudgedRow(
                key: $0, name: values["name"]?.text, number: statement.integer(0), values: values, unknown: unknown,
                truths: truths)
        }
    }

    /// Nil for a row whose region is no region's code: it cannot come from a scan.
    private func key(_ values: [String: FactValue]) -> ResourceKey? {
        guard let region = Region(values["region"]?.text ?? ""), let id = values["id"]?.text else { return nil }
        return ResourceKey(kind: rule.view.kind, account: pass.account, region: region, id: id)
    }

    private func rowByRow(_ includeClear: Bool) throws(SQLError) -> JudgementSet {
        var result = JudgementSet()
        let statement = try pass.connection.prepare(query.sql(.one))
        try query.bindSettings(to: statement)
        for number in try rowNumbers() {
            try statement.bind(.integer(number), to: "$row")
            do {
                if try statement.step(), let judgement = judgement(of: statement, includeClear) {
                    result.judgements.append(judgement)
                }
                statement.reset()
            } catch {
                if error.isInterrupted { throw error }
                statement.reset()
                guard let judgement = try faultyJudgement(number, error.message) else { continue }
                result.judgements.append(judgement)
                result.faults.append(
                    RuleFault(rule: rule.header.name, resource: judgement.resource, message: error.message))
            }
        }
        return result
    }

    private func rowNumbers() throws(SQLError) -> [Int64] {
        let filter = chosen ? " WHERE \"\(RuleQuery.rowNumber)\" IN (SELECT row FROM temp.\"chosen rows\")" : ""
        let select = try pass.connection.prepare(
            "SELECT \"\(RuleQuery.rowNumber)\" FROM temp.\"\(rule.view.name)\"\(filter)")
        var numbers: [Int64] = []
        while try select.step() { numbers.append(select.integer(0)) }
        return numbers
    }

    private func faultyJudgement(_ number: Int64, _ message: String) throws(SQLError) -> Judgement? {
        let names = rule.view.columns.map(\.name)
        let list = names.map { "\"\($0)\"" }.joined(separator: ", ")
        let select = try pass.connection.prepare(
            "SELECT \(list), \"unknown\" FROM temp.\"\(rule.view.name)\" WHERE \"\(RuleQuery.rowNumber)\" = ?")
        try select.bind([.integer(number)])
        guard try select.step() else { return nil }
        var values: [String: FactValue] = [:]
        for (index, name) in names.enumerated() { values[name] = select.value(index) }
        guard let key = key(values) else { return nil }
        let unknown = knowledge.unknown(region: key.region.code, marked: select.text(names.count), row: number)
        let row = JudgedRow(
            key: key, name: values["name"]?.text, number: number, values: values, unknown: unknown, truths: [])
        return verdict.judgement(ofFaulty: row, message: message)
    }
}
