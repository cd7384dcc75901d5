// Launch configurations of Auto Scaling, with the images and snapshots that they name.

import AWSAPI
import CostModel

struct LaunchConfigurationScanner: ResourceScanner {
    let kind = ResourceKind.launchConfiguration
    let service = AWSService.autoScaling
    let operation = "DescribeLaunchConfigurations"
    let permissions = ["autoscaling:DescribeLaunchConfigurations"]

    func list(
        in region: Region, _ context: ScanContext, page: (ListPage) async throws -> Void
    ) async throws {
        let pages = context.client.pages(
            service, operation, ["MaxRecords": "100"], region: region.code,
            tokenElement: "DescribeLaunchConfigurationsResult/NextToken")
        for try await answer in pages {
            guard let result = answer["DescribeLaunchConfigurationsResult"] else {
                throw ScanError("'\(answer.name)' cannot be read: got no 'DescribeLaunchConfigurationsResult'")
            }
            let items = try result.list("LaunchConfigurations")
            try await page(
                context.listPage(items) { try LaunchConfigurationScanner.resource($0.item, region, context) })
        }
    }

    static func resource(_ item: XMLNode, _ region: Region, _ context: ScanContext) throws -> Resource {
        let name = try item.required("LaunchConfigurationName")
        let snapshots = item.optionalList("BlockDeviceMappings").compactMap { $0["Ebs"]?.text("SnapshotId") }
        let references = ImageReference.of(item.text("ImageId")) + snapshots.map { Reference(.snapshot, $0) }
        return Resource(
            context.key(.launchConfiguration, region, name), name: name, createdAt: try? item.time("CreatedTime"),
            references: Set(references).sorted())
    }
}
