// Which rules a back-test plays: today's, and beside them those that somebody asks about.

import CostModel
import Foundation
import RuleEngine
import YAML

/// Today's rules that stop, and what they are compared with.
struct WhatIf {
    /// `idle_percent=10`.
    struct Change {
        let key, value: String

        /// Nil where it is no key with a value.
        init?(_ text: String) {
            let parts = text.split(separator: "=", maxSplits: 1).map {
                $0.trimmingCharacters(in: .whitespaces)
            }
            guard parts.count == 2, parts.allSatisfy({ !$0.isEmpty }) else { return nil }
            key = parts[0]
            value = parts[1]
        }

        var text: String { "\(key)=\(value)" }
    }

    let session: Session
    /// As `--rules` has them.
    let options: [String]
    let rule: String?
    let changes: [Change]

    private static let hold = "for"

    /// - Throws: where a rule or a setting is not there, with the nearest; where no rule stops; `Diagnostics` for a value of
    ///   the wrong kind.
    func columns() throws -> [(name: String, rules: RuleSet)] {
        let today = try load([], overrides: session.settings.rules)
        guard !options.isEmpty || !changes.isEmpty else { return [("today", try stopping(today))] }
        let other = try options.isEmpty ? today : load(options, overrides: session.settings.rules)
        let changed = try changes.isEmpty ? other : load(options, overrides: overrides(of: stopping(other)))
        let name = (changes.map(\.text) + (options.isEmpty ? [] : ["--rules"])).joined(separator: ", ")
        // A rule that is asked about by name may be one of the other set alone.
        let now = rule.map { name in today.headers.contains { $0.name == name } } ?? true
        return try [("today", now ? stopping(today) : today.only { _ in false }), (name, stopping(changed))]
    }

    private func load(_ options: [String], overrides: [String: RuleOverride]) throws -> RuleSet {
        let files = try RuleFiles.files(options, at: RuleFiles.paths(options, besides: session.paths.ownRules))
        let views = session.kinds.views
        let names = Set(try RuleSet.load(files, views: views, all: true).headers.map(\.name))
        // What the configuration says of a rule that is not in use now is no fault of it.
        return try RuleSet.load(files, views: views, overrides: overrides.filter { names.contains($0.key) })
    }

    /// The rules that are asked about.
    private func stopping(_ rules: RuleSet) throws -> RuleSet {
        guard let rule else {
            let stopping = rules.only { $0.action == .stop && $0.view == Self.machines }
            if !stopping.rules.isEmpty { return stopping }
            throw CommandError(
                "No rule that is switched on stops anything", hint: "'costguard rules list' shows the rules")
        }
        guard let header = rules.headers.first(where: { $0.name == rule }) else {
            let isOff = rules.disabled.contains { $0.name == rule }
            let known = (rules.headers + rules.disabled).map(\.name)
            throw CommandError(
                isOff ? "The rule '\(rule)' is switched off" : "There is no rule '\(rule)'",
                hint: isOff
                    ? "switch it on in the configuration: rules: { \(rule): { enabled: true } }"
                    : NearestName.hint(for: rule, among: known) ?? "'costguard rules list' shows the rules")
        }
        guard header.action == .stop else {
            throw CommandError(
                "The rule '\(rule)' stops nothing: its action is \(header.action.rawValue)",
                hint: "name a rule that stops; 'costguard rules list' shows the rules")
        }
        guard header.view == Self.machines else {
            throw CommandError(
                "The rule '\(rule)' judges \(header.view), and what was known of those is not kept for a back-test",
                hint: "name a rule over instances; 'costguard rules list' shows the rules")
        }
        return rules.only { $0.name == rule }
    }

    /// The view whose past is kept in full.
    private static let machines = "instances"

    /// What the configuration says, with the changes on top, for each rule that has such a setting.
    private func overrides(of rules: RuleSet) throws -> [String: RuleOverride] {
        var overrides = session.settings.rules
        for change in changes {
            let having =
                change.key == Self.hold ? rules.rules : rules.rules.filter { $0.settingNames.contains(change.key) }
            guard !having.isEmpty else {
                let known = Set(rules.rules.flatMap(\.settingNames)).union([Self.hold]).sorted()
                throw CommandError(
                    "No rule that is played has a setting '\(change.key)'",
                    hint: NearestName.hint(for: change.key, among: known)
                        ?? "'costguard rules show \(rules.headers.first?.name ?? "NAME")' shows the settings")
            }
            for rule in having {
                var override = overrides[rule.header.name] ?? RuleOverride(file: "--set \(change.text)")
                try apply(change, to: &override)
                overrides[rule.header.name] = override
            }
        }
        return overrides
    }

    private func apply(_ change: Change, to override: inout RuleOverride) throws {
        guard change.key == Self.hold else {
            override.settings[change.key] = change.value
            return
        }
        guard let seconds = DurationText.seconds(change.value) else {
            throw CommandError("'--set \(change.text)' is no span of time", hint: "write such as for=30m or for=2h")
        }
        override.holdSeconds = seconds
    }
}
