// The adapters that the stages work with, handed in by the composition root.
// The stages know these ports, never what stands behind them.

package import CostModel
package import Foundation

/// What stands on this machine: the database, the rules, the clock.
package struct LocalPorts: Sendable {
    /// What scans saw, what was used between them, and when.
    package let observations: any ObservationStore & ObservationReader & ThingReader & UsageReader & TimeKeeper
    /// Bills and balances.
    package let money: any MoneyStore & CreditLedger & SelfCostLedger
    /// Hold clocks, plans, where the program runs, what persons said, and the brake.
    package let decisions:
        any DecisionStore & HostLedger & PersonLedger & RehearsalLedger & OrderLedger & BrakeLedger
            & NoticeLedger
    /// Changes, before and after.
    package let journal: any Journal
    /// Mails that are owed, whether scans succeed, and marks that were typed.
    package let outbox: any Outbox & HealthLog & AlertLedger
    /// The rules in force.
    package let judge: any RuleJudge
    /// Who runs the program, for people: `ada on laptop`; nil where nobody asks.
    package let user: String?
    /// The present time, AWS's once a call has told it; the only calendar of the stages: how long work takes is measured
    /// apart from it.
    package let clock: @Sendable () -> Date

    /// One adapter a port.
    package init(
        observations: any ObservationStore & ObservationReader & ThingReader & UsageReader & TimeKeeper,
        money: any MoneyStore & CreditLedger & SelfCostLedger,
        decisions: any DecisionStore & HostLedger & PersonLedger & RehearsalLedger & OrderLedger & BrakeLedger
            & NoticeLedger,
        journal: any Journal, outbox: any Outbox & HealthLog & AlertLedger, judge: any RuleJudge,
        user: String? = nil, clock: @escaping @Sendable () -> Date
    ) {
        self.observations = observations
        self.money = money
        self.decisions = decisions
        self.journal = journal
        self.outbox = outbox
        self.judge = judge
        self.user = user
        self.clock = clock
    }
}

extension LocalPorts {
    /// The same, with other rules in force.
    func judging(by judge: any RuleJudge) -> LocalPorts {
        LocalPorts(
            observations: observations, money: money, decisions: decisions, journal: journal, outbox: outbox,
            judge: judge, user: user, clock: clock)
    }
}

/// What stands at AWS.
package struct AWSPorts: Sendable {
    /// Lists the account.
    package let resources: any ResourceSource
    /// Reads CloudWatch.
    package let metrics: any MetricSource
    /// Reads what AWS says of money.
    package let billing: any BillingSource
    /// Changes instances.
    package let actuator: any Actuator
    /// Tells which instance the program runs on.
    package let host: any HostWitness
    /// Nil where the configuration names no topic.
    package let notifier: (any Notifier)?
    /// Tells who started a machine; nil: nobody is asked.
    package let launchers: (any LauncherSource)?
    /// What AWS has told of the time by now. `LocalPorts.clock` follows it.
    package let time: @Sendable () -> TimeReading

    /// One adapter a port. Without `time`, the clock is taken to be AWS's.
    package init(
        resources: any ResourceSource, metrics: any MetricSource, billing: any BillingSource,
        actuator: any Actuator, host: any HostWitness, notifier: (any Notifier)?,
        launchers: (any LauncherSource)? = nil,
        time: @escaping @Sendable () -> TimeReading = { TimeReading(ahead: 0) }
    ) {
        self.time = time
        self.resources = resources
        self.metrics = metrics
        self.billing = billing
        self.actuator = actuator
        self.host = host
        self.notifier = notifier
        self.launchers = launchers
    }
}
