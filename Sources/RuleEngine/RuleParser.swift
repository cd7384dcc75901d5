// A rule file's YAML -> a draft, or all that is wrong with it. Leaves the expressions to RuleCompiler.

import CostModel
import Foundation
import YAML

struct RuleParser {
    static let keys = [
        "rule", "title", "resource", "enabled", "severity", "settings", "metrics", "let", "where", "unless", "for",
        "notice", "action", "tell", "reason",
    ]
    let file: YAMLFile
    let log: DiagnosticLog
    let views: ViewCatalog

    /// Nil where the expressions cannot be looked at; the log says all that is wrong, and may do so beside a draft.
    func parse(_ root: YAMLMap) -> RuleDraft? {
        let name = root.required("rule")?.scalar()
        if let name {
            log.prefix = "rule '\(name.text)': "
            if !Self.isRuleName(name.text) {
                log.add("'rule': got '\(name.text)' expected a name such as idle-instance", at: name.position)
            }
        }
        root.allow(Self.keys)
        let title = root.required("title")?.string()
        let view = view(root)
        let severity = root["severity"] == nil ? Severity.medium : root.choice("severity", of: Severity.self)
        let action = root["action"] == nil ? Action.flag : root.choice("action", of: Action.ofRules)
        let isEnabled = root["enabled"] == nil ? true : root.bool("enabled")
        let hold = root["for"] == nil ? 0 : root.duration("for")
        let notice = root["notice"] == nil ? nil : root.notice("notice")
        let telling = root["tell"] == nil ? Telling.each : root.choice("tell", of: Telling.self)
        // Where a name that expressions use is broken, each use of it would be called a fault too.
        let faults = log.list.count
        let settings = settings(root)
        let metrics = MetricParser(view: view, log: log).parse(root)
        let lets = lets(root)
        let areNamesWhole = log.list.count == faults
        let conditions = conditions(root)
        let reason = root.required("reason")?.scalar()
        guard let name, let view, areNamesWhole else { return nil }
        if action == .stop, let why = views.cannotStop(view) { log.add(why, at: root.position(of: "action")) }
        if notice != nil, action != .stop || view.kind != .instance {
            log.add("'notice' is for rules whose action is 'stop', over instances", at: root.position(of: "notice"))
        }
        return RuleDraft(
            name: name.text, namePosition: name.position, title: title ?? "",
            view: view, isEnabled: isEnabled ?? true, severity: severity ?? .medium, action: action ?? .flag,
            telling: telling ?? .each,
            holdSeconds: hold ?? 0, noticeSeconds: notice, settings: settings, metrics: metrics, lets: lets,
            conditions: conditions,
            reason: reason.map(whole), origin: file.origin)
    }

    private func view(_ root: YAMLMap) -> ViewSchema? {
        guard let scalar = root.required("resource")?.scalar() else { return nil }
        if let view = views.named(scalar.text) { return view }
        let hint = NearestName.hint(for: scalar.text, among: views.names + views.unlisted.sorted())
        log.add("unknown view '\(scalar.text)'", at: scalar.position, hint: hint)
        return nil
    }

    private func settings(_ root: YAMLMap) -> [Setting] {
        (root.map("settings")?.entries ?? []).compactMap { entry in
            checkName(entry.key, at: entry.keyPosition)
            guard let scalar = entry.value.scalar(), let value = SettingValue(scalar) else { return nil }
            return Setting(name: entry.key, value: value)
        }
    }

    private func lets(_ root: YAMLMap) -> [(name: String, position: Position, text: PlacedText)] {
        (root.map("let")?.entries ?? []).compactMap { entry in
            checkName(entry.key, at: entry.keyPosition)
            guard let scalar = entry.value.scalar() else { return nil }
            return (entry.key, entry.keyPosition, PlacedText(text: scalar.text, scalar: scalar, line: 0, leading: 0))
        }
    }

    private func conditions(_ root: YAMLMap) -> [(part: ConditionResult.Part, text: PlacedText)] {
        let wheres = root.required("where").map(texts) ?? []
        if wheres.isEmpty, let value = root["where"] { value.report("'where' holds no condition") }
        let unless = root["unless"].map(texts) ?? []
        return wheres.map { (.whereAll, $0) } + unless.map { (.unless, $0) }
    }

    /// One condition a line of a block, or a list of texts.
    private func texts(_ value: YAMLValue) -> [PlacedText] {
        if value.isList { return (value.list() ?? []).compactMap { $0.scalar().map(whole) } }
        guard let scalar = value.scalar() else { return [] }
        let lines = scalar.text.split(separator: "\n", omittingEmptySubsequences: false)
        return lines.enumerated().compactMap { index, line in
            let leading = line.prefix(while: \.isWhitespace).count
            let text = line.trimmingCharacters(in: .whitespaces)
            return text.isEmpty ? nil : PlacedText(text: text, scalar: scalar, line: index, leading: leading)
        }
    }

    private func whole(_ scalar: YAMLScalar) -> PlacedText {
        PlacedText(text: scalar.text, scalar: scalar, line: 0, leading: 0)
    }

    private func checkName(_ name: String, at position: Position) {
        guard !Self.isColumnName(name) else { return }
        log.add("name '\(name)': got '\(name)' expected lower-case letters, digits and '_'", at: position)
    }

    static func isColumnName(_ name: String) -> Bool {
        name.first.map { $0.isASCII && $0.isLowercase } == true && name.utf8.count <= 48
            && name.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == 95 }
    }

    static func isRuleName(_ name: String) -> Bool {
        isColumnName(name.replacing("-", with: "_")) && !name.hasSuffix("-") && !name.contains("_")
    }
}
