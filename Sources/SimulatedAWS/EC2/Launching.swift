// What may start machines later, and so keeps images in use: launch templates, fleets, and the parameters that hold an
// image.

extension EC2 {
    static func describeLaunchTemplates(_ world: inout World, _ call: Call) throws -> XMLWriter {
        let ids = call.form.list("LaunchTemplateId")
        let all = world[call.region].launchTemplates
        if let missing = missing(ids, among: all.lazy.map(\.id)) { throw unknownTemplate(missing) }
        let page = try call.page(all, sizes: 1...200, unsized: 200) { ids.isEmpty || ids.contains($0.id) }
        var xml = XMLWriter()
        xml.list("launchTemplates", of: page.items) { xml, template in
            xml.leaf("launchTemplateId", template.id)
            xml.leaf("launchTemplateName", template.name)
            xml.leaf("createTime", template.createdAt)
            xml.leaf("createdBy", "arn:aws:iam::\(world.account):root")
            xml.leaf("defaultVersionNumber", template.defaultVersion)
            xml.leaf("latestVersionNumber", template.versions.count)
        }
        xml.leaf("nextToken", page.nextToken)
        return xml
    }

    static func describeLaunchTemplateVersions(_ world: inout World, _ call: Call) throws -> XMLWriter {
        let page = try call.page(
            try versions(of: world[call.region].launchTemplates, call), sizes: 1...200, unsized: 200
        ) { _ in true
        }
        let account = world.account
        var xml = XMLWriter()
        xml.list("launchTemplateVersionSet", of: page.items) { xml, entry in
            xml.leaf("launchTemplateId", entry.template.id)
            xml.leaf("launchTemplateName", entry.template.name)
            xml.leaf("versionNumber", entry.number)
            xml.leaf("createTime", entry.template.createdAt)
            xml.leaf("createdBy", "arn:aws:iam::\(account):root")
            xml.leaf("defaultVersion", entry.number == entry.template.defaultVersion)
            write(entry.template.versions[entry.number - 1], to: &xml)
        }
        xml.leaf("nextToken", page.nextToken)
        return xml
    }

    /// One template: all its versions or those named. No template: `$Latest` and `$Default` of all of them.
    private static func versions(
        of templates: [LaunchTemplate], _ call: Call
    ) throws -> [(template: LaunchTemplate, number: Int)] {
        let wanted = call.form.list("LaunchTemplateVersion")
        let id = call.form["LaunchTemplateId"]
        let name = call.form["LaunchTemplateName"]
        var chosen = templates
        if id != nil || name != nil {
            chosen = templates.filter { $0.id == id || $0.name == name }
            guard !chosen.isEmpty else { throw unknownTemplate(id ?? name ?? "") }
        } else if wanted.isEmpty || !wanted.allSatisfy({ $0 == "$Latest" || $0 == "$Default" }) {
            throw AWSFailure(
                "MissingParameter",
                "Without a launch template, the request must name the versions $Latest, $Default or both")
        }
        return try chosen.flatMap { template in
            let numbers =
                wanted.isEmpty ? Array(1...template.versions.count) : try wanted.map { try number($0, template) }
            return Set(numbers).sorted(by: >).map { (template, $0) }
        }
    }

    private static func number(_ version: String, _ template: LaunchTemplate) throws -> Int {
        if version == "$Latest" { return template.versions.count }
        if version == "$Default" { return template.defaultVersion }
        guard let number = Int(version), template.versions.indices.contains(number - 1) else {
            throw AWSFailure(
                "InvalidLaunchTemplateId.VersionNotFound", "Could not find the specified version \(version)")
        }
        return number
    }

    private static func write(_ version: LaunchTemplate.Version, to xml: inout XMLWriter) {
        xml.node("launchTemplateData") { xml in
            xml.leaf("imageId", version.imageID)
            xml.leaf("instanceType", version.instanceType)
            guard !version.snapshotIDs.isEmpty else { return }
            xml.list("blockDeviceMappingSet", of: version.snapshotIDs.enumerated()) { xml, entry in
                xml.leaf("deviceName", "/dev/sdb\(entry.offset + 1)")
                xml.node("ebs") { $0.leaf("snapshotId", entry.element) }
            }
        }
    }

    private static func unknownTemplate(_ id: String) -> AWSFailure {
        AWSFailure(
            "InvalidLaunchTemplateId.NotFound", "The specified launch template, with template ID \(id), does not exist."
        )
    }

    static func describeSpotFleetRequests(_ world: inout World, _ call: Call) throws -> XMLWriter {
        let page = try call.page(world[call.region].fleets) { $0.kind == .spotFleet }
        var xml = XMLWriter()
        xml.list("spotFleetRequestConfigSet", of: page.items) { xml, fleet in
            xml.leaf("spotFleetRequestId", fleet.id)
            xml.leaf("spotFleetRequestState", fleet.state)
            xml.node("spotFleetRequestConfig") { xml in
                xml.list("launchSpecifications", of: fleet.imageIDs) { $0.leaf("imageId", $1) }
            }
        }
        xml.leaf("nextToken", page.nextToken)
        return xml
    }

    static func describeFleets(_ world: inout World, _ call: Call) throws -> XMLWriter {
        let page = try call.page(world[call.region].fleets) { $0.kind == .fleet }
        var xml = XMLWriter()
        xml.list("fleetSet", of: page.items) { xml, fleet in
            xml.leaf("fleetId", fleet.id)
            xml.leaf("fleetState", fleet.state)
            xml.list("launchTemplateConfigs", of: [fleet.imageIDs]) { xml, images in
                xml.list("overrides", of: images) { $0.leaf("imageId", $1) }
            }
        }
        xml.leaf("nextToken", page.nextToken)
        return xml
    }

    static func describeImageReferences(_ world: inout World, _ call: Call) throws -> XMLWriter {
        guard let parameters = world[call.region].imageParameters else {
            throw AWSFailure.unknownAction(call.action, call.service)
        }
        let ids = call.form.list("ImageId")
        guard (1...10).contains(ids.count) else {
            throw AWSFailure("InvalidParameterValue", "Between 1 and 10 images can be asked for, got \(ids.count)")
        }
        let held = parameters.sorted { $0.key < $1.key }
        let page = try call.page(held) { ids.contains($0.value) }
        let scope = "arn:aws:ssm:\(call.region):\(world.account):parameter"
        var xml = XMLWriter()
        xml.list("imageReferenceSet", of: page.items) { xml, parameter in
            xml.leaf("imageId", parameter.value)
            xml.leaf("resourceType", "ssm:Parameter")
            xml.leaf("arn", scope + parameter.key)
        }
        xml.leaf("nextToken", page.nextToken)
        return xml
    }
}
