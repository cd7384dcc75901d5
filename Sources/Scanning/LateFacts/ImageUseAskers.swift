// Which images are in use by what no list of theirs shows: what stands open outside templates (Spot requests, fleets,
// and Auto Scaling groups that take another image than their template's), and templates that leave their image to a
// parameter.
import AWSAPI
import CostModel

/// By open requests, fleets and groups. Four lists a region, and only where an image is in question.
struct LaunchRequestAsker: LateFactAsker {
    let kind = ResourceKind.image
    let column = "launch_request_count"
    let operation = "DescribeFleets"
    let permissions = [
        "ec2:DescribeSpotInstanceRequests", "ec2:DescribeSpotFleetRequests", "ec2:DescribeFleets",
        "autoscaling:DescribeAutoScalingGroups",
    ]
    /// One round of lists answers for all images of a region.
    let batchSize = 10_000

    /// What starts nothing any more. Any other state counts, also one that nobody knows yet.
    private static let over: Set = [
        "closed", "cancelled", "failed", "cancelled_running", "cancelled_terminating", "deleted", "deleted_running",
        "deleted_terminating",
    ]

    /// How many requests and groups start each image; null where one of them leaves its image to a parameter: then it
    /// may be any that is not named elsewhere.
    func values(of ids: [String], in region: Region, _ context: ScanContext) async throws -> [String: FactValue] {
        let lists = [
            try await spotRequests(in: region, context), try await spotFleets(in: region, context),
            try await fleets(in: region, context), try await groups(in: region, context),
        ]
        var counts: [String: Int64] = [:]
        var isOpen = false
        for image in lists.joined() {
            guard image.hasPrefix("ami-") else {
                isOpen = true
                continue
            }
            counts[image, default: 0] += 1
        }
        return ids.reduce(into: [:]) { values, id in
            values[id] = counts[id].map { FactValue.integer($0) } ?? (isOpen ? .null : .integer(0))
        }
    }

    private func spotRequests(in region: Region, _ context: ScanContext) async throws -> [String] {
        try await context.collect(
            "DescribeSpotInstanceRequests", ["MaxResults": "1000"], of: "spotInstanceRequestSet", in: region
        ) { item in
            Self.isOver(item.text("state")) ? nil : item["launchSpecification"]?.text("imageId")
        }
    }

    private func spotFleets(in region: Region, _ context: ScanContext) async throws -> [String] {
        let fleets = try await context.collect(
            "DescribeSpotFleetRequests", ["MaxResults": "1000"], of: "spotFleetRequestConfigSet", in: region
        ) { item -> [String]? in
            guard !Self.isOver(item.text("spotFleetRequestState")) else { return nil }
            return item["spotFleetRequestConfig"]?.optionalList("launchSpecifications").compactMap {
                $0.text("imageId")
            }
        }
        return fleets.flatMap { $0 }
    }

    /// A fleet names its images by templates, which are listed by themselves, but may override them.
    private func fleets(in region: Region, _ context: ScanContext) async throws -> [String] {
        let fleets = try await context.collect(
            operation, ["MaxResults": "1000"], of: "fleetSet", in: region
        ) { item -> [String]? in
            guard !Self.isOver(item.text("fleetState")) else { return nil }
            return item.optionalList("launchTemplateConfigs").flatMap { $0.optionalList("overrides") }
                .compactMap { $0.text("imageId") }
        }
        return fleets.flatMap { $0 }
    }

    private func groups(in region: Region, _ context: ScanContext) async throws -> [String] {
        let pages = context.client.pages(
            .autoScaling, "DescribeAutoScalingGroups", ["MaxRecords": "100"], region: region.code,
            tokenElement: "DescribeAutoScalingGroupsResult/NextToken")
        var images: [String] = []
        for try await answer in pages {
            guard let result = answer["DescribeAutoScalingGroupsResult"] else {
                throw ScanError("got no 'DescribeAutoScalingGroupsResult'", reading: answer.name)
            }
            images += try result.list("AutoScalingGroups").flatMap { group in
                (group.descendant("MixedInstancesPolicy/LaunchTemplate")?.optionalList("Overrides") ?? [])
                    .compactMap { $0.text("ImageId") }
            }
        }
        return images
    }

    private static func isOver(_ state: String?) -> Bool { state.map(over.contains) ?? false }
}

/// By parameters that templates name (`resolve:ssm:…`): AWS tells which of them hold an image.
struct ImageReferenceAsker: LateFactAsker {
    let kind = ResourceKind.image
    let column = "launch_template_count"
    let operation = "DescribeImageReferences"
    let permissions = ["ec2:DescribeImageReferences"]
    /// AWS's limit.
    let batchSize = 10
    /// Where it is denied, or where the API is not there yet, the templates leave it open as before.
    let isOptional = true
    let lost: String? = "images of a region with a template that takes its image from a parameter are not judged"

    /// How many parameters hold each image. Templates take parameters of the data type `aws:ec2:image`, which are those
    /// that AWS looks through.
    /// Source: Auto Scaling User Guide, "Use AWS Systems Manager parameters instead of AMI IDs in launch templates".
    func values(of ids: [String], in region: Region, _ context: ScanContext) async throws -> [String: FactValue] {
        var parameters: Parameters = ["ResourceType.1.ResourceType": "ssm:Parameter", "MaxResults": "1000"]
        parameters.append(list: ids, as: "ImageId")
        let named = try await context.collect(operation, parameters, of: "imageReferenceSet", in: region) { item in
            item.text("imageId") ?? ""
        }
        // A reference that says no image may be to any.
        guard !named.contains("") else { throw ScanError("got no 'imageId'", reading: "imageReferenceSet") }
        let counts = Dictionary(grouping: named) { $0 }
        return ids.reduce(into: [:]) { $0[$1] = .integer(Int64(counts[$1]?.count ?? 0)) }
    }
}
