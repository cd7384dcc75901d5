// A group of steps by a tag that their machines bear: the nodes of a job that has ended, in one word.

import CostModel
import Foundation
import Reporting

/// `tag:KEY=VALUE`, as `--only` takes it.
struct WantedTag {
    /// `KEY=VALUE`, as typed.
    let text: String

    private static let mark = "tag:"

    /// Nil for what is no tag but a name or an id.
    init?(_ only: String) {
        guard only.hasPrefix(Self.mark) else { return nil }
        text = String(only.dropFirst(Self.mark.count))
    }

    /// Why this names no tag; nil: it does.
    var fault: String? {
        text.contains("=") && !text.hasPrefix("=")
            ? nil : "'--only \(Self.mark)\(text)' lacks a value: write --only \(Self.mark)KEY=VALUE"
    }

    /// Keys may hold an equals sign, so that a tag is met as a whole. Upper and lower case are two keys, as they are at AWS.
    private func isOn(_ tags: [String: String]) -> Bool { tags.contains { "\($0.key)=\($0.value)" == text } }

    /// The steps whose machines bear the tag.
    ///
    /// - Parameter faces: names and tags of the account's machines, by the last scan.
    /// - Throws: `refused` where none does: with what the steps bear, or what bears the tag and is no step.
    func steps(
        of steps: [PlanStep], planID: String, in faces: [ResourceKey: (name: String?, tags: [String: String])]
    ) throws -> [PlanStep] {
        let found = steps.filter { isOn(faces[$0.resource]?.tags ?? [:]) }
        guard found.isEmpty else { return found }
        let others = faces.filter { isOn($0.value.tags) }.sorted { $0.key < $1.key }
        throw CommandError(
            "Plan \(planID) has no step with the tag '\(text)'",
            hint: others.isEmpty
                ? near(steps.compactMap { faces[$0.resource]?.tags })
                : notSteps(others.map { $0.value.name ?? $0.key.id }),
            status: .refused)
    }

    private func notSteps(_ names: [String]) -> String {
        let count = CountText.text(names.count, "machine", "bear")
        let example = names.first.map { " 'costguard explain \(ShellWord.text($0))' says why" } ?? ""
        return "\(count) it, and the plan stops none of them;\(example)"
    }

    /// The values of the key where a step bears it, else the keys.
    private func near(_ tags: [[String: String]]) -> String {
        let keys = Set(tags.flatMap(\.keys)).sorted()
        if let key = keys.filter({ text.hasPrefix($0 + "=") }).max(by: { $0.count < $1.count }) {
            let values = Set(tags.compactMap { $0[key] }).sorted()
            let wanted = String(text.dropFirst(key.count + 1))
            return "its steps have '\(key)' with other values" + Self.hint(for: wanted, among: values)
        }
        guard !keys.isEmpty else { return "its steps bear no tags; name them by id or name" }
        let wanted = String(text.prefix { $0 != "=" })
        return "its steps have no tag '\(wanted)'" + Self.hint(for: wanted, among: keys)
    }

    /// The nearest, else the first ones: a fleet may bear hundreds.
    private static func hint(for wanted: String, among known: [String]) -> String {
        if let near = NearestName.nearest(to: wanted, among: known) { return ": did you mean '\(near)'?" }
        let shown = known.prefix(8).map { "'\($0)'" }.joined(separator: ", ")
        return ": \(shown)\(known.count > 8 ? " and \(known.count - 8) more" : "")"
    }
}
