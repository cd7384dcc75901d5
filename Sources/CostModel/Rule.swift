// What the rooms outside RuleEngine need to know of a rule.

/// How much a finding matters. Ordered.
public enum Severity: String, Comparable, CaseIterable, Sendable, Codable {
    case info, low, medium, high, critical
    /// From `info` to `critical`.
    public static func < (left: Severity, right: Severity) -> Bool { left.rank < right.rank }

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

/// What a rule asks for. `flag` lists the finding, `notify` mails it, `stop` stops an instance.
public enum Action: String, CaseIterable, Sendable, Codable {
    case flag, notify, stop
    /// Whether it changes anything in AWS.
    public var changesAWS: Bool { self == .stop }
}

/// How the findings of a rule that mails are told: each as news of its own, or all of an account as one thing, of which the
/// next finding is no news while any holds.
public enum Telling: String, CaseIterable, Sendable, Codable { case each, together }

/// The face of a rule: all but its conditions.
public struct RuleHeader: Hashable, Sendable {
    /// Unique among the rules in force, such as `idle-instance`.
    public let name: String
    /// One line for people.
    public let title: String
    /// The view that it judges, such as `instances`.
    public let view: String
    /// How much its findings matter; `--fail-on` compares with it.
    public let severity: Severity
    /// What it asks for, the configuration's change included.
    public let action: Action
    /// How what it finds is told.
    public let telling: Telling
    /// How long it must hold before cron acts, in seconds.
    public let holdSeconds: Int
    /// How far its metrics of now look back, in seconds: the shortest of them. Nil where it asks for none.
    public let windowSeconds: Int?
    /// Changes whenever the rule or its settings do; the hold clock then starts anew.
    public let digest: String
    /// Where it came from: a path, or `built in` and the file's name.
    public let origin: String
    /// Whether it came with the program. Cron acts by any other only where the configuration names it.
    public var isShipped: Bool { origin.hasPrefix(RuleHeader.builtIn) }
    /// How the origin of a shipped rule begins.
    public static let builtIn = "built in"

    /// A rule's face, all its parts given.
    public init(
        name: String, title: String, view: String, severity: Severity, action: Action, telling: Telling = .each,
        holdSeconds: Int, windowSeconds: Int? = nil, digest: String, origin: String
    ) {
        (self.telling, self.windowSeconds) = (telling, windowSeconds)
        (self.name, self.title, self.view, self.severity) = (name, title, view, severity)
        (self.action, self.holdSeconds, self.digest, self.origin) = (action, holdSeconds, digest, origin)
    }
}

/// What the configuration changes in a rule, by its name. Nil leaves what the file says.
public struct RuleOverride: Hashable, Sendable {
    /// False switches the rule off.
    public var enabled: Bool?
    /// Asks for something else than the file does.
    public var action: Action?
    /// `for:`, in seconds.
    public var holdSeconds: Int?
    /// As written; checked against the type of the setting's default.
    public var settings: [String: String]
    /// The file in which it stands, for messages.
    public var file: String
    /// Its line there, from 1.
    public var line: Int
    /// Its column there, from 1.
    public var column: Int

    /// What is changed; nothing without arguments.
    public init(
        enabled: Bool? = nil, action: Action? = nil, holdSeconds: Int? = nil, settings: [String: String] = [:],
        file: String = "configuration", line: Int = 1, column: Int = 1
    ) {
        (self.enabled, self.action, self.holdSeconds, self.settings) = (enabled, action, holdSeconds, settings)
        (self.file, self.line, self.column) = (file, line, column)
    }
}
