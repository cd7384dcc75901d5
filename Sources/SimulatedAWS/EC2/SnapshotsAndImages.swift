// DescribeSnapshots and DescribeImages, and with whom they are shared.

extension EC2 {
    static func describeSnapshots(_ world: inout World, _ call: Call) throws -> XMLWriter {
        let ids = call.form.list("SnapshotId")
        try call.refuseSizeWithIDs(ids, "snapshotSet")
        let all = world[call.region].snapshots
        if let missing = missing(ids, among: all.lazy.map(\.id)) {
            throw notFound("InvalidSnapshot.NotFound", "snapshot", missing)
        }
        let isOwn = isOwn(call.form.list("Owner"), account: world.account)
        let filters = call.form.filters
        let page = try call.page(all) { snapshot in
            guard isOwn, ids.isEmpty || ids.contains(snapshot.id), snapshot.createdAt <= call.now else { return false }
            return try call.filtersHold(filters, tags: snapshot.tags) { name in
                switch name {
                case "snapshot-id": [snapshot.id]
                case "volume-id": [snapshot.volumeID]
                case "status": ["completed"]
                case "owner-id": [world.account]
                case "storage-tier": [snapshot.tier]
                default: nil
                }
            }
        }
        var xml = XMLWriter()
        xml.list("snapshotSet", of: page.items) { xml, snapshot in
            xml.leaf("snapshotId", snapshot.id)
            xml.leaf("volumeId", snapshot.volumeID)
            xml.leaf("status", "completed")
            xml.leaf("startTime", snapshot.createdAt)
            xml.leaf("progress", "100%")
            xml.leaf("ownerId", world.account)
            xml.leaf("volumeSize", snapshot.sizeGiB)
            xml.leaf("description", snapshot.description)
            xml.leaf("encrypted", false)
            xml.leaf("storageTier", snapshot.tier)
            xml.tags(snapshot.tags)
        }
        xml.leaf("nextToken", page.nextToken)
        return xml
    }

    static func describeSnapshotAttribute(_ world: inout World, _ call: Call) throws -> XMLWriter {
        let id = try call.required("SnapshotId")
        guard let snapshot = world[call.region].snapshots.first(where: { $0.id == id }) else {
            throw notFound("InvalidSnapshot.NotFound", "snapshot", id)
        }
        guard try call.required("Attribute") == "createVolumePermission" else {
            throw AWSFailure("InvalidParameterValue", "Only the attribute createVolumePermission is simulated")
        }
        var xml = XMLWriter()
        xml.leaf("snapshotId", id)
        xml.permissions("createVolumePermission", snapshot.sharedWith)
        return xml
    }

    /// Whether owners that a request names include the account; only its own things are held here.
    static func isOwn(_ owners: [String], account: String) -> Bool {
        owners.isEmpty || owners.contains("self") || owners.contains(account)
    }

    static func describeImages(_ world: inout World, _ call: Call) throws -> XMLWriter {
        let ids = call.form.list("ImageId")
        try call.refuseSizeWithIDs(ids, "imagesSet")
        let all = world[call.region].images
        if let missing = missing(ids, among: all.lazy.map(\.id)) {
            throw AWSFailure("InvalidAMIID.NotFound", "The image id '[\(missing)]' does not exist")
        }
        let isOwn = isOwn(call.form.list("Owner"), account: world.account)
        let showsDisabled = call.form["IncludeDisabled"] == "true"
        let filters = call.form.filters
        let page = try call.page(all) { image in
            guard isOwn, ids.isEmpty || ids.contains(image.id), image.createdAt <= call.now else { return false }
            guard showsDisabled || image.state != "disabled" else { return false }
            return try call.filtersHold(filters, tags: image.tags) { name in
                switch name {
                case "image-id": [image.id]
                case "name": [image.name]
                case "state": [image.state]
                case "owner-id": [world.account]
                default: nil
                }
            }
        }
        let account = world.account
        var xml = XMLWriter()
        xml.list("imagesSet", of: page.items) { write($1, account: account, to: &$0) }
        xml.leaf("nextToken", page.nextToken)
        return xml
    }

    private static func write(_ image: Image, account: String, to xml: inout XMLWriter) {
        xml.leaf("imageId", image.id)
        xml.leaf("imageLocation", "\(account)/\(image.name)")
        xml.leaf("imageState", image.state)
        xml.leaf("imageOwnerId", account)
        xml.leaf("creationDate", image.createdAt)
        xml.leaf("isPublic", image.sharedWith.contains("all"))
        xml.leaf("architecture", "x86_64")
        xml.leaf("imageType", "machine")
        xml.leaf("name", image.name)
        xml.leaf("rootDeviceType", "ebs")
        xml.leaf("rootDeviceName", "/dev/sda1")
        xml.list("blockDeviceMapping", of: image.snapshots.enumerated()) { xml, entry in
            xml.leaf("deviceName", entry.offset == 0 ? "/dev/sda1" : "/dev/sdb\(entry.offset)")
            xml.node("ebs") { xml in
                xml.leaf("snapshotId", entry.element.id)
                xml.leaf("volumeSize", entry.element.sizeGiB)
                xml.leaf("deleteOnTermination", true)
                xml.leaf("volumeType", "gp3")
                xml.leaf("encrypted", false)
            }
        }
        xml.leaf("virtualizationType", "hvm")
        xml.tags(image.tags)
        xml.leaf("hypervisor", "xen")
        xml.leaf("platformDetails", "Linux/UNIX")
        xml.leaf("usageOperation", "RunInstances")
        xml.leaf("deregistrationProtection", "disabled")
        xml.leaf("lastLaunchedTime", image.lastLaunchedAt)
    }

    static func describeImageAttribute(_ world: inout World, _ call: Call) throws -> XMLWriter {
        let id = try call.required("ImageId")
        guard let image = world[call.region].images.first(where: { $0.id == id }) else {
            throw AWSFailure("InvalidAMIID.NotFound", "The image id '[\(id)]' does not exist")
        }
        var xml = XMLWriter()
        xml.leaf("imageId", id)
        switch try call.required("Attribute") {
        case "launchPermission": xml.permissions("launchPermission", image.sharedWith)
        case "lastLaunchedTime":
            xml.node("lastLaunchedTime") { $0.leaf("value", image.lastLaunchedAt) }
        case let other:
            throw AWSFailure("InvalidParameterValue", "The attribute \(other) is not simulated")
        }
        return xml
    }
}

extension XMLWriter {
    /// Accounts and the group `all`.
    mutating func permissions(_ name: String, _ sharedWith: [String]) {
        list(name, of: sharedWith) { $0.leaf($1 == "all" ? "group" : "userId", $1) }
    }
}
