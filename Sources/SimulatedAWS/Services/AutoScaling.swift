// Auto Scaling: the groups and launch configurations that keep images in use.

enum AutoScaling {
    static let actions: [String: XMLAction] = [
        "DescribeLaunchConfigurations": describeLaunchConfigurations,
        "DescribeAutoScalingGroups": describeAutoScalingGroups,
    ]

    static func describeLaunchConfigurations(_ world: inout World, _ call: Call) throws -> XMLWriter {
        let names = call.form.list("LaunchConfigurationNames.member")
        let all = world[call.region].launchConfigurations.filter { names.isEmpty || names.contains($0.name) }
        let page = try page(all, call, limit: 100)
        let account = world.account
        var xml = XMLWriter()
        xml.list("LaunchConfigurations", of: page.items, as: "member") { xml, configuration in
            let scope = "arn:aws:autoscaling:\(call.region):\(account):launchConfiguration"
            xml.leaf("LaunchConfigurationName", configuration.name)
            xml.leaf(
                "LaunchConfigurationARN",
                "\(scope):\(call.requestID):launchConfigurationName/\(configuration.name)")
            xml.leaf("ImageId", configuration.imageID)
            xml.leaf("InstanceType", configuration.instanceType)
            xml.leaf("CreatedTime", configuration.createdAt)
            xml.list("BlockDeviceMappings", of: configuration.snapshotIDs.enumerated(), as: "member") { xml, entry in
                xml.leaf("DeviceName", "/dev/sdb\(entry.offset + 1)")
                xml.node("Ebs") { $0.leaf("SnapshotId", entry.element) }
            }
        }
        xml.leaf("NextToken", page.nextToken)
        return xml
    }

    static func describeAutoScalingGroups(_ world: inout World, _ call: Call) throws -> XMLWriter {
        let all = world[call.region].fleets.filter { $0.kind == .autoScalingGroup }
        let page = try page(all, call, limit: 100)
        var xml = XMLWriter()
        xml.list("AutoScalingGroups", of: page.items, as: "member") { xml, group in
            xml.leaf("AutoScalingGroupName", group.id)
            xml.node("MixedInstancesPolicy") { xml in
                xml.node("LaunchTemplate") { xml in
                    xml.list("Overrides", of: group.imageIDs, as: "member") { $0.leaf("ImageId", $1) }
                }
            }
        }
        xml.leaf("NextToken", page.nextToken)
        return xml
    }

    /// Pages by MaxRecords, 50 unless said.
    private static func page<Element>(_ all: [Element], _ call: Call, limit: Int) throws -> Page<Element> {
        let size = Int(call.form["MaxRecords"] ?? "50") ?? 0
        guard (1...limit).contains(size) else {
            throw AWSFailure("ValidationError", "MaxRecords must be 1 to \(limit)")
        }
        let start = try call.form["NextToken"].map(call.position) ?? 0
        let end = start + min(size, call.largestPage)
        return Page(
            items: Array(all.dropFirst(start).prefix(end - start)), nextToken: end < all.count ? call.token(end) : nil)
    }
}
