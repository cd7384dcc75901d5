// StopInstances and StartInstances: all named instances or none.

package import Foundation
package import SimulatedAWS

extension EC2 {
    static func stopInstances(_ world: inout World, _ call: Call) throws -> XMLWriter {
        try changePower(&world, call) { instance in
            try refuseStop(instance, at: call.now)
            guard instance.power == .running else { return }
            let hibernates = call.form["Hibernate"] == "true"
            guard !hibernates || instance.canHibernate else {
                throw AWSFailure(
                    "UnsupportedHibernationConfiguration",
                    "The instance '\(instance.id)' does not have hibernation configured.")
            }
            instance.stop(at: call.now)
            instance.isHibernated = hibernates
        }
    }

    static func startInstances(_ world: inout World, _ call: Call) throws -> XMLWriter {
        try changePower(&world, call) { instance in
            switch instance.state(at: call.now) {
            case .running, .pending: return
            case .stopped: instance.start(at: call.now)
            case .stopping, .terminated:
                throw AWSFailure(
                    "IncorrectInstanceState",
                    "The instance '\(instance.id)' is not in a state from which it can be started.")
            }
        }
    }

    /// What EC2 refuses to stop. Source: EC2 user guide, "Stop and start", "Stop protection", "Spot"; 2023-06.
    private static func refuseStop(_ instance: Instance, at now: Date) throws {
        let state = instance.state(at: now)
        guard state != .terminated, state != .pending else {
            throw AWSFailure(
                "IncorrectInstanceState",
                "This instance '\(instance.id)' is not in a state from which it can be stopped.")
        }
        guard instance.rootDevice == "ebs" else {
            throw AWSFailure(
                "UnsupportedOperation",
                "The instance '\(instance.id)' does not have an 'ebs' root device type and cannot be stopped.")
        }
        if let spot = instance.spot, !spot.isPersistent {
            throw AWSFailure(
                "UnsupportedOperation",
                "You can't stop the Spot Instance '\(instance.id)' because it is associated with a one-time Spot "
                    + "Instance request. You can only stop Spot Instances associated with persistent Spot Instance "
                    + "requests.")
        }
        guard !instance.isStopProtected else {
            throw AWSFailure(
                "OperationNotPermitted",
                "The instance '\(instance.id)' may not be stopped. Modify its 'disableApiStop' instance attribute and "
                    + "try again.")
        }
    }

    private static func changePower(
        _ world: inout World, _ call: Call, _ change: (inout Instance) throws -> Void
    ) throws -> XMLWriter {
        let ids = call.form.list("InstanceId")
        guard !ids.isEmpty else {
            throw AWSFailure("MissingParameter", "The request must contain the parameter InstanceId")
        }
        // DryRun asks for permission only, not for protection or state.
        if call.form["DryRun"] == "true" { throw AWSFailure.dryRunPassed }
        let before = try ids.map { try instance($0, world[call.region]) }
        let after = try before.map { instance in
            var instance = instance
            try change(&instance)
            return instance
        }
        world[Extras.self].powerCalls += zip(before, after).map { old, new in
            PowerCall(
                instance: old.id, isStop: call.action == "StopInstances", launchedAt: old.launchedAt, at: call.now,
                changed: old.power != new.power)
        }
        for (old, new) in zip(before, after) where old.power != new.power {
            world[call.region][instance: new.id] = new
            if new.power == .running {
                world.billing.resume(new.id, at: call.now)
            } else {
                world.billing.end(new.id, at: call.now)
            }
        }
        var xml = XMLWriter()
        xml.list("instancesSet", of: zip(before, after)) { xml, change in
            xml.leaf("instanceId", change.1.id)
            for (name, instance) in [("currentState", change.1), ("previousState", change.0)] {
                let state = instance.state(at: call.now)
                xml.node(name) { xml in
                    xml.leaf("code", state.code)
                    xml.leaf("name", state.rawValue)
                }
            }
        }
        return xml
    }
}

extension Instance {
    /// Stops it as EC2 does: the automatic address goes, the run ends.
    package mutating func stop(at now: Date) {
        power = .stopped
        changedAt = now
        publicIP = nil
    }

    /// Starts it as EC2 does: a new launch time, and a new address where it had one by itself.
    package mutating func start(at now: Date) {
        if let end = changedAt, end > launchedAt { earlierRuns.append(launchedAt..<end) }
        power = .running
        changedAt = now
        launchedAt = now
    }
}

extension Billing {
    /// Ends what flows for a resource.
    mutating func end(_ resource: String, at now: Date) {
        for index in charges.indices where charges[index].resource == resource && charges[index].until == nil {
            charges[index].until = now
        }
    }

    /// Lets what flowed last for a resource flow again.
    mutating func resume(_ resource: String, at now: Date) {
        guard var charge = charges.last(where: { $0.resource == resource }), charge.until != nil else { return }
        charge.from = now
        charge.until = nil
        charges.append(charge)
    }
}
