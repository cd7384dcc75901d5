// A run was killed between an intent and its outcome: look at AWS, and write down what became of it.

import CostModel
import Foundation

/// Settles what earlier runs left open. Call it with the writer's lock held, before anything is changed.
public struct SettleStage: Sendable {
    let local: LocalDoors
    let aws: AWSDoors
    /// A stage over these doors.
    public init(_ local: LocalDoors, _ aws: AWSDoors) { (self.local, self.aws) = (local, aws) }

    /// Returns the entries that it settled. What AWS does not tell stays open and is asked again next time.
    public func run() async throws -> [JournalEntry] {
        let open = try await local.journal.openEntries()
        guard !open.isEmpty else { return [] }
        let account = try await aws.actuator.verifiedAccount()
        var settled: [JournalEntry] = []
        for entry in open where entry.intent.resource.account == account {
            guard let outcome = await outcome(of: entry.intent) else { continue }
            let now = local.clock()
            try await local.journal.settle(entry.id, outcome, at: now)
            settled.append(JournalEntry(id: entry.id, intent: entry.intent, outcome: outcome, settledAt: now))
        }
        return settled
    }

    private func outcome(of intent: JournalIntent) async -> StepOutcome? {
        // A net that AWS was asked for stops nothing; whether it is there, 'init' tells when it is called again.
        guard intent.action.changesAWS else {
            return .uncertain("it was cut short; call 'costguard init' for it again")
        }
        do {
            switch try await aws.actuator.state(of: intent.resource) {
            case nil: return .skipped("it is gone")
            case "stopping", "stopped": return .done
            case let state?: return .failed("the run was cut short; the instance is '\(state)'")
            }
        } catch {
            // It stays open: the next start asks again, and 'history' shows it.
            return nil
        }
    }
}
