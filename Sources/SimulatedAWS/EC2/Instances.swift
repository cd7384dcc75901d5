// Reading instances: DescribeInstances, DescribeInstanceAttribute, DescribeSpotInstanceRequests; and DescribeRegions.

import Foundation

/// Reading EC2; each kind of resource has a file of its own.
package enum EC2 {
    static let actions: [String: XMLAction] = [
        "DescribeRegions": describeRegions,
        "DescribeInstances": describeInstances,
        "DescribeInstanceAttribute": describeInstanceAttribute,
        "DescribeSpotInstanceRequests": describeSpotInstanceRequests,
        "DescribeSpotFleetRequests": describeSpotFleetRequests,
        "DescribeFleets": describeFleets,
        "DescribeImageReferences": describeImageReferences,
        "DescribeVolumes": describeVolumes,
        "DescribeSnapshots": describeSnapshots,
        "DescribeSnapshotAttribute": describeSnapshotAttribute,
        "DescribeImages": describeImages,
        "DescribeImageAttribute": describeImageAttribute,
        "DescribeAddresses": describeAddresses,
        "DescribeLaunchTemplates": describeLaunchTemplates,
        "DescribeLaunchTemplateVersions": describeLaunchTemplateVersions,
    ]

    /// The refusal of an id that is not there.
    package static func notFound(_ code: String, _ what: String, _ id: String) -> AWSFailure {
        AWSFailure(code, "The \(what) '\(id)' does not exist")
    }
}

extension EC2 {
    static func describeInstances(_ world: inout World, _ call: Call) throws -> XMLWriter {
        let ids = call.form.list("InstanceId")
        try call.refuseSizeWithIDs(ids, "instancesSet")
        let region = world[call.region]
        let candidates = ids.isEmpty ? region.instances : try ids.map { try instance($0, region) }
        let filters = call.form.filters
        let page = try call.page(candidates) { instance in
            guard instance.createdAt <= call.now else { return false }
            return try call.filtersHold(filters, tags: instance.tags(at: call.now)) { name in
                switch name {
                case "instance-state-name": [instance.state(at: call.now).rawValue]
                case "instance-id": [instance.id]
                case "instance-type": [instance.type]
                case "image-id": [instance.imageID]
                case "instance-lifecycle": instance.spot == nil ? [] : ["spot"]
                default: nil
                }
            }
        }
        let context = InstanceContext(call: call, account: world.account, addresses: region.addresses)
        var xml = XMLWriter()
        xml.list("reservationSet", of: page.items) { xml, instance in
            xml.leaf("reservationId", "r-" + idTail("reservation \(instance.id)"))
            xml.leaf("ownerId", world.account)
            xml.list("groupSet", of: [String]()) { _, _ in }
            xml.list("instancesSet", of: [instance]) { context.write($1, to: &$0) }
        }
        xml.leaf("nextToken", page.nextToken)
        return xml
    }

    /// The instance with an id.
    /// - Throws: `InvalidInstanceID.Malformed` or `.NotFound`, for the whole call.
    package static func instance(_ id: String, _ region: RegionContents) throws -> Instance {
        let digits = id.dropFirst(2)
        guard id.hasPrefix("i-"), [8, 17].contains(digits.count), digits.allSatisfy(\.isHexDigit) else {
            throw AWSFailure("InvalidInstanceID.Malformed", "Invalid id: \"\(id)\"")
        }
        guard let instance = region[instance: id] else {
            throw AWSFailure("InvalidInstanceID.NotFound", "The instance ID '\(id)' does not exist")
        }
        return instance
    }

    static func describeInstanceAttribute(_ world: inout World, _ call: Call) throws -> XMLWriter {
        let instance = try instance(call.required("InstanceId"), world[call.region])
        let attribute = try call.required("Attribute")
        let value: String
        switch attribute {
        case "disableApiStop": value = String(instance.isStopProtected)
        case "disableApiTermination": value = "false"
        case "instanceInitiatedShutdownBehavior": value = "stop"
        case "instanceType": value = instance.type
        default:
            throw AWSFailure(
                "InvalidParameterValue", "Value (\(attribute)) for parameter attribute is invalid. Unknown attribute.")
        }
        var xml = XMLWriter()
        xml.leaf("instanceId", instance.id)
        xml.node(attribute) { $0.leaf("value", value) }
        return xml
    }

    static func describeSpotInstanceRequests(_ world: inout World, _ call: Call) throws -> XMLWriter {
        let ids = call.form.list("SpotInstanceRequestId")
        let all = world[call.region].instances.filter { $0.spot != nil }
        if let missing = ids.first(where: { id in !all.contains { $0.spot?.id == id } }) {
            throw notFound("InvalidSpotInstanceRequestID.NotFound", "spot instance request ID", missing)
        }
        let filters = call.form.filters
        let page = try call.page(all) { instance in
            guard ids.isEmpty || ids.contains(instance.spot?.id ?? "") else { return false }
            return try call.filtersHold(filters, tags: [:]) { name in
                switch name {
                case "instance-id": [instance.id]
                case "spot-instance-request-id": [instance.spot?.id ?? ""]
                default: nil
                }
            }
        }
        var xml = XMLWriter()
        xml.list("spotInstanceRequestSet", of: page.items) { xml, instance in
            xml.leaf("spotInstanceRequestId", instance.spot?.id)
            xml.leaf("type", instance.spot?.isPersistent == true ? "persistent" : "one-time")
            xml.leaf("state", "active")
            xml.leaf("instanceId", instance.id)
            xml.node("launchSpecification") { $0.leaf("imageId", instance.imageID) }
            xml.leaf("createTime", instance.createdAt)
            xml.leaf("productDescription", "Linux/UNIX")
            xml.leaf("launchedAvailabilityZone", call.region + instance.zone)
        }
        xml.leaf("nextToken", page.nextToken)
        return xml
    }

    static func describeRegions(_ world: inout World, _ call: Call) throws -> XMLWriter {
        let enabled = world.enabledRegions
        let known = Set(World.defaultRegions + World.optInRegions).union(enabled)
        let wanted = call.form.list("RegionName")
        if let stranger = wanted.first(where: { !known.contains($0) }) {
            throw AWSFailure("InvalidParameterValue", "Invalid region names: [\(stranger)]")
        }
        let everything = call.form["AllRegions"] == "true"
        let shown = known.filter {
            (everything || enabled.contains($0)) && (wanted.isEmpty || wanted.contains($0))
        }
        var xml = XMLWriter()
        xml.list("regionInfo", of: shown.sorted()) { xml, region in
            xml.leaf("regionName", region)
            xml.leaf("regionEndpoint", "ec2.\(region).amazonaws.com")
            let isOptIn = !World.defaultRegions.contains(region)
            let optedIn = enabled.contains(region) ? "opted-in" : "not-opted-in"
            xml.leaf("optInStatus", isOptIn ? optedIn : "opt-in-not-required")
        }
        return xml
    }
}
