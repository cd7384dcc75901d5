// What AWS's refusals of a stop mean, and what to do about them.

import AWSAPI
import CostModel

enum StopRefusal {
    /// Whether AWS took the request and said no, so that nothing has happened. Of a lost or broken answer, and
    /// of a state that forbids the stop, only a look at the instance tells.
    static func isFinal(_ error: AWSError) -> Bool {
        if error.code == "IncorrectInstanceState" { return false }
        switch error.kind {
        case .network, .unreadable: return false
        case .denied, .regionNotEnabled, .throttled, .credentials, .clock, .dryRunPassed: return true
        case .other: return error.httpStatus.map { $0 < 500 } ?? false
        }
    }

    static func text(_ error: AWSError, _ resource: ResourceKey) -> String {
        guard let hint = hint(error.code, resource) else { return String(describing: error) }
        return "\(error.code): \(error.message)\nhint: \(hint)"
    }

    private static func hint(_ code: String, _ resource: ResourceKey) -> String? {
        switch code {
        case "OperationNotPermitted":
            "it is protected: `aws ec2 modify-instance-attribute --no-disable-api-stop --instance-id \(resource.id)"
                + " --region \(resource.region)` lifts stop protection"
        case "UnsupportedOperation":
            "only instances with an EBS root can be stopped, and of spot instances only those of a persistent request"
        case "InvalidInstanceID.NotFound", "InvalidInstanceID.Malformed":
            "the instance is gone; `costguard scan` brings the plan up to date"
        default: nil
        }
    }
}
