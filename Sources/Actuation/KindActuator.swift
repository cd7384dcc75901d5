// Stops and starts things of kinds that files describe, by the calls of the files inside the program, and says what became of
// it. Whether it may is Planning's matter, how such things are listed Scanning's.

package import AWSAPI
package import CostModel
import Foundation

/// Changes things of some kinds, one a call. No tag is left on them: their stops stand in the journal alone.
package struct KindActuator: Sendable {
    /// A kind, and whom AWS has for it.
    package struct Kind: Sendable {
        let acts: KindActs
        let service: AWSService

        /// The two.
        package init(_ acts: KindActs, service: AWSService) {
            self.acts = acts
            self.service = service
        }
    }

    private let client: AWSClient
    private let kinds: [ResourceKind: Kind]
    private let look: @Sendable (ResourceKey) async throws -> String?

    /// - Parameters:
    ///   - look: AWS's word on the state of a thing now; nil where it is gone. Throws where it cannot be had.
    package init(
        client: AWSClient, kinds: [Kind], look: @escaping @Sendable (ResourceKey) async throws -> String?
    ) {
        self.client = client
        self.kinds = Dictionary(kinds.map { ($0.acts.kind, $0) }, uniquingKeysWith: { one, _ in one })
        self.look = look
    }

    /// Whether things of this kind are its matter.
    func knows(_ kind: ResourceKind) -> Bool { kinds[kind] != nil }

    /// Nil where it is gone. Throws what the look throws.
    func state(of resource: ResourceKey) async throws -> PowerState? {
        guard let kind = kinds[resource.kind] else {
            throw ActuationError("Nothing looks at \(resource.kind.rawValue)s")
        }
        return try await look(resource).map { PowerState(kind.acts.power($0), launchTime: nil) }
    }

    /// Makes the one call of the step. The caller has made sure of the account.
    func perform(_ step: PlanStep) async -> StepOutcome {
        guard let kind = kinds[step.resource.kind] else {
            return .skipped("costguard does not \(step.action.rawValue) a \(step.resource.kind.rawValue)")
        }
        let call = kind.acts.call(step.action)
        do {
            _ = try await client.answer(
                kind.service, WireOperation(call.operation), [WireField(call.input, .text(step.resource.id))],
                region: step.resource.region.code)
            return .done
        } catch let error as AWSError where StopRefusal(error) != .untold && !error.speaksOfState {
            let text = "\(error.code): \(error.message)"
            return StopRefusal(error) == .refused ? .refused(code: error.code, text) : .failed(text)
        } catch {
            return await outcomeByState(of: step, after: error)
        }
    }

    /// What AWS shows after a call whose answer was lost, or that speaks of the state: a call that was sent twice finds what
    /// it did the first time.
    private func outcomeByState(of step: PlanStep, after error: any Error) async -> StepOutcome {
        let was = step.action == .start ? "stopped" : "running"
        do {
            guard let state = try await state(of: step.resource)?.state else { return .failed("\(error); it is gone") }
            guard state == was else { return .done }
            if let error = error as? AWSError, error.speaksOfState {
                return .refused(code: error.code, "\(error.code): \(error.message)")
            }
            return .uncertain("\(error); AWS shows it '\(state)' still")
        } catch let second {
            return .uncertain("\(error); its state could not be read either: \(second)")
        }
    }
}

extension AWSError {
    /// Whether AWS's word is on the state of the thing, such as `InvalidDBInstanceState`.
    fileprivate var speaksOfState: Bool {
        kind == .other && (code.contains("State") || (code == "ValidationException" && message.contains("state")))
    }
}

/// Everything that costguard changes: machines by EC2, other things by their kinds.
package struct AccountActuator: Actuator {
    private let machines: EC2Actuator
    private let things: KindActuator

    /// The two.
    package init(machines: EC2Actuator, things: KindActuator) {
        self.machines = machines
        self.things = things
    }

    /// As `EC2Actuator`'s.
    package func verifiedAccount() async throws -> AccountID { try await machines.verifiedAccount() }
    /// As `EC2Actuator`'s.
    package var caller: String? { machines.caller }

    /// Stops or starts what the step names. Asks for the account first; another one than the step's is left alone.
    package func perform(_ step: PlanStep, marking mark: StopMark) async -> StepOutcome {
        guard things.knows(step.resource.kind) else { return await machines.perform(step, marking: mark) }
        if let outcome = await machines.otherAccount(than: step) { return outcome }
        return await things.perform(step)
    }

    /// Tags are written on what EC2 tags alone.
    package func tag(_ resource: ResourceKey, _ change: TagChange) async -> StepOutcome {
        guard things.knows(resource.kind) else { return await machines.tag(resource, change) }
        return .skipped("costguard writes no tags on a \(resource.kind.rawValue)")
    }

    /// Nil where it is gone. Throws where the state cannot be read.
    package func state(of resource: ResourceKey) async throws -> PowerState? {
        things.knows(resource.kind) ? try await things.state(of: resource) : try await machines.state(of: resource)
    }

    /// Tags a machine; other things bear no mark.
    package func leave(_ mark: StopMark, on resource: ResourceKey) async {
        if !things.knows(resource.kind) { await machines.leave(mark, on: resource) }
    }
}
