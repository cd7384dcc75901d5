// Commands to copy. What comes from outside enters them only as letters, digits and hyphens.

import CostModel

/// AWS's own commands.
enum Commands {
    static func stop(_ key: ResourceKey) -> String {
        "aws ec2 stop-instances --region \(key.region.code) --instance-ids \(plainID(key))"
    }

    static func start(_ key: ResourceKey) -> String {
        "aws ec2 start-instances --region \(key.region.code) --instance-ids \(plainID(key))"
    }

    /// What takes a guardrail away, where one command does.
    static func allowing(_ refusal: Refusal, _ key: ResourceKey) -> String? {
        guard refusal.guardrail == "stop-protection" else { return nil }
        return "aws ec2 modify-instance-attribute --no-disable-api-stop --region \(key.region.code) "
            + "--instance-id \(plainID(key))"
    }

    static func plainID(_ key: ResourceKey) -> String {
        key.id.filter { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") }
    }
}
