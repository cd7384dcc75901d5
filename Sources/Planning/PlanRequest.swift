// All that a plan is made from. Leaves the fetching to the Pipeline: a plan is a function of this value alone.

import CostModel
import Foundation

/// The input of a plan, over one account at one time.
public struct PlanRequest: Sendable {
    /// What the rules say; `clear` ones are passed over.
    public var judgements: JudgementSet
    /// The account that is planned for.
    public var account: AccountID
    /// The time of the scan that was judged, UTC.
    public var now: Date
    /// How old the knowledge of each region is.
    public var asOf: [RegionAge]
    /// What an enabled rule needs and no listing gave.
    public var gaps: [Gap]
    /// What runs in the account: the base of the limit in percent.
    public var running: [RunningInstance]
    /// The hold clocks as they stand after the scan.
    public var holds: [HoldKey: HoldState]
    /// The last day of the account, newest first: what cron may still do is counted by it.
    public var journal: [JournalEntry]
    /// Our earlier stops of any age, and the starts after them.
    public var restarts: RestartRecord
    /// The limits over every rule.
    public var guardrails: GuardrailSettings
    /// What cron may do without a person.
    public var unattended: UnattendedSettings
    /// The account of the first scan ever; nil before it.
    public var firstAccount: AccountID?
    /// The instances that this program runs on, as its witnesses said.
    public var ownHosts: [OwnHost]
    /// Whether a person asks, who may try again what AWS refused.
    public var isAttended = false
    /// Whether this is the look before a stop: what nobody has asked AWS for is then not known, and stops nothing.
    public var isBeforeStop = false

    /// A request; what is not given is empty, and an empty request plans nothing.
    public init(
        judgements: JudgementSet, account: AccountID, now: Date, asOf: [RegionAge] = [], gaps: [Gap] = [],
        running: [RunningInstance] = [], holds: [HoldKey: HoldState] = [:], journal: [JournalEntry] = [],
        guardrails: GuardrailSettings = GuardrailSettings(), unattended: UnattendedSettings = UnattendedSettings(),
        firstAccount: AccountID?, ownHosts: [OwnHost] = [], restarts: RestartRecord = RestartRecord()
    ) {
        (self.judgements, self.account, self.now, self.asOf) = (judgements, account, now, asOf)
        (self.gaps, self.running, self.holds, self.journal) = (gaps, running, holds, journal)
        (self.guardrails, self.unattended) = (guardrails, unattended)
        (self.firstAccount, self.ownHosts, self.restarts) = (firstAccount, ownHosts, restarts)
    }
}
