// DescribeVolumes and DescribeAddresses.

extension EC2 {
    static func describeVolumes(_ world: inout World, _ call: Call) throws -> XMLWriter {
        let ids = call.form.list("VolumeId")
        try call.refuseSizeWithIDs(ids, "volumesSet")
        let all = world[call.region].volumes
        if let missing = missing(ids, among: all.lazy.map(\.id)) {
            throw notFound("InvalidVolume.NotFound", "volume", missing)
        }
        let filters = call.form.filters
        let page = try call.page(all) { volume in
            guard ids.isEmpty || ids.contains(volume.id), volume.createdAt <= call.now else { return false }
            return try call.filtersHold(filters, tags: volume.tags) { name in
                switch name {
                case "volume-id": [volume.id]
                case "status": [volume.attachment == nil ? "available" : "in-use"]
                case "volume-type": [volume.type]
                case "attachment.instance-id": volume.attachment.map { [$0.instanceID] } ?? []
                default: nil
                }
            }
        }
        var xml = XMLWriter()
        xml.list("volumeSet", of: page.items) { write($1, region: call.region, to: &$0) }
        xml.leaf("nextToken", page.nextToken)
        return xml
    }

    private static func write(_ volume: Volume, region: String, to xml: inout XMLWriter) {
        xml.leaf("volumeId", volume.id)
        xml.leaf("size", volume.sizeGiB)
        xml.leaf("snapshotId", "")
        xml.leaf("availabilityZone", region + "a")
        xml.leaf("status", volume.attachment == nil ? "available" : "in-use")
        xml.leaf("createTime", volume.createdAt)
        xml.list("attachmentSet", of: volume.attachment.map { [$0] } ?? []) { xml, attachment in
            xml.leaf("volumeId", volume.id)
            xml.leaf("instanceId", attachment.instanceID)
            xml.leaf("device", attachment.device)
            xml.leaf("status", "attached")
            xml.leaf("attachTime", attachment.attachedAt)
            xml.leaf("deleteOnTermination", true)
        }
        xml.tags(volume.tags)
        xml.leaf("volumeType", volume.type)
        if volume.type == "gp3" {
            xml.leaf("iops", 3_000)
            xml.leaf("throughput", 125)
        }
        xml.leaf("encrypted", volume.keyARN != nil)
        xml.leaf("kmsKeyId", volume.keyARN)
        xml.leaf("multiAttachEnabled", false)
    }

    static func describeAddresses(_ world: inout World, _ call: Call) throws -> XMLWriter {
        let ids = call.form.list("AllocationId")
        let all = world[call.region].addresses
        if let missing = missing(ids, among: all.lazy.map(\.id)) {
            throw notFound("InvalidAllocationID.NotFound", "allocation ID", missing)
        }
        let filters = call.form.filters
        let shown = try all.filter { address in
            guard ids.isEmpty || ids.contains(address.id) else { return false }
            return try call.filtersHold(filters, tags: address.tags) { name in
                switch name {
                case "allocation-id": [address.id]
                case "public-ip": [address.publicIP]
                case "instance-id": address.instanceID.map { [$0] } ?? []
                default: nil
                }
            }
        }
        var xml = XMLWriter()
        xml.list("addressesSet", of: shown) { xml, address in
            xml.leaf("publicIp", address.publicIP)
            xml.leaf("allocationId", address.id)
            xml.leaf("domain", "vpc")
            xml.leaf("publicIpv4Pool", "amazon")
            xml.leaf("networkBorderGroup", call.region)
            xml.tags(address.tags)
            guard let instanceID = address.instanceID else { return }
            xml.leaf("instanceId", instanceID)
            xml.leaf("associationId", "eipassoc-" + idTail("association \(address.id)"))
            xml.leaf("networkInterfaceId", "eni-" + idTail("eni \(instanceID)"))
            xml.leaf("networkInterfaceOwnerId", world.account)
        }
        return xml
    }

    /// The first id that is not there.
    static func missing(_ ids: [String], among all: some Sequence<String>) -> String? {
        guard !ids.isEmpty else { return nil }
        let known = Set(all)
        return ids.first { !known.contains($0) }
    }
}
