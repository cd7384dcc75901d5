// Files of rules, one after the other: read, changed as the configuration says, compiled; and every fault of all of them.

package import CostModel
package import YAML

/// A rule over a kind of resource that is known and not listed.
package struct UnlistedRule: Sendable, Hashable {
    /// As `rules list` shows it.
    package let name: String
    /// What it finds, for people; empty where its file does not say.
    package let title: String
    /// The view of the kind that it judges.
    package let view: String
    /// The file that it came from.
    package let origin: String
}

/// What reading files of rules came to so far.
struct RuleLoading {
    /// What they may be written over.
    let views: ViewCatalog
    /// Every rule that compiled; a vacuous one too: it may judge, and the judge never lets it act.
    private(set) var rules: [Rule] = []
    private(set) var unlisted: [UnlistedRule] = []
    /// Of files, and of what the configuration says of rules.
    private(set) var faults: [Diagnostic] = []
    /// Metrics without which a rule would hold all the same.
    private(set) var vacuous: [Diagnostic] = []

    init(views: ViewCatalog) { self.views = views }

    mutating func read(_ files: [YAMLFile], overrides: [String: RuleOverride]) {
        var origins: [String: String] = [:]
        var names: [String] = []
        for file in files {
            let log = DiagnosticLog(file: file.origin)
            if let rule = shippedUnlistedRule(file) {
                unlisted.append(rule)
                names.append(rule.name)
            } else if let root = YAMLMap.parse(file, into: log) {
                if let rule = unlistedRule(root, file) {
                    unlisted.append(rule)
                    names.append(rule.name)
                } else if let draft = RuleParser(file: file, log: log, views: views).parse(root) {
                    names.append(draft.name)
                    if let first = origins[draft.name] {
                        log.add(
                            "the name is taken by \(first)", at: draft.namePosition,
                            hint: "names are unique over all files")
                    }
                    origins[draft.name] = file.origin
                    compile(draft, overrides[draft.name], log)
                }
            }
            faults += log.list
        }
        for (name, override) in overrides.sorted(by: { $0.key < $1.key }) where !names.contains(name) {
            guard names.count == files.count else { continue }
            faults.append(override.fault(name, "no such rule", NearestName.hint(for: name, among: names)))
        }
    }

    /// The same of a file inside the program, by its lines: most of those are over kinds that few list, and to read them as
    /// YAML would be a good part of a command's time.
    private func shippedUnlistedRule(_ file: YAMLFile) -> UnlistedRule? {
        guard file.origin.hasPrefix(RuleHeader.builtIn), !views.unlisted.isEmpty else { return nil }
        let lines = file.text.split(separator: "\n")
        func value(_ key: String) -> String? {
            lines.first { $0.hasPrefix("\(key): ") }.map { String($0.dropFirst(key.count + 2)) }
        }
        guard let view = value("resource"), views.unlisted.contains(view), let name = value("rule") else { return nil }
        return UnlistedRule(name: name, title: value("title") ?? "", view: view, origin: file.origin)
    }

    /// Nil for a rule over anything else, and for one whose name or view cannot be read: those are looked at whole.
    private func unlistedRule(_ root: YAMLMap, _ file: YAMLFile) -> UnlistedRule? {
        guard let name = root["rule"]?.anyScalar?.text, let view = root["resource"]?.anyScalar?.text,
            views.unlisted.contains(view)
        else { return nil }
        return UnlistedRule(name: name, title: root["title"]?.anyScalar?.text ?? "", view: view, origin: file.origin)
    }

    private mutating func compile(_ draft: RuleDraft, _ override: RuleOverride?, _ log: DiagnosticLog) {
        var draft = draft
        if let override { faults += override.apply(to: &draft, among: views) }
        guard let rule = RuleCompiler(draft: draft, log: log, views: views).compile(), log.isEmpty else { return }
        rules.append(rule)
        for metric in rule.vacuousOn {
            let place = draft.metrics.first { $0.name == metric }?.position ?? draft.namePosition
            vacuous.append(
                Diagnostic(
                    file: log.file, at: place, log.prefix + Vacuity.message(metric), hint: Vacuity.hint))
        }
    }
}

extension RuleOverride {
    /// Changes a rule, and returns what cannot be.
    fileprivate func apply(to draft: inout RuleDraft, among views: ViewCatalog) -> [Diagnostic] {
        var faults: [Diagnostic] = []
        if let action {
            draft.action = action
            if action == .stop, draft.name != JournalIntent.byHand, let why = views.cannotStop(draft.view) {
                faults.append(fault(draft.name, why, nil))
            }
        }
        if let holdSeconds { draft.holdSeconds = holdSeconds }
        if let noticeSeconds {
            draft.noticeSeconds = noticeSeconds
            if draft.view.kind != .instance {
                faults.append(
                    fault(draft.name, "'notice' is for rules over instances, not for \(draft.view.name)", nil))
            }
        }
        for (name, text) in settings.sorted(by: { $0.key < $1.key }) {
            guard let index = draft.settings.firstIndex(where: { $0.name == name }) else {
                let hint = NearestName.hint(for: name, among: draft.settings.map(\.name))
                faults.append(fault(draft.name, "no such setting: '\(name)'", hint))
                continue
            }
            let old = draft.settings[index].value
            if let value = old.replaced(by: text) {
                draft.settings[index] = Setting(name: name, value: value)
            } else {
                faults.append(fault(draft.name, "setting '\(name)': got '\(text)' expected \(old.kindName)", nil))
            }
        }
        return faults
    }

    /// A fault of what the configuration says of a rule, where it says it.
    fileprivate func fault(_ rule: String, _ message: String, _ hint: String? = nil) -> Diagnostic {
        Diagnostic(file: file, at: Position(line: line, column: column), "rule '\(rule)': \(message)", hint: hint)
    }
}

/// `rules check`.
package enum RuleCheck {
    /// Every fault of every file: YAML, names, expressions, vacuity. Empty: all is well.
    ///
    /// - Parameter views: what they may be written over.
    package static func check(_ files: [YAMLFile], views: ViewCatalog = .own) -> [Diagnostic] {
        var loading = RuleLoading(views: views)
        loading.read(files, overrides: [:])
        return loading.faults + loading.vacuous
    }
}
