// A person's order to stop a machine later: once, at a time, or as soon as it is idle. The guard's next runs carry it out.

package import Foundation

/// A person's word that a machine is to be stopped later.
package struct StopOrder: Hashable, Sendable {
    /// When it is to be stopped.
    package enum Condition: Hashable, Sendable {
        /// At this time, or at the first run after it, whatever the machine does.
        case at(Date)
        /// Once it has done nothing for so many seconds.
        case whenIdle(Int)
    }

    /// What is to be stopped.
    package let resource: ResourceKey
    /// The name at that time, for people.
    package let name: String?
    /// When.
    package let condition: Condition
    /// The start that is to be ended, by AWS's clock: a later one is somebody else's use. Nil: it was not known.
    package let launchTime: Date?
    /// When it was said.
    package let since: Date
    /// Who said it: `ada on laptop`.
    package let who: String

    /// An order, all its parts given.
    package init(
        resource: ResourceKey, name: String?, condition: Condition, launchTime: Date?, since: Date, who: String
    ) {
        self.resource = resource
        self.name = name
        self.condition = condition
        self.launchTime = launchTime
        self.since = since
        self.who = who
    }

    /// The time at which it is to be stopped; nil: once it is idle.
    package var at: Date? { if case .at(let date) = condition { date } else { nil } }

    /// For how long it must have been idle; nil: it has a time.
    package var idleSeconds: Int? { if case .whenIdle(let seconds) = condition { seconds } else { nil } }

    /// How the names of the rules begin that orders judge by. No rule of a file can have such a name.
    package static let rulePrefix = "order/"

    /// The name of its rule, in plans and the journal.
    package var ruleName: String {
        switch condition {
        case .at: StopOrder.rulePrefix + "at"
        case .whenIdle(let seconds): StopOrder.rulePrefix + "idle-\(seconds)"
        }
    }
}

/// Keeps orders. Nothing is rewritten: what ended stays as history.
package protocol OrderLedger: Sendable {
    /// What was neither carried out nor taken back, in the order in which it was said; one a machine.
    func orders(account: AccountID) async throws -> [StopOrder]
    /// Takes the place of an earlier order on the same machine. Durable when it returns.
    func record(_ order: StopOrder) async throws
    /// Ends an order, and says what became of it. Whether there was one.
    func endOrder(on resource: ResourceKey, outcome: String, at now: Date) async throws -> Bool
}
