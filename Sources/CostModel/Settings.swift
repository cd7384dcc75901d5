// What the user allows: the values that the configuration turns into.

import Foundation

/// What cron may do without a person.
public struct UnattendedSettings: Hashable, Sendable {
    /// Empty: it plans and mails, and changes nothing.
    public var actions: Set<Action>
    /// Stop a machine with a GPU though nobody reports the GPU's load.
    public var gpuLoadUnknown: Bool
    /// Stop a machine whose scratch disks lose their data.
    public var losesInstanceStore: Bool
    /// The names of rules that did not come with the program and that cron may act by.
    public var rules: Set<String>
    /// The default allows nothing.
    public init(
        actions: Set<Action> = [], gpuLoadUnknown: Bool = false, losesInstanceStore: Bool = false,
        rules: Set<String> = []
    ) {
        (self.actions, self.gpuLoadUnknown, self.losesInstanceStore) = (actions, gpuLoadUnknown, losesInstanceStore)
        self.rules = rules
    }
}

/// The limits that hold over every rule.
public struct GuardrailSettings: Hashable, Sendable {
    /// Steps of one unattended run.
    public var maxActions: Int
    /// Of what runs, but never less than 3.
    public var maxPercent: Int
    /// Unattended steps of the last 24 hours, all runs together.
    public var maxActionsPerDay: Int
    /// Since the last start.
    public var minAgeHours: Double
    /// For how many hours a machine is left alone that a person started again after our stop, since that start.
    public var restartRespiteHours: Double
    /// Whether the account is a lab whose sessions start what was stopped.
    public var sessionsStartMachines: Bool
    /// Accounts in which anything may be changed; empty: only the account of the first scan.
    public var accounts: [AccountID]
    /// Only resources that bear all of these tags; empty: all.
    public var onlyTags: [String: String]
    /// How keys of tags begin that AWS writes and that speak against no stop, besides the usual ones.
    public var harmlessTags: [String]
    /// The default limits.
    public init(
        maxActions: Int = 10, maxPercent: Int = 25, maxActionsPerDay: Int = 20, minAgeHours: Double = 1,
        restartRespiteHours: Double = 72, sessionsStartMachines: Bool = false, accounts: [AccountID] = [],
        onlyTags: [String: String] = [:], harmlessTags: [String] = []
    ) {
        (self.maxActions, self.maxPercent, self.maxActionsPerDay) = (maxActions, maxPercent, maxActionsPerDay)
        (self.minAgeHours, self.restartRespiteHours) = (minAgeHours, restartRespiteHours)
        self.sessionsStartMachines = sessionsStartMachines
        (self.accounts, self.onlyTags, self.harmlessTags) = (accounts, onlyTags, harmlessTags)
    }
}

/// A credit as the user described it.
public struct CreditGrant: Hashable, Sendable {
    /// Unique in the configuration.
    public var name: String
    /// What it was worth on its first day.
    public var amount: Money
    /// Start of its first day, UTC.
    public var granted: Date?
    /// First instant at which it is worth nothing: the end of its last day, UTC.
    public var expires: Date?
    /// Whether it comes anew.
    public var renews: Renewal?
    /// The marks at which a mail is sent.
    public var levels: [AlertLevel]
    /// Whether the user named the marks, which then hold whatever is typed; false: they are the usual ones.
    public var namesMarks = false
    /// A credit, all its parts given.
    public init(
        name: String, amount: Money, granted: Date?, expires: Date?, renews: Renewal? = nil, levels: [AlertLevel]
    ) {
        (self.name, self.amount, self.granted, self.expires) = (name, amount, granted, expires)
        (self.renews, self.levels) = (renews, levels)
    }
}
