// Tells what runs an instance in its owner's stead: stopped, it would be replaced, or break what it belongs to.
// An Auto Scaling group has a fact of its own; CloudFormation is no keeper, for it restarts and replaces nothing.

import AWSAPI

enum InstanceKeeper {
    /// Such as `eks`, or a service's own name for `operator`; nil: nobody but the owner.
    static func of(_ item: XMLNode, tags: [String: String]) -> String? {
        if let manager = item["operator"], manager.text("managed") == "true" {
            return manager.text("principal") ?? "aws"
        }
        return of(tags: tags)
    }

    static func of(tags: [String: String]) -> String? {
        let keys = tags.keys.sorted()
        return keepers.first { keeper in keys.contains { keeper.matches($0) } }?.name
    }

    private struct Keeper {
        let name: String
        let keys: [String]
        let prefixes: [String]
        init(_ name: String, keys: [String] = [], prefixes: [String] = []) {
            (self.name, self.keys, self.prefixes) = (name, keys, prefixes)
        }
        func matches(_ key: String) -> Bool { keys.contains(key) || prefixes.contains(where: key.hasPrefix) }
    }

    /// The most telling first: nodes of Kubernetes bear the tags of the fleet that started them too.
    private static let keepers = [
        Keeper("karpenter", prefixes: ["karpenter.sh/"]),
        Keeper("eks", prefixes: ["eks:", "aws:eks:"]),
        Keeper("kubernetes", prefixes: ["kubernetes.io/cluster/"]),
        Keeper("emr", keys: ["aws:elasticmapreduce:job-flow-id"]),
        Keeper("elastic-beanstalk", keys: ["elasticbeanstalk:environment-name"]),
        Keeper("batch", keys: ["AWSBatchServiceTag"], prefixes: ["aws:batch"]),
        Keeper("parallelcluster", prefixes: ["parallelcluster:"]),
        Keeper("ecs", keys: ["AmazonECSManaged"], prefixes: ["aws:ecs:"]),
        Keeper("ec2-fleet", keys: ["aws:ec2:fleet-id"]),
        Keeper("spot-fleet", keys: ["aws:ec2spot:fleet-request-id"]),
    ]
}
