// What the user allows cron to do, and the limits that hold over every rule, as the configuration says them.

package import Foundation

/// What cron may do without a person.
package struct UnattendedSettings: Hashable, Sendable {
    /// Empty: it plans and mails, and changes nothing.
    package var actions: Set<Action>
    /// Stop a machine with a GPU though nobody reports the GPU's load.
    package var gpuLoadUnknown: Bool
    /// Stop a machine whose scratch disks lose their data.
    package var losesInstanceStore: Bool
    /// The names of rules that did not come with the program and that cron may act by.
    package var rules: Set<String>
    /// The views of the kinds besides machines whose things cron may stop.
    package var kinds: Set<String> = []
    /// Before this instant cron only tells what it would have done: it rehearses. Nil: it may act at once.
    package var from: Date?
    /// Which stops their owners are told of before.
    package var notices: NoticeSettings
    /// The default allows nothing.
    package init(
        actions: Set<Action> = [], gpuLoadUnknown: Bool = false, losesInstanceStore: Bool = false,
        rules: Set<String> = [], from: Date? = nil, notices: NoticeSettings = NoticeSettings()
    ) {
        self.notices = notices
        self.actions = actions
        self.gpuLoadUnknown = gpuLoadUnknown
        self.losesInstanceStore = losesInstanceStore
        self.rules = rules
        self.from = from
    }
}

/// The limits that hold over every rule.
package struct GuardrailSettings: Hashable, Sendable {
    /// Steps of one unattended run.
    package var maxActions: Int
    /// Of what runs, but never less than 3.
    package var maxPercent: Int
    /// Unattended steps of the last 24 hours, all runs together.
    package var maxActionsPerDay: Int
    /// At the list prices of what one unattended run changes, all together, USD an hour; nil: as much as it comes to.
    package var maxUSDPerHour: Money?
    /// Since the last start.
    package var minAgeHours: Double
    /// For how many hours a machine is left alone that a person started again after our stop, since that start.
    package var restartRespiteHours: Double
    /// Whether the account is a lab whose sessions start what was stopped.
    package var sessionsStartMachines: Bool
    /// Accounts in which anything may be changed; empty: only the account of the first scan.
    package var accounts: [AccountID]
    /// Only resources that bear all of these tags; empty: all.
    package var onlyTags: [String: String]
    /// How keys of tags begin that AWS writes and that speak against no stop, besides the usual ones.
    package var harmlessTags: [String]
    /// Whether a machine that is configured for it is hibernated where it would be stopped.
    package var hibernates: Bool
    /// The default limits.
    package init(
        maxActions: Int = 10, maxPercent: Int = 25, maxActionsPerDay: Int = 20, maxUSDPerHour: Money? = nil,
        minAgeHours: Double = 1, restartRespiteHours: Double = 72, sessionsStartMachines: Bool = false,
        accounts: [AccountID] = [],
        onlyTags: [String: String] = [:], harmlessTags: [String] = [], hibernates: Bool = false
    ) {
        self.maxActions = maxActions
        self.maxPercent = maxPercent
        self.maxActionsPerDay = maxActionsPerDay
        self.maxUSDPerHour = maxUSDPerHour
        self.minAgeHours = minAgeHours
        self.restartRespiteHours = restartRespiteHours
        self.sessionsStartMachines = sessionsStartMachines
        self.accounts = accounts
        self.onlyTags = onlyTags
        self.harmlessTags = harmlessTags
        self.hibernates = hibernates
    }
}
