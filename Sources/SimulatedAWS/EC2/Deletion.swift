// DeleteSnapshot and DeregisterImage: what is in use stays, and an image takes its snapshots with it only when told.
// Source: EC2 API reference, DeregisterImage and DeleteSnapshot, as of botocore 1.43.11.

extension EC2 {
    static func deleteSnapshot(_ world: inout World, _ call: Call) throws -> XMLWriter {
        let id = try call.required("SnapshotId")
        guard world[call.region].snapshots.contains(where: { $0.id == id }) else {
            throw notFound("InvalidSnapshot.NotFound", "snapshot", id)
        }
        if let image = world[call.region].images.first(where: { $0.snapshots.contains { $0.id == id } }) {
            throw AWSFailure("InvalidSnapshot.InUse", "The snapshot \(id) is currently in use by \(image.id)")
        }
        if call.form["DryRun"] == "true" { throw dryRunPassed }
        world[call.region].snapshots.removeAll { $0.id == id }
        var xml = XMLWriter()
        xml.leaf("return", true)
        return xml
    }

    static func deregisterImage(_ world: inout World, _ call: Call) throws -> XMLWriter {
        let id = try call.required("ImageId")
        guard let image = world[call.region].images.first(where: { $0.id == id }) else {
            throw AWSFailure("InvalidAMIID.NotFound", "The image id '[\(id)]' does not exist")
        }
        if call.form["DryRun"] == "true" { throw dryRunPassed }
        world[call.region].images.removeAll { $0.id == id }
        var xml = XMLWriter()
        xml.leaf("return", true)
        guard call.form["DeleteAssociatedSnapshots"] == "true" else { return xml }
        let others = world[call.region].images
        let results = image.snapshots.map { snapshot in
            // A snapshot that another image needs is left, and AWS says so.
            let isShared = others.contains { $0.snapshots.contains { $0.id == snapshot.id } }
            return (id: snapshot.id, code: isShared ? "skipped" : "success")
        }
        let gone = Set(results.filter { $0.code == "success" }.map(\.id))
        world[call.region].snapshots.removeAll { gone.contains($0.id) }
        xml.list("deleteSnapshotResultSet", of: results) { xml, result in
            xml.leaf("snapshotId", result.id)
            xml.leaf("returnCode", result.code)
        }
        return xml
    }
}
