// What settles which image a template means that leaves it to a parameter (`resolve:ssm:…`): AWS tells which parameters
// hold an image.

import AWSAPI
import CostModel

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
