// DescribeSnapshots and DescribeSnapshotAttribute.

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
}

extension XMLWriter {
    /// Accounts and the group `all`.
    mutating func permissions(_ name: String, _ sharedWith: [String]) {
        list(name, of: sharedWith) { $0.leaf($1 == "all" ? "group" : "userId", $1) }
    }
}
