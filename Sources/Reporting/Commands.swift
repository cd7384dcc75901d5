// Commands and links to copy. What comes from outside enters them only as letters, digits and hyphens.

import CostModel

/// AWS's own commands, and pages of its console.
enum Commands {
    /// The console's page of an instance, alone on its line so that a phone makes it a link.
    static func consoleLink(_ key: ResourceKey) -> String {
        let region = key.region.code
        let base = "https://\(region).\(consoleDomain(region))/ec2/home?region=\(region)"
        return "\(base)#InstanceDetails:instanceId=\(plainID(key))"
    }

    /// By partition. Source: docs.aws.amazon.com/signin, "AWS sign-in endpoints"; docs.aws.eu for the sovereign cloud.
    private static func consoleDomain(_ region: String) -> String {
        if region.hasPrefix("cn-") { return "console.amazonaws.cn" }
        if region.hasPrefix("us-gov-") { return "console.amazonaws-us-gov.com" }
        if region.hasPrefix("eusc-") { return "console.amazonaws-eusc.eu" }
        return "console.aws.amazon.com"
    }

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
