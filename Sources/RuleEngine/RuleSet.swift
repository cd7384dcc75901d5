// The rules of one run: files, then the configuration's changes, then compiled. How they are read is RuleLoading's.

package import CostModel
package import YAML

/// Rules that may judge. Names are unique.
package struct RuleSet: Sendable {
    /// The enabled rules, by name.
    package let rules: [Rule]
    /// Rules that are off, by their files or by the configuration, by name.
    package let disabled: [RuleHeader]
    /// Rules over kinds that are not listed, by name: they are neither compiled nor asked.
    package let unlisted: [UnlistedRule]
    /// What the rules were compiled against.
    package let views: ViewCatalog
    /// Names of the views that the enabled rules read.
    package var viewsRead: Set<String> { Set(rules.flatMap { $0.namesJoined.union([$0.view.name]) }) }
    /// The headers of the enabled rules, by name.
    package var headers: [RuleHeader] { rules.map(\.header) }

    /// Those of the enabled rules that are wanted; the others are not there at all.
    package func only(_ isWanted: (RuleHeader) -> Bool) -> RuleSet {
        RuleSet(rules: rules.filter { isWanted($0.header) }, disabled: [], unlisted: [], views: views)
    }

    /// Reads, changes and compiles.
    /// - Parameters:
    ///   - views: what they may be written over.
    ///   - all: those that are off judge too, as for their cases.
    /// - Throws: every fault of every file and of the overrides, at once. A vacuous rule is none: it loads, and
    ///   the judge keeps it from acting.
    package static func load(
        _ files: [YAMLFile], views: ViewCatalog = .own, overrides: [String: RuleOverride] = [:], all: Bool = false
    ) throws(Diagnostics) -> RuleSet {
        var loading = RuleLoading(views: views)
        loading.read(files, overrides: overrides)
        guard loading.faults.isEmpty else { throw Diagnostics(loading.faults) }
        let sorted = loading.rules.sorted { $0.header.name < $1.header.name }
        func isEnabled(_ rule: Rule) -> Bool { all || overrides[rule.header.name]?.enabled ?? rule.isEnabled }
        return RuleSet(
            rules: sorted.filter(isEnabled), disabled: sorted.filter { !isEnabled($0) }.map(\.header),
            unlisted: loading.unlisted.sorted { $0.name < $1.name }, views: views)
    }
}

/// The rule behind what a person asks for by name: it judges no use, only whether there is anything to do. No file holds it,
/// and it is none of those that are listed, changed or switched off.
extension RuleSet {
    /// The rule of a person's stop or start: one for machines, and one of the same name for each kind that costguard stops.
    /// Its name is that of the journal's entries.
    ///
    /// - Parameters:
    ///   - action: `stop` or `start`. A file may not ask for the latter, nor for either of what is no machine, so it is put
    ///     in as the configuration changes an action.
    ///   - kinds: those besides machines; each has a view of its own among `views`.
    /// - Throws: never, unless the text below is broken.
    package static func byHand(
        _ action: Action, _ kinds: [KindActs] = [], views: ViewCatalog = .own
    ) throws(Diagnostics) -> RuleSet {
        var rules = try byHand(action, over: "instances", in: [action == .start ? "stopped" : "running"], views).rules
        for acts in kinds {
            rules += try byHand(action, over: acts.view, in: acts.call(action).states.sorted(), views).rules
        }
        return RuleSet(rules: rules, disabled: [], unlisted: [], views: views)
    }

    private static func byHand(
        _ action: Action, over view: String, in states: [String], _ views: ViewCatalog
    ) throws(Diagnostics) -> RuleSet {
        let wanted = states.map { "'\($0)'" }.joined(separator: ", ")
        let text = """
            rule: \(JournalIntent.byHand)
            title: Asked for by hand
            resource: \(view)
            severity: info
            where: state IN (\(wanted))
            action: flag
            reason: somebody asked for it by name
            """
        return try load(
            [YAMLFile(origin: "\(RuleHeader.builtIn): \(JournalIntent.byHand)", text: text)], views: views,
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
