// What the rooms outside RuleEngine need to know of a rule.

/// How much a finding matters. Ordered.
package enum Severity: String, Comparable, CaseIterable, Sendable, Codable {
    case info, low, medium, high, critical
    /// From `info` to `critical`.
    package static func < (left: Severity, right: Severity) -> Bool { left.rank < right.rank }

    private var rank: Int {
        switch self {
        case .info: 0
        case .low: 1
        case .medium: 2
        case .high: 3
        case .critical: 4
        }
    }
}

/// What is done about a resource. `flag` lists the finding, `notify` mails it, `stop` stops an instance: for these a rule
/// may ask. `start` starts one, `keep` and `unkeep` write and take away its keep tag: for these a person alone.
/// `mark` and `unmark` write and take away the tag of a notice, which goes before a stop.
package enum Action: String, CaseIterable, Sendable, Codable {
    case flag, notify, stop, start, keep, unkeep, mark, unmark
    /// What a rule may ask for.
    package static let ofRules: [Action] = [.flag, .notify, .stop]
    /// Whether it changes anything in AWS.
    package var changesAWS: Bool { self != .flag && self != .notify }
}

/// How the findings of a rule that mails are told: each as news of its own, or all of an account as one thing, of which the
/// next finding is no news while any holds.
package enum Telling: String, CaseIterable, Sendable, Codable { case each, together }

/// On whose word a rule asks for a change.
package enum Asker: String, Sendable {
    /// A rule of a file: it judges use, and may be wrong.
    case rule
    /// Hours that somebody gave a machine.
    case schedule
    /// The same, whether or not the machine works.
    case forcedSchedule

    /// A person's order for later.
    case order

    /// Whether hours ask.
    package var isSchedule: Bool { self == .schedule || self == .forcedSchedule }
}

/// The face of a rule: all but its conditions.
package struct RuleHeader: Hashable, Sendable {
    /// Unique among the rules in force, such as `idle-instance`.
    package let name: String
    /// One line for people.
    package let title: String
    /// The view that it judges, such as `instances`.
    package let view: String
    /// How much its findings matter; `--fail-on` compares with it.
    package let severity: Severity
    /// What it asks for, the configuration's change included.
    package let action: Action
    /// How what it finds is told.
    package let telling: Telling
    /// How long it must hold before cron acts, in seconds.
    package let holdSeconds: Int
    /// How long before its owner is told of a stop that cron makes, in seconds; nil: nobody needs to be.
    package let noticeSeconds: Int?
    /// How far its metrics of now look back, in seconds: the shortest of them. Nil where it asks for none.
    package let windowSeconds: Int?
    /// Changes whenever the rule or its settings do; the hold clock then starts anew.
    package let digest: String
    /// Where it came from: a path, or `built in` and the file's name.
    package let origin: String
    /// On whose word it asks.
    package var asker = Asker.rule
    /// Whether it came with the program. Cron acts by any other only where the configuration names it.
    package var isShipped: Bool { origin.hasPrefix(RuleHeader.builtIn) }
    /// How the origin of a shipped rule begins.
    package static let builtIn = "built in"

    /// A rule's face, all its parts given.
    package init(
        name: String, title: String, view: String, severity: Severity, action: Action, telling: Telling = .each,
        holdSeconds: Int, noticeSeconds: Int? = nil, windowSeconds: Int? = nil, digest: String, origin: String
    ) {
        self.noticeSeconds = noticeSeconds
        self.telling = telling
        self.windowSeconds = windowSeconds
        self.name = name
        self.title = title
        self.view = view
        self.severity = severity
        self.action = action
        self.holdSeconds = holdSeconds
        self.digest = digest
        self.origin = origin
    }
}

/// What the configuration changes in a rule, by its name. Nil leaves what the file says.
package struct RuleOverride: Hashable, Sendable {
    /// False switches the rule off.
    package var enabled: Bool?
    /// Asks for something else than the file does.
    package var action: Action?
    /// `for:`, in seconds.
    package var holdSeconds: Int?
    /// `notice:`, in seconds.
    package var noticeSeconds: Int?
    /// As written; checked against the type of the setting's default.
    package var settings: [String: String]
    /// The file in which it stands, for messages.
    package var file: String
    /// Its line there, from 1.
    package var line: Int
    /// Its column there, from 1.
    package var column: Int

    /// What is changed; nothing without arguments.
    package init(
        enabled: Bool? = nil, action: Action? = nil, holdSeconds: Int? = nil, noticeSeconds: Int? = nil,
        settings: [String: String] = [:],
        file: String = "configuration", line: Int = 1, column: Int = 1
    ) {
        self.enabled = enabled
        self.action = action
        self.holdSeconds = holdSeconds
        self.noticeSeconds = noticeSeconds
        self.settings = settings
        self.file = file
        self.line = line
        self.column = column
    }
}
