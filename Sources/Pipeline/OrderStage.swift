// Ends persons' orders for later: those that were carried out, and those whose machine has stopped, gone, or started again
// meanwhile. Carrying them out goes the way of plans.

package import CostModel
import Foundation
import Reporting

/// An order that has ended.
package struct EndedOrder: Sendable {
    /// What was said.
    package let order: StopOrder
    /// What became of it, for people.
    package let outcome: String
    /// Whether it was carried out.
    package let isDone: Bool
}

/// Settles orders. Asks AWS nothing.
struct OrderStage: Sendable {
    let local: LocalPorts

    /// For how long after an order AWS may show its machine as it was before, in seconds: who starts one and orders its stop
    /// would lose the order to a list that does not know the start yet.
    private static let settling: TimeInterval = 10 * 60

    /// A stage over the ports of this machine.
    init(_ local: LocalPorts) { self.local = local }

    /// What a scan shows of the machines ends their orders; what it did not see ends none.
    ///
    /// - Returns: what ended, the oldest order first.
    func settle(account: AccountID, at now: Date) async throws -> [EndedOrder] {
        let orders = try await local.decisions.orders(account: account)
        guard let first = orders.map(\.since).min() else { return [] }
        let running = try await local.observations.running(in: account)
        // An order of a clock that was ahead is younger than its stop.
        let journal = try await local.journal.entries(
            account: account, since: min(first, now).addingTimeInterval(-.day))
        var ended: [EndedOrder] = []
        for order in orders {
            guard let end = try await end(of: order, running, journal, at: now) else { continue }
            _ = try await local.decisions.endOrder(on: order.resource, outcome: end.outcome, at: now)
            ended.append(end)
        }
        return ended
    }

    private func end(
        of order: StopOrder, _ running: [RunningInstance], _ journal: [JournalEntry], at now: Date
    ) async throws -> EndedOrder? {
        let isDone = journal.contains { entry in
            entry.intent.resource == order.resource && entry.intent.rule == order.ruleName && entry.outcome == .done
                && isSameStart(entry.intent.launchTime, order.launchTime)
        }
        // Whatever is shown: AWS may show what was stopped as running for a while.
        if isDone { return EndedOrder(order: order, outcome: "done: it was stopped", isDone: true) }
        let machine = running.first { $0.key == order.resource }
        if let machine, isSameStart(machine.launchTime, order.launchTime) { return nil }
        if abs(now.timeIntervalSince(order.since)) < Self.settling { return nil }
        let isThere = try await local.observations.find(order.resource.id).contains(order.resource)
        let outcome =
            if machine != nil {
                "it was stopped and started again meanwhile, and the order was for the run before"
            } else if isThere {
                "it does not run any more: somebody else stopped it"
            } else {
                "it is gone"
            }
        return EndedOrder(order: order, outcome: outcome, isDone: false)
    }
}
