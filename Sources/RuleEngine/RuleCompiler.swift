// A draft -> a rule: names resolved, windows known, every expression compiled, what it reads noted.

import CostModel
import Foundation
import YAML

struct RuleCompiler {
    let draft: RuleDraft
    let log: DiagnosticLog
    let views: ViewCatalog

    /// Nil where something is wrong; the log says what, all of it.
    func compile() -> Rule? {
        checkNames()
        let metrics = draft.metrics.compactMap(metric)
        guard let analysis = try? AnalysisDatabase(view: draft.view, among: views) else {
            log.add("cannot open a database in memory", at: draft.namePosition)
            return nil
        }
        for metric in draft.metrics {
            analysis.add(column: metric.name)
            analysis.add(column: "\(metric.name)_coverage")
        }
        var lets: [RuleLet] = []
        for item in draft.lets {
            let expression = expression(item.text, analysis, after: lets)
            analysis.add(column: item.name)
            if let expression { lets.append(RuleLet(name: item.name, expression: expression)) }
        }
        let conditions = draft.conditions.compactMap { part, text in
            expression(text, analysis, after: lets).map { RuleCondition(part: part, expression: $0) }
        }
        let reason = ReasonTemplate(draft.reason?.text ?? "")
        checkReason(reason, columns: analysis.columnNames)
        guard log.isEmpty else { return nil }
        checkUse(conditions)
        guard log.isEmpty else { return nil }
        var rule = Rule(
            header: header(metrics), view: draft.view, views: views, isEnabled: draft.isEnabled,
            settings: draft.settings,
            metrics: metrics, lets: lets,
            conditions: conditions, reason: reason)
        rule.vacuousOn = Vacuity.ofAnyRow(rule)
        return rule
    }

    private func expression(_ text: PlacedText, _ analysis: AnalysisDatabase, after lets: [RuleLet]) -> RuleExpression?
    {
        do throws(SQLFault) {
            let sql = try SQLText(text.text, view: draft.view.name)
            let reading = try analysis.read(sql)
            for name in reading.settings where !draft.settings.contains(where: { $0.name == name }) {
                let hint = NearestName.hint(for: name, among: draft.settings.map(\.name))
                let found = text.text.range(of: ":\(name)")?.lowerBound
                let offset = found.map { text.text.distance(from: text.text.startIndex, to: $0) } ?? 0
                log.add("unknown setting ':\(name)'", at: text.position(offset), hint: hint)
            }
            if reading.columns.isEmpty, reading.others.isEmpty, reading.settings.isEmpty, !sql.asksForHour {
                throw SQLFault(0, "the expression reads no column")
            }
            var reads: [String] = []
            var others = reading.others
            var tagNumbers = sql.tagCalls.filter { $0.function == .number || $0.function == .percent }
            for column in reading.columns {
                let inner = lets.first { $0.name == column }?.expression
                others += inner?.others ?? []
                tagNumbers += inner?.tagNumbers ?? []
                for name in [column] + (inner?.reads ?? []) where !reads.contains(name) { reads.append(name) }
            }
            return RuleExpression(
                sql: sql, direct: reading.columns, reads: reads, others: others, tagNumbers: tagNumbers,
                settings: reading.settings, canFail: reading.canFail)
        } catch {
            log.add(error.message, at: text.position(error.offset), hint: error.hint)
            return nil
        }
    }

    private func metric(_ metric: MetricDraft) -> RuleMetric? {
        guard let window = seconds(metric.window, at: metric.windowPosition),
            let ago = seconds(metric.ago, at: metric.agoPosition)
        else { return nil }
        let spec = MetricSpec(
            namespace: metric.namespace, metric: metric.metric, statistic: metric.statistic, window: window, ago: ago)
        guard window >= MetricSpec.shortPeriod, window + ago <= Self.longestLook else {
            log.add(
                "window of '\(metric.name)': got \(DurationText.text(window))"
                    + (ago > 0 ? ", \(DurationText.text(ago)) ago" : "") + " expected 5m to 60d",
                at: metric.windowPosition)
            return nil
        }
        guard ago % spec.period == 0 else {
            log.add(
                "'ago' of '\(metric.name)': got \(DurationText.text(ago)) expected whole buckets of "
                    + DurationText.text(spec.period), at: metric.agoPosition)
            return nil
        }
        return RuleMetric(
            name: metric.name, spec: spec, reduction: metric.reduction, coverage: metric.coverage,
            missingIsZero: metric.missingIsZero, isSilentAtZero: metric.isSilentAtZero,
            below: metric.below.flatMap(number))
    }

    /// Nil for a setting that is none, which the log tells.
    private func number(_ limit: MetricDraft.Limit) -> Double? {
        switch limit {
        case .number(let number): return number
        case .setting(let name, let position):
            if case .number(let number)? = setting(name, at: position) { return number }
            log.add("setting ':\(name)' is no number", at: position)
            return nil
        }
    }

    private func setting(_ name: String, at position: Position) -> SettingValue? {
        if let setting = draft.settings.first(where: { $0.name == name }) { return setting.value }
        let hint = NearestName.hint(for: name, among: draft.settings.map(\.name))
        log.add("unknown setting ':\(name)'", at: position, hint: hint)
        return nil
    }

    /// How far back a metric may look, in seconds: CloudWatch keeps hourly points longer, Storage three days more.
    private static let longestLook: Int = 60 * .day

    /// Nil for a setting that is none, which the log tells.
    private func seconds(_ span: MetricDraft.Span, at position: Position) -> Int? {
        let name: String
        switch span {
        case .seconds(let seconds): return seconds
        case .setting(let setting): name = setting
        }
        guard let value = setting(name, at: position) else { return nil }
        guard case .duration(let seconds) = value else {
            log.add("setting ':\(name)' is no span of time", at: position)
            return nil
        }
        return seconds
    }

    /// A name stands for one thing: in conditions, and in the reason.
    private func checkNames() {
        var taken: [String: String] = [:]
        for column in draft.view.columns { taken[column.name] = "a column of \(draft.view.name)" }
        func take(_ name: String, as meaning: String, at position: Position) {
            if let other = taken[name] { log.add("name '\(name)' is \(other) already", at: position) }
            taken[name] = meaning
        }
        for metric in draft.metrics {
            take(metric.name, as: "a metric", at: metric.position)
            take("\(metric.name)_coverage", as: "the coverage of a metric", at: metric.position)
        }
        for item in draft.lets { take(item.name, as: "a let", at: item.position) }
        for setting in draft.settings { take(setting.name, as: "a setting", at: draft.namePosition) }
    }

    private func checkReason(_ reason: ReasonTemplate, columns: [String]) {
        let known = columns + draft.settings.map(\.name)
        for (name, offset) in reason.names where !known.contains(name) {
            let hint = NearestName.hint(for: name, among: known)
            let position = draft.reason?.position(offset) ?? draft.namePosition
            log.add("reason: unknown name '\(name)'", at: position, hint: hint)
        }
    }

    /// What is asked for and never looked at is a slip of the pen: a metric in no condition guards nothing.
    private func checkUse(_ conditions: [RuleCondition]) {
        let wheres = conditions.filter { $0.part == .whereAll }
        for metric in draft.metrics where !wheres.contains(where: { $0.expression.reads.contains(metric.name) }) {
            log.add(
                "metric '\(metric.name)' is read by no condition of 'where'", at: metric.position,
                hint: "add a condition that reads it, or drop it")
        }
    }

    private func header(_ metrics: [RuleMetric]) -> RuleHeader {
        let parts: [String] =
            [draft.name, draft.view.name, draft.action.rawValue, "\(draft.settings)", "\(metrics)"]
            + draft.lets.map { "\($0.name)=\($0.text.text)" }
            + draft.conditions.map { "\($0.part.rawValue) \($0.text.text)" }
        return RuleHeader(
            name: draft.name, title: draft.title, view: draft.view.name, severity: draft.severity,
            action: draft.action, telling: draft.telling, holdSeconds: draft.holdSeconds,
            noticeSeconds: draft.noticeSeconds,
            windowSeconds: metrics.map(\.spec).filter { $0.ago == 0 }.map(\.window).min(),
            digest: Fingerprint.hexadecimal(Fingerprint.of(parts.joined(separator: "\u{0}"))),
            origin: draft.origin)
    }
}
