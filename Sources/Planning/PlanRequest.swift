// All that a plan is made from. Leaves the fetching to the Pipeline: a plan is a function of this value alone.

package import CostModel
package import Foundation

/// A person's word on things that are named: it may pass what guards against a rule's mistakes (`too-young`,
/// `restarted-by-human`, the tags of `guardrails.only`). What a finding passes, it tells.
package struct ByHand: Hashable, Sendable {
    /// Whether it holds too for what somebody keeps, by a tag or by a word.
    package var overridesKeeps: Bool
    /// A word that leaves alone what is kept, unless it says otherwise.
    package init(overridesKeeps: Bool = false) { self.overridesKeeps = overridesKeeps }
}

/// The input of a plan, over one account at one time.
package struct PlanRequest: Sendable {
    /// What the rules say; `clear` ones are passed over.
    package var judgements: JudgementSet
    /// The account that is planned for.
    package var account: AccountID
    /// The time of the scan that was judged, UTC.
    package var now: Date
    /// How old the knowledge of each region is.
    package var asOf: [RegionAge]
    /// What an enabled rule needs and no listing gave.
    package var gaps: [Gap]
    /// What runs in the account: the base of the limit in percent.
    package var running: [RunningInstance]
    /// The hold clocks as they stand after the scan.
    package var holds: [HoldKey: HoldState]
    /// The last day of the account, newest first: what cron may still do is counted by it.
    package var journal: [JournalEntry]
    /// Our earlier stops of any age, and the starts after them.
    package var restarts: RestartRecord
    /// The limits over every rule.
    package var guardrails: GuardrailSettings
    /// What cron may do without a person.
    package var unattended: UnattendedSettings
    /// The account of the first scan ever; nil before it.
    package var firstAccount: AccountID?
    /// The instances that this program runs on, as its witnesses said.
    package var ownHosts: [OwnHost]
    /// What persons keep, by resource; those that have ended hold nothing.
    package var keeps: [ResourceKey: Keep] = [:]
    /// A person's word that cron changes nothing; nil: there is none.
    package var pause: Pause?
    /// Which stops their owners were told of, or are to be, by resource.
    package var notices: [ResourceKey: Notice] = [:]
    /// The smallest credit that anybody named; nil: none is known.
    package var smallestCredit: Money?
    /// What the brake asks for, which a person has armed; nil: rules or a person ask.
    package var brake: BrakeOrder?
    /// What a person may pass who asks for a thing by its name; nil: rules ask.
    package var byHand: ByHand?
    /// The kinds besides machines that may be stopped and started.
    package var acts: [ResourceKind: KindActs] = [:]
    /// Whether a person asks, who may try again what AWS refused.
    package var isAttended = false
    /// Whether this is the look before a stop: what nobody has asked AWS for is then not known, and stops nothing.
    package var isBeforeStop = false

    /// A request; what is not given is empty, and an empty request plans nothing.
    package init(
        judgements: JudgementSet, account: AccountID, now: Date, asOf: [RegionAge] = [], gaps: [Gap] = [],
        running: [RunningInstance] = [], holds: [HoldKey: HoldState] = [:], journal: [JournalEntry] = [],
        guardrails: GuardrailSettings = GuardrailSettings(), unattended: UnattendedSettings = UnattendedSettings(),
        firstAccount: AccountID?, ownHosts: [OwnHost] = [], restarts: RestartRecord = RestartRecord()
    ) {
        self.judgements = judgements
        self.account = account
        self.now = now
        self.asOf = asOf
        self.gaps = gaps
        self.running = running
        self.holds = holds
        self.journal = journal
        self.guardrails = guardrails
        self.unattended = unattended
        self.firstAccount = firstAccount
        self.ownHosts = ownHosts
        self.restarts = restarts
    }
}
