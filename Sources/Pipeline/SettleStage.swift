// A run was killed between an intent and its outcome: look at AWS, and write down what became of it.

package import CostModel
import Foundation

/// Settles what earlier runs left open. Call it with the writer's lock held, before anything is changed.
package struct SettleStage: Sendable {
    let local: LocalPorts
    let aws: AWSPorts
    /// A stage over these ports.
    package init(_ local: LocalPorts, _ aws: AWSPorts) {
        self.local = local
        self.aws = aws
    }

    /// Returns the entries that it settled. What AWS does not tell stays open and is asked again next time.
    package func run() async throws -> [JournalEntry] {
        let open = try await local.journal.openEntries()
        guard !open.isEmpty else { return [] }
        let account = try await aws.actuator.verifiedAccount()
        var settled: [JournalEntry] = []
        for entry in open where entry.intent.resource.account == account {
            let now = local.clock()
            guard let outcome = await outcome(of: entry.intent, at: now) else { continue }
            if outcome == .done, entry.intent.action == .stop {
                // The run that was killed may not have come to it. Before the journal says done, for then nobody asks again.
                await aws.actuator.leave(
                    entry.intent.mark(databaseID: try await local.journal.databaseID()), on: entry.intent.resource)
            }
            try await local.journal.settle(entry.id, outcome, at: now)
            settled.append(JournalEntry(id: entry.id, intent: entry.intent, outcome: outcome, settledAt: now))
        }
        return settled
    }

    private func outcome(of intent: JournalIntent, at now: Date) async -> StepOutcome? {
        switch intent.action {
        case .stop, .start: break
        case .keep, .unkeep:
            // Our own word was written before, and holds without the tag.
            return .uncertain("it was cut short; 'costguard \(intent.action.rawValue)' writes the tag again")
        case .mark, .unmark:
            // The notice is in our database; the next run looks at the tag, and writes it or takes it away again.
            return .uncertain("it was cut short; the next run looks at the tag again")
        case .flag, .notify:
            // A net that AWS was asked for stops nothing; whether it is there, 'init' tells when it is called again.
            return .uncertain("it was cut short; call 'costguard init' for it again")
        }
        do {
            guard let seen = try await aws.actuator.state(of: intent.resource) else { return .skipped("it is gone") }
            return Self.outcome(of: intent, seen, at: now)
        } catch {
            // It stays open: the next start asks again, and 'history' shows it.
            return nil
        }
    }

    /// What the state of a machine says of a stop that nobody saw the end of. One that runs since another start than
    /// the one to be stopped was stopped: somebody started it again.
    static func outcome(of intent: JournalIntent, _ seen: PowerState, at now: Date) -> StepOutcome {
        if intent.action == .start { return outcome(ofStart: intent, seen.state, at: now) }
        switch seen.state {
        case "stopping", "stopped": return .done
        case "shutting-down", "terminated": return .skipped("it is '\(seen.state)'")
        default: break
        }
        let why = "the run was cut short; the instance is '\(seen.state)'"
        guard let start = seen.launchTime else { return .uncertain("\(why), since when AWS does not say") }
        let open = JournalEntry(id: 0, intent: intent, outcome: nil, settledAt: nil)
        if StopWitness(open)?.precedes(start, at: now) == true {
            return intent.launchTime == nil ? .uncertain("\(why), perhaps again") : .done
        }
        // AWS may not have come to it yet, or not show it.
        return isFresh(intent, at: now) ? .uncertain("\(why) still") : .failed(why)
    }

    private static func outcome(ofStart intent: JournalIntent, _ state: String, at now: Date) -> StepOutcome {
        let why = "the run was cut short; the instance is '\(state)'"
        switch state {
        case "pending", "running": return .done
        case "stopped",
            "stopping" where isFresh(intent, at: now):
            return .uncertain("\(why) still")
        default: return .failed(why)
        }
    }

    private static func isFresh(_ intent: JournalIntent, at now: Date) -> Bool {
        abs(now.timeIntervalSince(intent.at)) < settling
    }

    /// For how long after the call a stop may not show yet, in seconds.
    private static let settling: TimeInterval = 5 * 60
}
