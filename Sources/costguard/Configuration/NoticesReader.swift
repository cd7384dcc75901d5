// The sections of the configuration on notices: which stops their owners are told of before, and who the owners are.

import CostModel
import Foundation
import RuleEngine
import YAML

struct NoticesReader {
    let log: DiagnosticLog
    let file: String

    func notices(_ map: YAMLMap, _ settings: inout Settings) {
        map.allow(["gpuLoadUnknown", "machines"])
        note(map, "gpuLoadUnknown", "notices.", &settings)
        note(map, "machines", "notices.", &settings)
        if map["gpuLoadUnknown"]?.anyScalar?.text != "false" {
            settings.unattended.notices.gpuLoadUnknown = map.notice("gpuLoadUnknown")
        }
        settings.unattended.notices.classes = (map.list("machines") ?? []).compactMap(machines)
    }

    /// One class; what names no machine at all is refused, for it would hold for every one.
    private func machines(_ value: YAMLValue) -> NoticeClass? {
        guard let map = value.map() else { return nil }
        map.allow(["tags", "types", "notice"])
        var tags: [String: String] = [:]
        for entry in map.map("tags")?.entries ?? [] { tags[entry.key] = entry.value.string() }
        let types = (map.list("types") ?? []).compactMap { $0.string() }
        guard map.required("notice") != nil, let seconds = map.notice("notice") else { return nil }
        guard map["tags"] != nil || map["types"] != nil else {
            value.report(
                "'machines': it says of no machine that it is meant",
                hint: "add tags: { team: vision }, or types: [g5.*]; types: ['*'] means all")
            return nil
        }
        return NoticeClass(tags: tags, types: types, seconds: seconds)
    }

    func owners(_ map: YAMLMap, _ settings: inout Settings) {
        map.allow(["aliases"])
        note(map, "aliases", "owners.", &settings)
        var aliases: [String: String] = [:]
        for entry in map.map("aliases")?.entries ?? [] {
            guard let address = entry.value.string() else { continue }
            guard Owners.isAddress(address) else {
                entry.value.report(
                    "'\(address)' is no mail address", hint: "such as { ada: ada@example.org }")
                continue
            }
            aliases[entry.key] = address
        }
        settings.owners = Owners(aliases: aliases)
    }

    private func note(_ map: YAMLMap, _ key: String, _ prefix: String, _ settings: inout Settings) {
        SettingsReader(log: log, file: file).note(map, key, &settings, under: prefix)
    }
}
