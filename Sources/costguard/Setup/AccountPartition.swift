// In which AWS world the account lives, as far as it is known without asking: for ARNs in policies.

import AWSAPI
import CostModel

enum AccountPartition {
    /// The partition's name in ARNs, such as `aws-cn`: that of the topic, else of the first region that is named,
    /// else of the region in the AWS configuration; `aws` where nothing tells.
    ///
    /// - Throws: for an AWS configuration that cannot be read.
    static func name(
        topic: String?, region: Region?, profile: String?, environment: [String: String]
    ) throws -> String {
        if let parts = topic?.split(separator: ":"), parts.count > 2 { return String(parts[1]) }
        if let region { return Partition.containing(region.code)?.name ?? "aws" }
        let configuration = try SharedConfiguration.load(environment: environment)
        let name = SharedConfiguration.profileName(option: profile, environment: environment)
        let home = configuration.region(profile: name, environment: environment)
        return home.flatMap { Partition.containing($0)?.name } ?? "aws"
    }
}
