// What is changed besides a stop: an instance is started, a tag is written or taken away.

import AWSAPI
package import CostModel

extension EC2Actuator {
    /// The IAM actions that these need besides those of a stop.
    package static let handPermissions = ["ec2:CreateTags", "ec2:DeleteTags", "ec2:StartInstances"]

    /// Retries do no harm: to start an instance that is starting changes nothing.
    func start(_ resource: ResourceKey) async -> StepOutcome {
        do {
            let answer = try await client.query(
                .ec2, "StartInstances", ["InstanceId.1": resource.id], region: resource.region.code)
            let changed = answer["instancesSet"]?.items.first { $0.text("instanceId") == resource.id }
            if let state = changed?["currentState"]?.text("name"), Self.isStarted(state) { return .done }
            return await startByState(of: resource, after: "AWS's answer to the start does not tell the new state")
        } catch let error as AWSError {
            if let help = StartRefusal.help(error.code, resource) {
                let text = "\(error.code): \(help)"
                return error.isDenied ? .refused(code: error.code, text) : .failed(text)
            }
            switch StopRefusal(error) {
            case .refused: return .refused(code: error.code, String(describing: error))
            case .passing: return .failed(String(describing: error))
            case .untold: return await startByState(of: resource, after: String(describing: error))
            }
        } catch {
            return await startByState(of: resource, after: String(describing: error))
        }
    }

    /// What AWS shows after a start whose answer was lost or does not tell.
    private func startByState(of resource: ResourceKey, after cause: String) async -> StepOutcome {
        do {
            guard let state = try await state(of: resource)?.state else {
                return .failed("\(cause); the instance is gone")
            }
            if Self.isStarted(state) { return .done }
            let why = "\(cause); AWS shows the instance '\(state)'"
            return state == "stopped" ? .uncertain("\(why) still") : .failed(why)
        } catch {
            return .uncertain("\(cause); its state could not be read either: \(error)")
        }
    }

    private static func isStarted(_ state: String) -> Bool { state == "pending" || state == "running" }

    /// Of any kind of resource that has tags.
    package func tag(_ resource: ResourceKey, _ change: TagChange) async -> StepOutcome {
        var parameters: Parameters = ["ResourceId.1": resource.id]
        let operation: String
        switch change {
        case .write(let key, let value):
            operation = "CreateTags"
            parameters.set("Tag.1.Key", key)
            parameters.set("Tag.1.Value", value)
        case .remove(let key, let value):
            operation = "DeleteTags"
            parameters.set("Tag.1.Key", key)
            // Then AWS takes the tag only where it says this. Source: EC2 API reference, DeleteTags.
            if let value { parameters.set("Tag.1.Value", value) }
        }
        do {
            _ = try await client.query(.ec2, operation, parameters, region: resource.region.code)
            return .done
        } catch let error as AWSError where error.code == "InvalidInstanceID.NotFound" || error.code == "InvalidID" {
            return .skipped("it is gone")
        } catch let error as AWSError where error.isDenied {
            return .refused(code: error.code, String(describing: error))
        } catch {
            return .failed(String(describing: error))
        }
    }
}
