// What somebody else's configuration would do besides looking: said in plain words before it is taken.

import AWSAPI
import CostModel
import Foundation
import RuleEngine

enum CourseConcerns {
    /// One line each; none where the file only looks, and nobody but its owner can have changed it.
    static func all(_ settings: Settings, distrusted: DistrustedFile?) -> [String] {
        file(distrusted) + stops(settings) + limits(settings) + rules(settings) + elsewhere(settings)
    }

    private static func file(_ distrusted: DistrustedFile?) -> [String] {
        distrusted.map { ["it may not say what your course wrote: \($0.trust.fault)"] } ?? []
    }

    private static func stops(_ settings: Settings) -> [String] {
        let cron = settings.unattended
        var found: [String] = []
        func add(_ key: String, _ text: String) { found.append(text + line(key, settings)) }
        if cron.actions.contains(.stop) { add("unattended.actions", "cron may stop idle machines without asking you") }
        if cron.gpuLoadUnknown {
            add("unattended.gpuLoadUnknown", "it may stop a GPU machine though nobody knows whether its GPU works")
        }
        if cron.notices.gpuLoadUnknown != nil {
            add(
                "notices.gpuLoadUnknown",
                "it may stop a GPU machine though nobody knows whether its GPU works, some time after a mail")
        }
        if cron.losesInstanceStore {
            add("unattended.losesInstanceStore", "it may stop machines whose scratch disks are then wiped")
        }
        if !cron.kinds.isEmpty {
            add("unattended.kinds", "it may stop idle \(cron.kinds.sorted().joined(separator: ", ")) too")
        }
        return found
    }

    private static func limits(_ settings: Settings) -> [String] {
        let here = settings.guardrails
        let usual = GuardrailSettings()
        var found: [String] = []
        func add(_ key: String, _ text: String) { found.append(text + line("guardrails." + key, settings)) }
        if here.maxActions > usual.maxActions {
            add("maxActions", "up to \(here.maxActions) stops a run, usually \(usual.maxActions)")
        }
        if here.maxPercent > usual.maxPercent {
            add("maxPercent", "up to \(here.maxPercent) % of what runs stopped in a run, usually \(usual.maxPercent) %")
        }
        if here.maxActionsPerDay > usual.maxActionsPerDay {
            add("maxActionsPerDay", "up to \(here.maxActionsPerDay) stops a day, usually \(usual.maxActionsPerDay)")
        }
        if here.minAgeHours < usual.minAgeHours {
            add(
                "minAgeHours",
                "machines may be stopped \(here.minAgeHours.formatted()) h after their start, usually \(usual.minAgeHours.formatted()) h"
            )
        }
        if here.restartRespiteHours < usual.restartRespiteHours {
            add(
                "restartRespiteHours",
                "machines that you start again may be stopped after \(here.restartRespiteHours.formatted()) h, usually "
                    + "\(usual.restartRespiteHours.formatted()) h")
        }
        if !here.accounts.isEmpty {
            add("accounts", "it may change the accounts \(here.accounts.map(\.digits).joined(separator: ", "))")
        }
        if !here.harmlessTags.isEmpty {
            add(
                "harmlessTags",
                "machines may be stopped though AWS tagged them \(here.harmlessTags.joined(separator: ", "))")
        }
        return found
    }

    private static func rules(_ settings: Settings) -> [String] {
        settings.rules.sorted { $0.key < $1.key }.map { name, change in
            var parts: [String] = []
            if let enabled = change.enabled { parts.append(enabled ? "on" : "off") }
            if let action = change.action { parts.append("action \(action.rawValue)") }
            if let hold = change.holdSeconds { parts.append("for \(DurationText.text(hold))") }
            if let notice = change.noticeSeconds { parts.append("notice \(DurationText.text(notice))") }
            parts += change.settings.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
            return "the rule '\(name)' is changed: \(parts.joined(separator: ", "))"
        }
    }

    private static func elsewhere(_ settings: Settings) -> [String] {
        var found: [String] = []
        if let topic = settings.topic {
            found.append("mails about your account go to \(topic)" + line("notify.sns", settings))
        }
        if let heartbeat = settings.heartbeat {
            found.append(
                "\(heartbeat.host) hears of every run, and what a failed one says" + line("notify.heartbeat", settings))
        }
        if let profile = settings.profile {
            found.append("it uses your profile '\(profile)'" + line("profile", settings))
        }
        if !settings.owners.aliases.isEmpty {
            let people = settings.owners.aliases.values.sorted().joined(separator: ", ")
            found.append("mails about machines are addressed to \(people)" + line("owners.aliases", settings))
        }
        if settings.keepsMFASessions {
            found.append("keys of MFA sessions are kept in a file" + line("mfa.keep", settings))
        }
        if settings.selfCostCap > Settings().selfCostCap {
            found.append(
                "its own calls may cost up to \(settings.selfCostCap) USD a month"
                    + line("selfCost.monthlyUSD", settings))
        }
        return found
    }

    /// ` (line 12)`
    private static func line(_ key: String, _ settings: Settings) -> String {
        guard let number = settings.sources[key]?.split(separator: ":").last else { return "" }
        return " (\(key), line \(number))"
    }
}
