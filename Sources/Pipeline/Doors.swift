// The adapters that the stages work with, handed in by the composition root.
// The stages know these doors, never what stands behind them.

import CostModel
import Foundation

/// What stands on this machine: the database, the rules, the clock.
public struct LocalDoors: Sendable {
    public let observations: any ObservationStore & ObservationReader
    public let money: any MoneyStore
    public let decisions: any DecisionStore
    public let journal: any Journal
    public let outbox: any Outbox
    public let judge: any RuleJudge
    public let clock: @Sendable () -> Date

    public init(
        observations: any ObservationStore & ObservationReader, money: any MoneyStore,
        decisions: any DecisionStore, journal: any Journal, outbox: any Outbox, judge: any RuleJudge,
        clock: @escaping @Sendable () -> Date
    ) {
        (self.observations, self.money, self.decisions) = (observations, money, decisions)
        (self.journal, self.outbox, self.judge, self.clock) = (journal, outbox, judge, clock)
    }
}

/// What stands at AWS.
public struct AWSDoors: Sendable {
    public let resources: any ResourceSource
    public let metrics: any MetricSource
    public let billing: any BillingSource
    public let actuator: any Actuator
    /// Nil where the configuration names no topic.
    public let notifier: (any Notifier)?

    public init(
        resources: any ResourceSource, metrics: any MetricSource, billing: any BillingSource,
        actuator: any Actuator, notifier: (any Notifier)?
    ) {
        (self.resources, self.metrics, self.billing) = (resources, metrics, billing)
        (self.actuator, self.notifier) = (actuator, notifier)
    }
}
