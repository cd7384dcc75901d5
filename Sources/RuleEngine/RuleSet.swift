// The rules of one run: files, then the configuration's changes, then compiled.

package import CostModel
package import YAML

/// Rules that may judge. Names are unique.
package struct RuleSet: Sendable {
    /// The enabled rules, by name.
    package let rules: [Rule]
    /// Rules that are off, by their files or by the configuration, by name.
    package let disabled: [RuleHeader]
    /// The headers of the enabled rules, by name.
    package var headers: [RuleHeader] { rules.map(\.header) }

    /// Those of the enabled rules that are wanted; the others are not there at all.
    package func only(_ isWanted: (RuleHeader) -> Bool) -> RuleSet {
        RuleSet(rules: rules.filter { isWanted($0.header) }, disabled: [])
    }

    /// Reads, changes and compiles.
    /// - Parameter all: those that are off judge too, as for their cases.
    /// - Throws: every fault of every file and of the overrides, at once. A vacuous rule is none: it loads, and
    ///   the judge keeps it from acting.
    package static func load(
        _ files: [YAMLFile], overrides: [String: RuleOverride] = [:], all: Bool = false
    ) throws(Diagnostics) -> RuleSet {
        var faults: [Diagnostic] = []
        var vacuous: [Diagnostic] = []
        let loaded = compile(files, overrides: overrides, faults: &faults, vacuous: &vacuous)
        guard faults.isEmpty else { throw Diagnostics(faults) }
        let sorted = loaded.sorted { $0.header.name < $1.header.name }
        func isEnabled(_ rule: Rule) -> Bool { all || overrides[rule.header.name]?.enabled ?? rule.isEnabled }
        return RuleSet(
            rules: sorted.filter(isEnabled), disabled: sorted.filter { !isEnabled($0) }.map(\.header))
    }

    /// Every rule that compiles; the faults of the others, and of overrides, are added. Vacuous rules compile:
    /// they may judge, but the judge never lets them act.
    static func compile(
        _ files: [YAMLFile], overrides: [String: RuleOverride], faults: inout [Diagnostic],
        vacuous: inout [Diagnostic]
    ) -> [Rule] {
        var rules: [Rule] = []
        var origins: [String: String] = [:]
        var names: [String] = []
        for file in files {
            let log = DiagnosticLog(file: file.origin)
            if var draft = RuleParser(file: file, log: log).parse() {
                names.append(draft.name)
                if let first = origins[draft.name] {
                    log.add(
                        "the name is taken by \(first)", at: draft.namePosition, hint: "names are unique over all files"
                    )
                }
                origins[draft.name] = file.origin
                if let override = overrides[draft.name] { apply(override, to: &draft, faults: &faults) }
                if let rule = RuleCompiler(draft: draft, log: log).compile(), log.isEmpty {
                    rules.append(rule)
                    for metric in rule.vacuousOn {
                        let place = draft.metrics.first { $0.name == metric }?.position ?? draft.namePosition
                        vacuous.append(
                            Diagnostic(
                                file: file.origin, at: place, log.prefix + Vacuity.message(metric), hint: Vacuity.hint))
                    }
                }
            }
            faults += log.list
        }
        for (name, override) in overrides.sorted(by: { $0.key < $1.key }) where !names.contains(name) {
            guard names.count == files.count else { continue }
            faults.append(override.fault(name, "no such rule", NearestName.hint(for: name, among: names)))
        }
        return rules
    }

    private static func apply(_ override: RuleOverride, to draft: inout RuleDraft, faults: inout [Diagnostic]) {
        if let action = override.action {
            draft.action = action
            if action == .stop, draft.view.kind != .instance {
                faults.append(
                    override.fault(draft.name, "action 'stop' is for instances, not for \(draft.view.name)", nil))
            }
        }
        if let hold = override.holdSeconds { draft.holdSeconds = hold }
        if let notice = override.noticeSeconds { draft.noticeSeconds = notice }
        for (name, text) in override.settings.sorted(by: { $0.key < $1.key }) {
            guard let index = draft.settings.firstIndex(where: { $0.name == name }) else {
                let hint = NearestName.hint(for: name, among: draft.settings.map(\.name))
                faults.append(override.fault(draft.name, "no such setting: '\(name)'", hint))
                continue
            }
            let old = draft.settings[index].value
            if let value = old.replaced(by: text) {
                draft.settings[index] = Setting(name: name, value: value)
            } else {
                faults.append(
                    override.fault(draft.name, "setting '\(name)': got '\(text)' expected \(old.kindName)", nil))
            }
        }
    }
}

/// The rule behind what a person asks for by name: it judges no use, only whether there is anything to do. No file holds it,
/// and it is none of those that are listed, changed or switched off.
extension RuleSet {
    /// The one rule of a person's stop or start. Its name is that of the journal's entries.
    ///
    /// - Parameter action: `stop` or `start`. A file may not ask for the latter, so it is put in as the configuration
    ///   changes an action.
    /// - Throws: never, unless the text below is broken.
    package static func byHand(_ action: Action) throws(Diagnostics) -> RuleSet {
        let state = action == .start ? "stopped" : "running"
        let text = """
            rule: \(JournalIntent.byHand)
            title: Asked for by hand
            resource: instances
            severity: info
            where: state = '\(state)'
            action: stop
            reason: somebody asked for it by name
            """
        return try load(
            [YAMLFile(origin: "\(RuleHeader.builtIn): \(JournalIntent.byHand)", text: text)],
            overrides: [JournalIntent.byHand: RuleOverride(action: action)])
    }

    /// The one rule by which the brake stops everything that runs and that nobody keeps.
    ///
    /// - Throws: never, unless the text below is broken.
    package static func brake() throws(Diagnostics) -> RuleSet {
        let text = """
            rule: \(JournalIntent.brake)
            title: Stopped by the brake
            resource: instances
            severity: critical
            where: state = 'running'
            action: stop
            reason: it runs, and nobody keeps it
            """
        return try load([YAMLFile(origin: "\(RuleHeader.builtIn): \(JournalIntent.brake)", text: text)])
    }
}

extension RuleOverride {
    /// A fault of what the configuration says of a rule, where it says it.
    fileprivate func fault(_ rule: String, _ message: String, _ hint: String? = nil) -> Diagnostic {
        Diagnostic(file: file, at: Position(line: line, column: column), "rule '\(rule)': \(message)", hint: hint)
    }
}

/// `rules check`.
package enum RuleCheck {
    /// Every fault of every file: YAML, names, expressions, vacuity. Empty: all is well.
    package static func check(_ files: [YAMLFile]) -> [Diagnostic] {
        var faults: [Diagnostic] = []
        var vacuous: [Diagnostic] = []
        _ = RuleSet.compile(files, overrides: [:], faults: &faults, vacuous: &vacuous)
        return faults + vacuous
    }
}
