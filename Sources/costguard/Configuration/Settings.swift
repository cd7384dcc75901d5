// What the user wants: defaults, then the configuration file, then environment, then options.

import AWSAPI
import CostModel
import Foundation
import Pipeline
import RuleEngine

/// Every value that the configuration can hold, with where each came from.
struct Settings: Sendable {
    var profile: String?
    /// A file, or `s3://bucket/key`; nil: the usual file.
    var database: String?
    /// Whether keys that a code of an MFA device was given for are kept in a file until they end.
    var keepsMFASessions = false
    /// How long keys last that somebody pasted, from then on; nil: nobody said.
    var pastedKeysLast: TimeInterval?
    /// Nil: all that are enabled.
    var regions: [Region]?
    /// Kinds that are looked for beside EC2.
    var kinds = WantedKinds()
    /// Those of them that cron may stop.
    var actingKinds = WantedKinds()
    /// For people; storage is UTC.
    var timeZone: TimeZone = .gmt
    /// ARN of the topic that mails go to.
    var topic: String?
    /// Who outside of AWS hears of each run, and mails when none comes.
    var heartbeat: OutsideAddress?
    /// For how long runs must have failed before a mail says that nobody looks.
    var deadManSeconds: TimeInterval = 3 * .hour
    /// When a day's mail is due; nil: none is sent.
    var digest: DigestTime?
    var credits: [CreditGrant] = []
    var unattended = UnattendedSettings()
    var guardrails = GuardrailSettings()
    /// The mail addresses of owners.
    var owners = Owners()
    var rules: [String: RuleOverride] = [:]
    /// Hours of machines.
    var schedules = ScheduleBook()
    /// The brake on a credit, as it acts once it is armed.
    var brake = BrakeSettings()
    /// What costguard's own calls may cost in a month.
    var selfCostCap = ScanScope().monthlyCap

    /// Where a key's value came from, such as `config.yaml:12`, `--profile` or `AWS_PROFILE`; absent: the default.
    var sources: [String: String] = [:]
    /// By the credit's name, where its marks stand, such as `config.yaml:12`; absent: they are the usual ones.
    var markPlaces: [String: String] = [:]

    /// What the configuration says of the rules for idle machines, of the dear ones before the cheap ones.
    var workSettings: [String: String] {
        (rules["idle-instance"]?.settings ?? [:]).merging(rules["idle-costly-instance"]?.settings ?? [:]) { $1 }
    }

    mutating func override<Value>(
        _ key: String, _ path: WritableKeyPath<Settings, Value>, _ value: Value?, by source: String
    ) {
        guard let value else { return }
        self[keyPath: path] = value
        sources[key] = source
    }
}

/// A key of the configuration, for `config show` and the documentation.
struct SettingKey: Sendable {
    let name: String
    let doc: String
    let value: @Sendable (Settings) -> String

    static let all: [SettingKey] = [
        SettingKey(name: "profile", doc: "profile of the AWS configuration") { $0.profile ?? "none" },
        SettingKey(
            name: "database", doc: "a file, or s3://bucket/key for machines that share one: docs/shared-database.md"
        ) { $0.database ?? "the usual file" },
        SettingKey(name: "mfa.keep", doc: "keep keys that an MFA code was given for, in a file of mode 0600") {
            "\($0.keepsMFASessions)"
        },
        SettingKey(
            name: "keys.last", doc: "how long pasted keys last: 4h in AWS Academy's Learner Lab; a run warns in time"
        ) { $0.pastedKeysLast.map { DurationText.text(Int($0)) } ?? "unknown" },
        SettingKey(name: "regions", doc: "'all', or a list of codes or console names") {
            $0.regions?.map(\.code).joined(separator: ", ") ?? "all"
        },
        SettingKey(
            name: "kinds",
            doc: "what is looked for beside EC2: 'usual', 'all', or a list of kinds and 'usual': docs/kinds.md"
        ) { $0.kinds.text },
        SettingKey(name: "timezone", doc: "for people, such as Europe/Berlin; storage is UTC") {
            $0.timeZone == .gmt ? "UTC" : $0.timeZone.identifier
        },
        SettingKey(name: "notify.sns", doc: "ARN of the SNS topic that mails go to") { $0.topic ?? "none" },
        SettingKey(
            name: "notify.deadMan", doc: "when runs have failed for so long, one mail says that nobody looks any more"
        ) { DurationText.text(Int($0.deadManSeconds)) },
        SettingKey(name: "notify.digest", doc: "one mail a day, at the first run after this time, such as \"08:00\"") {
            $0.digest?.text ?? "none"
        },
        SettingKey(
            name: "notify.heartbeat",
            doc: "address of a service that mails when runs do not come; it hears of each run's begin and end"
        ) { $0.heartbeat.map { "\($0.host)/…" } ?? "none" },
        SettingKey(
            name: "credits", doc: "list of {name, amount, granted, expires, renews, alerts}; USD, YYYY-MM-DD"
        ) { settings in
            settings.credits.isEmpty
                ? "none"
                : settings.credits.map {
                    "\($0.name) \($0.amount) USD (\($0.levels.map(\.text).joined(separator: ", ")))"
                }
                .joined(separator: "; ")
        },
        SettingKey(name: "unattended.actions", doc: "what cron may do by itself: [] or [stop]") {
            let actions = $0.unattended.actions.map(\.rawValue).sorted()
            return actions.isEmpty ? "none" : actions.joined(separator: ", ")
        },
        SettingKey(
            name: "unattended.gpuLoadUnknown", doc: "cron may stop a GPU machine though nobody reports the GPU's load"
        ) { "\($0.unattended.gpuLoadUnknown)" },
        SettingKey(
            name: "unattended.losesInstanceStore", doc: "cron may stop a machine that loses its scratch disks' data"
        ) { "\($0.unattended.losesInstanceStore)" },
        SettingKey(name: "unattended.rules", doc: "rules of your own that cron may act by, by their names") {
            $0.unattended.rules.isEmpty ? "none" : $0.unattended.rules.sorted().joined(separator: ", ")
        },
        SettingKey(
            name: "unattended.kinds",
            doc: "kinds beside EC2's machines that cron may stop, such as [databases]: docs/kinds.md"
        ) { $0.actingKinds.text },
        SettingKey(name: "unattended.from", doc: "the day, UTC, from which cron may act; until then it only tells") {
            $0.unattended.from.map(UTCTime.dayText) ?? "at once"
        },
        SettingKey(
            name: "notices.gpuLoadUnknown",
            doc: "cron may stop a GPU machine whose load nobody reports, so long after its owner was told"
        ) { $0.unattended.notices.gpuLoadUnknown.map(DurationText.text) ?? "none" },
        SettingKey(
            name: "notices.machines",
            doc: "list of {tags, types, notice}: machines whose owners are told before any stop"
        ) {
            $0.unattended.notices.classes.isEmpty
                ? "none"
                : $0.unattended.notices.classes.map { one in
                    let tags = one.tags.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
                    let machines = (tags + one.types).joined(separator: " ")
                    return "\(machines.isEmpty ? "all" : machines) \(DurationText.text(one.seconds))"
                }.joined(separator: "; ")
        },
        SettingKey(name: "owners.aliases", doc: "of a tag's value, or an ARN, the mail address of that owner") {
            $0.owners.aliases.isEmpty
                ? "none"
                : $0.owners.aliases.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }.joined(separator: ", ")
        },
        SettingKey(name: "guardrails.maxActions", doc: "most changes of one unattended run") {
            "\($0.guardrails.maxActions)"
        },
        SettingKey(
            name: "guardrails.maxPercent", doc: "most changes of one run, in percent of what runs, but at least 3"
        ) {
            "\($0.guardrails.maxPercent)"
        },
        SettingKey(name: "guardrails.maxActionsPerDay", doc: "most unattended changes in 24 hours") {
            "\($0.guardrails.maxActionsPerDay)"
        },
        SettingKey(
            name: "guardrails.maxUSDPerHour", doc: "most that the machines one unattended run stops cost an hour, USD"
        ) { $0.guardrails.maxUSDPerHour?.description ?? "none" },
        SettingKey(name: "guardrails.minAgeHours", doc: "never touch what started less than this many hours ago") {
            "\($0.guardrails.minAgeHours)"
        },
        SettingKey(
            name: "guardrails.restartRespiteHours",
            doc: "leave alone for so many hours what a person started again after a stop"
        ) { "\($0.guardrails.restartRespiteHours)" },
        SettingKey(name: "guardrails.accounts", doc: "accounts that may be changed; none: only that of the first scan")
        {
            $0.guardrails.accounts.isEmpty ? "none" : $0.guardrails.accounts.map(\.digits).joined(separator: ", ")
        },
        SettingKey(name: "guardrails.only.tags", doc: "touch only what bears all of these tags") {
            $0.guardrails.onlyTags.isEmpty
                ? "none"
                : $0.guardrails.onlyTags.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(
                    separator: ", ")
        },
        SettingKey(
            name: "guardrails.harmlessTags", doc: "how keys of AWS's own tags begin that speak against no stop"
        ) {
            $0.guardrails.harmlessTags.isEmpty ? "none" : $0.guardrails.harmlessTags.joined(separator: ", ")
        },
        SettingKey(
            name: "guardrails.hibernate", doc: "hibernate what can be hibernated instead of stopping it"
        ) { "\($0.guardrails.hibernates)" },
        SettingKey(name: "brake.credit", doc: "the credit that the brake is on, where there are several") {
            $0.brake.credit ?? "the only one"
        },
        SettingKey(
            name: "brake.rungs",
            doc: "list of {percent or leftUSD, action}; mail, digest, stop-idle or stop-all; only once it is armed"
        ) { settings in
            settings.brake.rungs.map { "\($0.action.rawValue) at \($0.mark.text)" }.joined(separator: "; ")
        },
        SettingKey(name: "brake.machinesPerStep", doc: "how many machines the brake stops at a time") {
            "\($0.brake.machinesPerStep)"
        },
        SettingKey(name: "brake.pause", doc: "how long the brake waits between the word and the step, 0s to 10m") {
            DurationText.text($0.brake.pauseSeconds)
        },
        SettingKey(
            name: "selfCost.monthlyUSD", doc: "most that Cost Explorer may cost in a month; it asks 0.01 USD a request"
        ) {
            $0.selfCostCap.description
        },
        SettingKey(
            name: "schedules",
            doc: "by name: {when, machines, holidays, start, force}; a tag may name one: docs/schedules.md"
        ) {
            $0.schedules.schedules.isEmpty
                ? "none" : $0.schedules.schedules.map { "\($0.name) (\($0.hours.text))" }.joined(separator: "; ")
        },
        SettingKey(
            name: "schedules.tagsMayStart", doc: "whether hours by a tag start machines too: whoever may tag can spend"
        ) { "\($0.schedules.tagsMayStart)" },
        SettingKey(name: "rules", doc: "by rule name: {enabled, action, for, settings}") {
            $0.rules.isEmpty ? "as shipped" : $0.rules.keys.sorted().joined(separator: ", ") + " changed"
        },
    ]
}
