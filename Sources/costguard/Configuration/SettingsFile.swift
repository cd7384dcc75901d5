// The configuration file: YAML to settings, every fault at once with line and column.

import CostModel
import Foundation
import Pipeline
import RuleEngine
import StateStore
import YAML

enum SettingsFile {
    /// Reads the file. Without one, the defaults.
    ///
    /// - Parameter required: the user named it, so it must be there.
    /// - Throws: `Diagnostics` with all faults; `CommandError` where it cannot be read.
    static func load(_ path: String, required: Bool) throws -> Settings {
        guard FileManager.default.fileExists(atPath: path) else {
            guard required else { return Settings() }
            throw CommandError("There is no configuration file '\(path)'", hint: "run 'costguard init' to write one")
        }
        guard let data = FileManager.default.contents(atPath: path), let text = String(data: data, encoding: .utf8)
        else {
            throw CommandError(
                "Cannot read the configuration file '\(path)' as UTF-8 text",
                hint: "check its permissions: chmod 600 '\(path)'")
        }
        return try parse(YAMLFile(origin: path, text: text))
    }

    /// Turns the text into settings.
    static func parse(_ file: YAMLFile) throws -> Settings {
        let log = DiagnosticLog(file: file.origin)
        var settings = Settings()
        let blank = file.text.split(whereSeparator: \.isNewline).allSatisfy {
            let line = $0.trimmingCharacters(in: .whitespaces)
            return line.isEmpty || line.hasPrefix("#")
        }
        if !blank, let map = YAMLMap.parse(file, into: log) {
            SettingsReader(log: log, file: file.origin).read(map, into: &settings)
        }
        guard log.isEmpty else { throw Diagnostics(log.list) }
        return settings
    }
}

/// Reads the map of a configuration file, section by section.
struct SettingsReader {
    let log: DiagnosticLog
    let file: String

    private static let sections = [
        "profile", "database", "mfa", "regions", "timezone", "notify", "credits", "unattended", "notices", "owners",
        "guardrails",
        "rules", "selfCost", "keys", "schedules", "brake", "kinds",
    ]

    func read(_ map: YAMLMap, into settings: inout Settings) {
        guard !isAnotherFile(map) else { return }
        map.allow(Self.sections)
        note(map, "profile", &settings)
        settings.profile = map.string("profile")
        note(map, "database", &settings)
        settings.database = map["database"].flatMap(database)
        if let mfa = map.map("mfa") {
            mfa.allow(["keep"])
            note(mfa, "keep", &settings, under: "mfa.")
            settings.keepsMFASessions = mfa.bool("keep") ?? false
        }
        if let keys = map.map("keys") {
            keys.allow(["last"])
            note(keys, "last", &settings, under: "keys.")
            settings.pastedKeysLast = keys["last"].flatMap(lifetime)
        }
        note(map, "regions", &settings)
        settings.regions = regions(map["regions"])
        note(map, "kinds", &settings)
        if let value = map["kinds"] { settings.kinds = WantedKinds(value, in: file) }
        note(map, "timezone", &settings)
        if let zone = map["timezone"] { settings.timeZone = timeZone(zone) }
        if let section = map.map("notify") { notify(section, &settings) }
        note(map, "credits", &settings)
        let credits = CreditsReader(log: log).read(map["credits"])
        settings.credits = credits.grants
        for (name, line) in credits.markLines { settings.markPlaces[name] = "\(file):\(line)" }
        if let section = map.map("unattended") { unattended(section, &settings) }
        let notices = NoticesReader(log: log, file: file)
        if let section = map.map("notices") { notices.notices(section, &settings) }
        if let section = map.map("owners") { notices.owners(section, &settings) }
        if let section = map.map("guardrails") { guardrails(section, &settings) }
        if let section = map.map("selfCost") { selfCost(section, &settings) }
        note(map, "schedules", &settings)
        if let section = map.map("schedules") {
            note(section, SchedulesReader.tagsMayStart, &settings, under: "schedules.")
        }
        settings.schedules = SchedulesReader(log: log).read(map.map("schedules"), in: settings.timeZone)
        if let section = map.map("brake") {
            for key in BrakeReader.keys { note(section, key, &settings, under: "brake.") }
            settings.brake = BrakeReader(credits: settings.credits).read(section)
        }
        note(map, "rules", &settings)
        if let section = map.map("rules") { settings.rules = rules(section) }
    }

    /// A file of another program: dozens of unknown keys, each with its hint, would say less than one line.
    private func isAnotherFile(_ map: YAMLMap) -> Bool {
        let unknown = map.entries.map(\.key).filter { !Self.sections.contains($0) }
        guard unknown.count > 2, unknown.count * 2 > map.entries.count else { return false }
        let names = unknown.prefix(3).map { "'\($0.prefix(40))'" }.joined(separator: ", ")
        let more = map.entries.count > 3 ? " and \(map.entries.count - 3) more" : ""
        log.add(
            "the file is no configuration: its keys are \(names)\(more)", at: map.position,
            hint: "check that it is the right file; a configuration has \(Self.sections.joined(separator: ", "))")
        return true
    }

    private func lifetime(_ value: YAMLValue) -> TimeInterval? {
        guard let seconds = value.duration() else { return nil }
        if (900...36 * .hour).contains(seconds) { return TimeInterval(seconds) }
        value.report("'keys.last': got \(DurationText.text(seconds)) expected 15m to 36h")
        return nil
    }

    func note(_ map: YAMLMap, _ key: String, _ settings: inout Settings, under prefix: String = "") {
        if map[key] != nil { settings.sources[prefix + key] = "\(file):\(map.position(of: key).line)" }
    }

    private func database(_ value: YAMLValue) -> String? {
        guard let text = value.string() else { return nil }
        if text.hasPrefix("/") { return text }
        do throws(StateError) { return try StatePlace(text).description } catch {
            value.report("'database': '\(text)' is neither a whole path nor a place in S3", hint: error.hint)
            return nil
        }
    }

    private func regions(_ value: YAMLValue?) -> [Region]? {
        guard let value, value.anyScalar?.text != "all" else { return nil }
        guard let items = value.list() else { return nil }
        if items.isEmpty { value.report("'regions' names none", hint: "write 'regions: all', or name at least one") }
        var regions: [Region] = []
        for item in items {
            guard let text = item.string() else { continue }
            guard let region = Region.named(text), region != .global else {
                let hint = Region.hint(for: text) ?? "write a code such as eu-west-1, or a name such as Ireland"
                item.report("'\(text)' is no region", hint: hint)
                continue
            }
            if !regions.contains(region) { regions.append(region) }
        }
        return regions
    }

    private func timeZone(_ value: YAMLValue) -> TimeZone {
        guard let text = value.string() else { return .gmt }
        if let zone = TimeZone(identifier: text) { return zone }
        value.report("'\(text)' is no time zone", hint: "write a name such as Europe/Berlin or UTC")
        return .gmt
    }

    private func unattended(_ map: YAMLMap, _ settings: inout Settings) {
        let keys = ["actions", "gpuLoadUnknown", "losesInstanceStore", "rules", "kinds", "from"]
        map.allow(keys)
        for key in keys { note(map, key, &settings, under: "unattended.") }
        for item in map.list("actions") ?? [] {
            guard let text = item.string() else { continue }
            guard let action = Action(rawValue: text), action == .stop else {
                item.report("'\(text)' is no action that cron can be allowed", hint: "the only one is 'stop'")
                continue
            }
            settings.unattended.actions.insert(action)
        }
        settings.unattended.gpuLoadUnknown = map.bool("gpuLoadUnknown") ?? false
        settings.unattended.losesInstanceStore = map.bool("losesInstanceStore") ?? false
        if let text = map.string("from") {
            settings.unattended.from = TypedDay.date(text)
            if settings.unattended.from == nil {
                map["from"]?.report("'from': \(TypedDay.fault(text))", hint: TypedDay.forms)
            }
        }
        if let value = map["kinds"] {
            settings.actingKinds = WantedKinds(value, in: file)
            settings.unattended.kinds = settings.actingKinds.names
        }
        settings.unattended.rules = Set((map.list("rules") ?? []).compactMap { $0.string() })
    }

    private func guardrails(_ map: YAMLMap, _ settings: inout Settings) {
        let numbers = [
            "maxActions", "maxPercent", "maxActionsPerDay", "maxUSDPerHour", "minAgeHours", "restartRespiteHours",
        ]
        map.allow(numbers + ["accounts", "only", "harmlessTags", "hibernate"])
        for key in numbers + ["accounts", "harmlessTags", "hibernate"] {
            note(map, key, &settings, under: "guardrails.")
        }
        let limits = settings.guardrails
        settings.guardrails.maxActions = whole(map, "maxActions", 0...1000) ?? limits.maxActions
        settings.guardrails.maxPercent = whole(map, "maxPercent", 0...100) ?? limits.maxPercent
        settings.guardrails.maxActionsPerDay = whole(map, "maxActionsPerDay", 0...10_000) ?? limits.maxActionsPerDay
        settings.guardrails.maxUSDPerHour = usd(map, "maxUSDPerHour")
        settings.guardrails.minAgeHours = hours(map, "minAgeHours") ?? limits.minAgeHours
        settings.guardrails.restartRespiteHours = hours(map, "restartRespiteHours") ?? limits.restartRespiteHours
        settings.guardrails.hibernates = map.bool("hibernate") ?? false
        settings.guardrails.accounts = (map.list("accounts") ?? []).compactMap { item in
            guard let text = item.string() else { return nil }
            if let account = AccountID(text) { return account }
            item.report("'\(text)' is no account", hint: "write its twelve digits in quotes")
            return nil
        }
        settings.guardrails.harmlessTags = (map.list("harmlessTags") ?? []).compactMap(harmlessTag)
        guard let only = map.map("only") else { return }
        only.allow(["tags"])
        note(only, "tags", &settings, under: "guardrails.only.")
        for entry in only.map("tags")?.entries ?? [] {
            if let value = entry.value.string() { settings.guardrails.onlyTags[entry.key] = value }
        }
    }

    private func harmlessTag(_ value: YAMLValue) -> String? {
        guard let text = value.string() else { return nil }
        if ReservedTags.isReserved(text) { return text }
        value.report(
            "'\(text)' is no begin of a tag's key that AWS writes",
            hint: "such as aws:imagebuilder: ; only keys that begin with 'aws:' speak against a stop")
        return nil
    }

    private func selfCost(_ map: YAMLMap, _ settings: inout Settings) {
        map.allow(["monthlyUSD"])
        note(map, "monthlyUSD", &settings, under: "selfCost.")
        if let cap = usd(map, "monthlyUSD") { settings.selfCostCap = cap }
    }

    private func usd(_ map: YAMLMap, _ key: String) -> Money? {
        guard let value = map[key], let text = value.string() else { return nil }
        if let amount = Money(text), amount >= .zero { return amount }
        value.report("'\(key)': got '\(text)' expected USD as a plain number, 0 or more")
        return nil
    }

    private func whole(_ map: YAMLMap, _ key: String, _ range: ClosedRange<Int>) -> Int? {
        guard let number = map.integer(key) else { return nil }
        if range.contains(number) { return number }
        map[key]?.report("'\(key)': got \(number) expected \(range.lowerBound) to \(range.upperBound)")
        return nil
    }

    private func hours(_ map: YAMLMap, _ key: String) -> Double? {
        guard let hours = map.number(key) else { return nil }
        if hours >= 0, hours.isFinite { return hours }
        map[key]?.report("'\(key)': got \(hours) expected 0 or more")
        return nil
    }

    private func rules(_ map: YAMLMap) -> [String: RuleOverride] {
        var overrides: [String: RuleOverride] = [:]
        for entry in map.entries {
            guard let rule = entry.value.map() else { continue }
            rule.allow(["enabled", "action", "for", "notice", "settings"])
            var settings: [String: String] = [:]
            for setting in rule.map("settings")?.entries ?? [] {
                if let text = setting.value.string() { settings[setting.key] = text }
            }
            overrides[entry.key] = RuleOverride(
                enabled: rule.bool("enabled"), action: rule.choice("action", of: Action.ofRules),
                holdSeconds: rule.duration("for"), noticeSeconds: rule.notice("notice"), settings: settings, file: file,
                line: entry.keyPosition.line,
                column: entry.keyPosition.column)
        }
        return overrides
    }
}
