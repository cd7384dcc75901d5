// What AWS's refusals of a stop mean: whether another try may succeed, and what to do about them.

import AWSAPI
import CostModel

/// What an error in answer to a stop says.
enum StopRefusal {
    /// The machine may have been stopped, or be on its way: only a look at it tells.
    case untold
    /// Nothing was stopped; another try may succeed.
    case passing
    /// AWS said no, and will say so again until a policy, a key or the machine is changed.
    case refused

    /// Nothing was stopped: it is not there, it is not yet what it will be, or the account is being looked at, for
    /// hours at most. Source: EC2 API reference, "Error codes".
    private static let passingCodes: Set<String> = [
        "InvalidInstanceID.NotFound", "InvalidInstanceID.Malformed", "IncorrectState", "PendingVerification",
    ]

    /// A state from which it cannot be stopped: already stopping, still starting, or something that it does not tell.
    static let stateCode = "IncorrectInstanceState"

    init(_ error: AWSError) {
        switch error.kind {
        case .network, .unreadable: self = .untold
        case .throttled, .credentials, .clock, .regionNotEnabled, .dryRunPassed: self = .passing
        case .denied: self = error.saysLabIsOver ? .passing : .refused
        case .other where error.mayPass || error.code == StopRefusal.stateCode: self = .untold
        case .other where StopRefusal.passingCodes.contains(error.code): self = .passing
        case .other: self = error.httpStatus == nil ? .untold : .refused
        }
    }

    static func text(_ error: AWSError, _ resource: ResourceKey, hibernating: Bool = false) -> String {
        guard let hint = hint(error.code, resource, hibernating) else { return String(describing: error) }
        return "\(error.code): \(error.message)\nhint: \(hint)"
    }

    private static func hint(_ code: String, _ resource: ResourceKey, _ hibernating: Bool) -> String? {
        switch code {
        case "OperationNotPermitted":
            "it is protected: `aws ec2 modify-instance-attribute --no-disable-api-stop --instance-id \(resource.id)"
                + " --region \(resource.region)` lifts stop protection"
        case "UnsupportedHibernationConfiguration",
            "UnsupportedOperation" where hibernating:
            "AWS cannot hibernate it as it is now; some minutes after its start it may. With 'guardrails: { hibernate: "
                + "false }' in the configuration it is stopped without its memory"
        case "UnsupportedOperation":
            "only instances with an EBS root can be stopped, and of spot instances only those of a persistent request "
                + "that belong to no launch group; else save your work and terminate it"
        case "InvalidInstanceID.NotFound", "InvalidInstanceID.Malformed":
            "the instance is gone; `costguard scan` brings the plan up to date"
        default: nil
        }
    }
}

/// What to do where AWS does not start a machine.
enum StartRefusal {
    /// Nil where the error itself says all there is to say. After these nothing was started.
    /// Source: EC2 API reference, "Error codes".
    static func help(_ code: String, _ resource: ResourceKey) -> String? {
        switch code {
        case "InsufficientInstanceCapacity", "InsufficientHostCapacity", "InsufficientReservedInstanceCapacity":
            "AWS has no room for this type in its zone at the moment; nothing was started. Try again in some minutes, change "
                + "the type while it is stopped, or start a new machine in another zone from a snapshot"
        case "VcpuLimitExceeded", "InstanceLimitExceeded", "MaxSpotInstanceCountExceeded":
            "the account's quota of running machines is used up: stop another one, or ask for more under Service Quotas in "
                + "the console"
        case "UnauthorizedOperation", "AccessDenied":
            "these keys may not start it: 'costguard iam-policy --hands' prints the policy that they lack; whoever may, "
                + "says: aws ec2 start-instances --region \(resource.region) --instance-ids \(resource.id)"
        case "IncorrectSpotRequestState":
            "its Spot request does not let it start now: AWS starts it itself when there is room"
        default: nil
        }
    }
}
