// DescribeRegions.

extension EC2 {
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
