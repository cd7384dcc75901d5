// DescribeLaunchTemplates and DescribeLaunchTemplateVersions.

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
}
