// Why a resource is, or is not, acted on: every condition with what it saw.

package import CostModel
import Foundation

/// What each rule says of one resource or several, as text or JSON.
package enum ExplainReport {
    /// Per rule a line for each condition, `✓` true, `✗` false, `?` unknown; then what decided.
    ///
    /// - Parameters:
    ///   - judgements: clear ones included.
    ///   - findings: of a plan over the same judgements; they carry guardrails and hold time.
    package static func text(_ judgements: [Judgement], findings: [Finding], _ context: TextContext) -> String {
        var lines = TextLines(context)
        guard !judgements.isEmpty else {
            lines.add("No rule looks at it, or no scan has seen it.")
            lines.next(["costguard rules list", "costguard scan"])
            return lines.text
        }
        for (index, (resource, group)) in byResource(judgements).enumerated() {
            guard let first = group.first else { continue }
            if index > 0 { lines.blank() }
            head(resource, first, &lines)
            for judgement in group {
                let finding = findings.first { $0.resource == resource && $0.rule.name == judgement.rule.name }
                rule(judgement, finding, context, &lines)
            }
        }
        lines.next(context.next)
        return lines.text
    }

    private static func head(_ key: ResourceKey, _ judgement: Judgement, _ lines: inout TextLines) {
        let known = CommonText.type(judgement)
        let type = known.isEmpty ? "" : "  \(known)"
        let title = CommonText.title(key, judgement.name)
        let name = title == key.id ? "" : "\(title)  "
        lines.heading("\(name)\(key.id)\(type)  \(CommonText.place(key.region))")
        guard let price = judgement.knownPerHour else { return }
        if CommonText.isNamedByID(key.kind) {
            lines.field("cost", "\(CommonText.rate(price)) USD/h list price")
            return
        }
        guard let hours = judgement.known("uptime_hours")?.number, hours >= 0, hours < 1e9 else { return }
        let cost = price.scaled(by: Int64((hours * .hour).rounded()), over: .hour)
        let since = "\(cost.cents) USD in the \(TimeText.span(hours * .hour)) since its start"
        lines.field("cost", "\(since), at \(CommonText.rate(price)) USD/h list price")
    }

    private static func rule(
        _ judgement: Judgement, _ finding: Finding?, _ context: TextContext, _ lines: inout TextLines
    ) {
        let rule = judgement.rule
        lines.blank()
        lines.heading("\(rule.name)  \(rule.title)", right: verdict(judgement, finding))
        for condition in judgement.conditions { self.condition(condition, judgement, context, &lines) }
        lines.field("decided", decided(judgement, finding, context))
        if let finding, let refusal = finding.refusal,
            let command = Commands.allowing(refusal, finding.resource)
        {
            lines.verbatim("    \(command)")
        }
        if let finding, finding.isStep { lines.field("cron", CronText.cron(finding, context)) }
        if let asked = finding.flatMap(MissingText.beforeStop) { lines.field("first", asked) }
    }

    /// The condition in words, and what it saw: beside it where there is room, else beneath. Where all is told, as its
    /// author wrote it.
    private static func condition(
        _ condition: ConditionResult, _ judgement: Judgement, _ context: TextContext, _ lines: inout TextLines
    ) {
        let lead = condition.part == .unless ? "unless " : ""
        let told = ConditionText(condition: condition, judgement: judgement)
        let words = condition.text == KeepTag.key ? "tag \(KeepTag.key)" : told.plain
        let text = Sanitizer.terminal("\(lead)\(context.isVerbose ? condition.text : words)")
        let limits = context.isVerbose ? told.limits : ""
        let seen = Sanitizer.terminal([told.seen, limits].filter { !$0.isEmpty }.joined(separator: "; "))
        let head = "  \(mark(condition.outcome, context.palette)) "
        let beside = text.padded(to: 41) + seen
        if seen.isEmpty || text.columns > 40 || 4 + beside.columns > lines.width {
            lines.add(text, head: head, headColumns: 4)
            if !seen.isEmpty { lines.add(seen, head: "        ") }
        } else {
            lines.add(beside, head: head, headColumns: 4)
        }
    }

    /// The first thing that decided.
    private static func decided(_ judgement: Judgement, _ finding: Finding?, _ context: TextContext) -> String {
        if let refusal = finding?.refusal { return "guardrail \(refusal.guardrail): \(refusal.detail)" }
        if case .spared(let by) = judgement.outcome { return DecisionText.spared(by, judgement, context) }
        if let finding, finding.verdict == .unknown {
            return "not known: \(MissingText.text(finding.judgement.missing))"
        }
        if let finding, finding.isStep { return CronText.reason(finding.judgement) }
        if let decision = DecisionText.first(in: judgement, context) { return decision }
        return finding.map { CronText.reason($0.judgement) } ?? "all conditions hold"
    }

    private static func verdict(_ judgement: Judgement, _ finding: Finding?) -> String {
        if let finding { return finding.isWord && finding.verdict == .flagged ? "told" : finding.verdict.rawValue }
        switch judgement.outcome {
        case .clear: return Verdict.clear.rawValue
        case .spared: return Verdict.spared.rawValue
        case .unknown: return Verdict.unknown.rawValue
        case .holds: return "holds"
        }
    }

    private static func mark(_ outcome: ConditionResult.Outcome, _ palette: Palette) -> String {
        switch outcome {
        case .holds: palette.good("✓")
        case .fails: palette.bad("✗")
        case .unknown: palette.faint("?")
        }
    }

    static func byResource(_ judgements: [Judgement]) -> [(ResourceKey, [Judgement])] {
        Dictionary(grouping: judgements, by: \.resource)
            .map { ($0.key, $0.value.sorted { $0.rule.name < $1.rule.name }) }
            .sorted { $0.0 < $1.0 }
    }
}

extension ExplainReport {
    /// One JSON object, schema version 1: per resource and rule the conditions with the values seen.
    package static func json(_ judgements: [Judgement], findings: [Finding]) -> String {
        let entries = byResource(judgements).flatMap(\.1).map { judgement in
            let finding = findings.first {
                $0.resource == judgement.resource && $0.rule.name == judgement.rule.name
            }
            return ExplainDocument.Judged(
                rule: judgement.rule.name, origin: judgement.rule.origin,
                resource: ResourceEntry(judgement.resource, name: judgement.name),
                verdict: verdict(judgement, finding), conditions: judgement.conditions.map(condition),
                missing: PlanReport.missing((finding?.judgement ?? judgement).missing),
                checkedBeforeStop: finding?.checkedBeforeStop ?? [],
                refusal: finding?.refusal.map { "\($0.guardrail): \($0.detail)" },
                reason: (finding?.judgement ?? judgement).reason)
        }
        return JSONText.document(ExplainDocument(judgements: entries))
    }

    private static func condition(_ condition: ConditionResult) -> ExplainDocument.Condition {
        let keep = condition.outcome == .holds ? condition.values.first { $0.column == KeepTag.key } : nil
        let doubt = keep?.value.text.flatMap(KeepTag.doubt)
        return .init(
            part: condition.part, text: condition.text, outcome: condition.outcome,
            values: SeenValues(evidence: condition.values), note: doubt.map { "holds: \($0.rawValue)" })
    }
}

/// `explain --format json`.
struct ExplainDocument: Codable {
    struct Judged: Codable {
        let rule, origin: String
        let resource: ResourceEntry
        let verdict: String
        let conditions: [Condition]
        let missing, checkedBeforeStop: [String]
        let refusal: String?
        let reason: String
    }

    struct Condition: Codable {
        let part: ConditionResult.Part
        let text: String
        let outcome: ConditionResult.Outcome
        let values: SeenValues
        /// What is odd about a keep tag that holds.
        @LeftOut var note: String?
    }

    var schemaVersion = SchemaVersion.one
    let judgements: [Judged]
}
