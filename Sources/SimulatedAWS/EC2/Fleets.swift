// What starts machines by itself, and so keeps images in use: DescribeSpotFleetRequests, DescribeFleets; and
// DescribeImageReferences, which tells of the parameters that hold an image.

extension EC2 {
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
