// Stops an instance and says what became of it; and tries whether stopping would be allowed, without stopping anything.
// Leaves what may be stopped to Planning, and whether it is still idle to the second look of the pipeline.
package import AWSAPI
package import CostModel
import Foundation

/// Stops EC2 instances, one a call.
package struct EC2Actuator: Actuator {
    /// The IAM actions that stopping needs. GetCallerIdentity needs none.
    package static let permissions = ["ec2:CreateTags", "ec2:DescribeInstances", "ec2:StopInstances"]

    let client: AWSClient
    private let homeRegion: Region
    private let report: @Sendable (String) -> Void

    /// - Parameters:
    ///   - homeRegion: where the account is asked for.
    ///   - report: takes what a person should know of a step that is done all the same, one line.
    package init(client: AWSClient, homeRegion: Region, report: @escaping @Sendable (String) -> Void) {
        self.client = client
        self.homeRegion = homeRegion
        self.report = report
    }

    /// The account of the credentials. Throws `AWSError`.
    package func verifiedAccount() async throws -> AccountID {
        let digits = try await client.callerAccount(region: homeRegion.code)
        guard let account = AccountID(digits) else { throw ActuationError("'\(digits)' is no account") }
        return account
    }

    /// As the last `verifiedAccount` told it.
    package var caller: String? { client.callerARN }

    /// Stops the step's instance and tags it, or starts it. Asks for the account first; another one than the step's is
    /// left alone.
    package func perform(_ step: PlanStep, marking mark: StopMark) async -> StepOutcome {
        guard [.stop, .start].contains(step.action), step.resource.kind == .instance else {
            return .skipped(
                "costguard does not \(step.action.rawValue) a resource of kind '\(step.resource.kind.rawValue)'")
        }
        if let outcome = await otherAccount(than: step) { return outcome }
        if step.action == .start { return await start(step.resource) }
        var outcome = await stop(step.resource, hibernating: step.memory != .lost)
        if case .refused(let code, let why) = outcome, step.memory == .keptIfPossible {
            report("'\(step.resource.id)' is stopped without its memory: \(code): \(why)")
            outcome = await stop(step.resource, hibernating: false)
        }
        if outcome == .done { await leave(mark, on: step.resource) }
        return outcome
    }

    /// What becomes of a step whose account is not that of the credentials, or where that is not known; nil: it is the same.
    func otherAccount(than step: PlanStep) async -> StepOutcome? {
        do {
            let account = try await verifiedAccount()
            guard account != step.resource.account else { return nil }
            return .skipped("the credentials belong to account '\(account)', expected '\(step.resource.account)'")
        } catch {
            return .failed(
                "the account was not verified, so nothing was \(step.action == .start ? "started" : "stopped"): \(error)"
            )
        }
    }

    /// Nil where the instance is gone. Throws `AWSError` or `ActuationError`.
    package func state(of resource: ResourceKey) async throws -> PowerState? {
        guard resource.kind == .instance else {
            throw ActuationError("The state of '\(resource.id)' cannot be read: it is no instance")
        }
        do {
            let answer = try await client.query(
                .ec2, "DescribeInstances", ["InstanceId.1": resource.id], region: resource.region.code)
            guard let reservations = answer["reservationSet"] else {
                throw ActuationError("The state of '\(resource.id)' cannot be read: the answer holds no instances")
            }
            let instances = reservations.items.flatMap { $0["instancesSet"]?.items ?? [] }
            // Of one that is gone AWS says so, by an error.
            guard let instance = instances.first(where: { $0.text("instanceId") == resource.id }) else {
                throw ActuationError("The state of '\(resource.id)' cannot be read: the answer is of other instances")
            }
            guard let state = instance["instanceState"]?.text("name") else {
                throw ActuationError("The state of '\(resource.id)' cannot be read: the answer does not tell it")
            }
            return PowerState(state, launchTime: instance.text("launchTime").flatMap(UTCTime.date))
        } catch let error as AWSError where error.code == "InvalidInstanceID.NotFound" {
            return nil
        }
    }

    /// - Parameter hibernating: asks AWS to keep the memory. Where AWS refuses that, nothing is stopped.
    private func stop(_ resource: ResourceKey, hibernating: Bool) async -> StepOutcome {
        var parameters: Parameters = ["InstanceId.1": resource.id]
        if hibernating { parameters.set("Hibernate", "true") }
        do {
            // Retries do no harm: to stop an instance that is stopping changes nothing.
            let answer = try await client.query(.ec2, "StopInstances", parameters, region: resource.region.code)
            let changed = answer["instancesSet"]?.items.first { $0.text("instanceId") == resource.id }
            if let state = changed?["currentState"]?.text("name"), Self.isStopped(state) { return .done }
            return await outcomeByState(of: resource, after: "AWS's answer to the stop does not tell the new state")
        } catch let error as AWSError {
            switch StopRefusal(error) {
            case .refused:
                return .refused(code: error.code, StopRefusal.text(error, resource, hibernating: hibernating))
            case .passing: return .failed(StopRefusal.text(error, resource))
            case .untold:
                let code = error.code == StopRefusal.stateCode ? error.code : nil
                return await outcomeByState(of: resource, after: String(describing: error), saying: code)
            }
        } catch {
            return await outcomeByState(of: resource, after: String(describing: error))
        }
    }

    /// What AWS shows after a stop whose answer was lost or does not tell.
    ///
    /// - Parameter code: AWS's word that its state forbids the stop: where it runs all the same, that is a refusal.
    private func outcomeByState(
        of resource: ResourceKey, after cause: String, saying code: String? = nil
    ) async -> StepOutcome {
        do {
            guard let state = try await state(of: resource)?.state else {
                return .failed("\(cause); the instance is gone")
            }
            if Self.isStopped(state) { return .done }
            let why = "\(cause); AWS shows the instance '\(state)'"
            if let code { return state == "running" ? .refused(code: code, why) : .failed(why) }
            // AWS may not have come to the stop yet, or not show it: if somebody starts it again, that is an answer to it.
            return ["running", "pending"].contains(state) ? .uncertain("\(why) still") : .failed(why)
        } catch {
            return .uncertain("\(cause); its state could not be read either: \(error)")
        }
    }

    static func isStopped(_ state: String) -> Bool { state == "stopping" || state == "stopped" }

    /// The stop stands without its tag, so a failure is told and changes nothing.
    package func leave(_ mark: StopMark, on resource: ResourceKey) async {
        do {
            let parameters: Parameters = [
                "ResourceId.1": resource.id, "Tag.1.Key": StopMark.key, "Tag.1.Value": mark.value,
            ]
            _ = try await client.query(.ec2, "CreateTags", parameters, region: resource.region.code)
        } catch {
            report("'\(resource.id)' was stopped, but not tagged '\(StopMark.key)': \(error)")
        }
    }
}

/// A trial of StopInstances, or StartInstances, with DryRun: AWS checks the permission, and nothing else.
package struct StopTrial: Sendable {
    private let client: AWSClient

    /// A trial by this client's credentials.
    package init(client: AWSClient) { self.client = client }

    /// Whether the credentials may stop this instance, or start it. Protection and state are not looked at. Costs nothing.
    ///
    /// - Parameter action: a stop, unless it is `start`.
    /// - Throws: `AWSError` where AWS answers neither yes nor no.
    package func isAllowed(_ instance: ResourceKey, to action: Action = .stop) async throws -> Bool {
        do {
            // AWS answers a trial with an error in either case. Source: EC2 API reference, DryRun.
            _ = try await client.query(
                .ec2, action == .start ? "StartInstances" : "StopInstances",
                ["InstanceId.1": instance.id, "DryRun": "true"], region: instance.region.code)
            return true
        } catch let error as AWSError where error.kind == .dryRunPassed {
            return true
        } catch let error as AWSError where error.isDenied {
            return false
        }
    }
}

/// Something about a change to AWS that could not be read.
package struct ActuationError: Error, Sendable, CustomStringConvertible {
    /// What failed, on what.
    package let description: String
    init(_ description: String) { self.description = description }
}
