// The adapters that the stages work with, handed in by the composition root.
// The stages know these doors, never what stands behind them.

import CostModel
import Foundation

/// What stands on this machine: the database, the rules, the clock.
public struct LocalDoors: Sendable {
    /// What scans saw, what was used between them, and when.
    public let observations: any ObservationStore & ObservationReader & UsageReader & TimeKeeper
    /// Bills and balances.
    public let money: any MoneyStore & CreditLedger & SelfCostLedger
    /// Hold clocks, plans, and where the program runs.
    public let decisions: any DecisionStore & HostLedger
    /// Changes, before and after.
    public let journal: any Journal
    /// Mails that are owed, whether scans succeed, and marks that were typed.
    public let outbox: any Outbox & HealthLog & AlertLedger
    /// The rules in force.
    public let judge: any RuleJudge
    /// The present time, AWS's once a call has told it; the only clock of the stages.
    public let clock: @Sendable () -> Date

    /// One adapter a door.
    public init(
        observations: any ObservationStore & ObservationReader & UsageReader & TimeKeeper,
        money: any MoneyStore & CreditLedger & SelfCostLedger, decisions: any DecisionStore & HostLedger,
        journal: any Journal, outbox: any Outbox & HealthLog & AlertLedger, judge: any RuleJudge,
        clock: @escaping @Sendable () -> Date
    ) {
        (self.observations, self.money, self.decisions) = (observations, money, decisions)
        (self.journal, self.outbox, self.judge, self.clock) = (journal, outbox, judge, clock)
    }
}

/// What stands at AWS.
public struct AWSDoors: Sendable {
    /// Lists the account.
    public let resources: any ResourceSource
    /// Reads CloudWatch.
    public let metrics: any MetricSource
    /// Reads what AWS says of money.
    public let billing: any BillingSource
    /// Changes instances.
    public let actuator: any Actuator
    /// Tells which instance the program runs on.
    public let host: any HostWitness
    /// Nil where the configuration names no topic.
    public let notifier: (any Notifier)?
    /// Tells who started a machine; nil: nobody is asked.
    public let launchers: (any LauncherSource)?
    /// What AWS has told of the time by now. `LocalDoors.clock` follows it.
    public let time: @Sendable () -> TimeReading

    /// One adapter a door. Without `time`, the clock is taken to be AWS's.
    public init(
        resources: any ResourceSource, metrics: any MetricSource, billing: any BillingSource,
        actuator: any Actuator, host: any HostWitness, notifier: (any Notifier)?,
        launchers: (any LauncherSource)? = nil,
        time: @escaping @Sendable () -> TimeReading = { TimeReading(ahead: 0) }
    ) {
        self.time = time
        (self.resources, self.metrics, self.billing) = (resources, metrics, billing)
        (self.actuator, self.host, self.notifier) = (actuator, host, notifier)
        self.launchers = launchers
    }
}
