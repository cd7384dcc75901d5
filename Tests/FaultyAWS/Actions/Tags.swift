// CreateTags and DeleteTags, for every kind of resource that has tags here.

import SimulatedAWS

extension EC2 {
    static func createTags(_ world: inout World, _ call: Call) throws -> XMLWriter {
        let tags = call.form.pairs("Tag", "Key", "Value")
        if let reserved = tags.first(where: { $0.key.lowercased().hasPrefix("aws:") }) {
            throw AWSFailure(
                "InvalidParameterValue",
                "Value ( \(reserved.key) ) for parameter key is invalid. Tag keys starting with 'aws:' are reserved")
        }
        return try changeTags(&world, call) { present in
            for (key, value) in tags { present[key] = value ?? "" }
            guard present.count <= 50 else {
                throw AWSFailure("TagLimitExceeded", "More than 50 tags for one resource")
            }
        }
    }

    static func deleteTags(_ world: inout World, _ call: Call) throws -> XMLWriter {
        let tags = call.form.pairs("Tag", "Key", "Value")
        return try changeTags(&world, call) { present in
            if tags.isEmpty { present = [:] }
            // With a value, only a tag that has it goes.
            for (key, value) in tags where value == nil || present[key] == value { present[key] = nil }
        }
    }

    private static func changeTags(
        _ world: inout World, _ call: Call, _ change: (inout [String: String]) throws -> Void
    ) throws -> XMLWriter {
        let ids = call.form.list("ResourceId")
        guard !ids.isEmpty else {
            throw AWSFailure("MissingParameter", "The request must contain the parameter resourceIdSet")
        }
        if call.form["DryRun"] == "true" { throw AWSFailure.dryRunPassed }
        // All or none: first on copies, then in place.
        for id in ids {
            try changeTags(of: id, in: &world[call.region]) { present in
                var copy = present
                try change(&copy)
            }
        }
        for id in ids { try changeTags(of: id, in: &world[call.region], change) }
        var xml = XMLWriter()
        xml.leaf("return", true)
        return xml
    }

    private static func changeTags(
        of id: String, in region: inout RegionContents, _ change: (inout [String: String]) throws -> Void
    ) throws {
        if var instance = region[instance: id] {
            try change(&instance.tags)
            region[instance: id] = instance
        } else if let index = region.volumes.firstIndex(where: { $0.id == id }) {
            try change(&region.volumes[index].tags)
        } else if let index = region.snapshots.firstIndex(where: { $0.id == id }) {
            try change(&region.snapshots[index].tags)
        } else if let index = region.images.firstIndex(where: { $0.id == id }) {
            try change(&region.images[index].tags)
        } else if let index = region.addresses.firstIndex(where: { $0.id == id }) {
            try change(&region.addresses[index].tags)
        } else {
            let kind = id.hasPrefix("i-") ? "InvalidInstanceID" : "InvalidID"
            throw AWSFailure("\(kind).NotFound", "The ID '\(id)' does not exist")
        }
    }
}

extension AWSFailure {
    /// The answer where a change was only tried.
    static let dryRunPassed = AWSFailure(
        "DryRunOperation", status: 412, "Request would have succeeded, but DryRun flag is set.")
}
