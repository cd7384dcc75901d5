// Launch templates, with the images and snapshots that any of their versions names.
// Costs one call per template only where it has more versions than its latest and its default.

import AWSAPI
import CostModel
import Foundation

struct LaunchTemplateScanner: ResourceScanner {
    let kind = ResourceKind.launchTemplate
    let service = AWSService.ec2
    let operation = "DescribeLaunchTemplates"
    let permissions = ["ec2:DescribeLaunchTemplates", "ec2:DescribeLaunchTemplateVersions"]

    /// Calls for single templates at the same time, in one region.
    private static let maxInFlight = 8

    func list(
        in region: Region, _ context: ScanContext, page: (ListPage) async throws -> Void
    ) async throws {
        let parameters: Parameters = ["MaxResults": "200"]
        let items = try await context.collect(operation, parameters, of: "launchTemplates", in: region) { $0 }
        guard !items.isEmpty else { return }
        let templates = items.compactMap(Template.init)
        var versions = try await LaunchTemplateScanner.newestVersions(in: region, context)
        let deeper = templates.filter { Int64(versions[$0.id]?.count ?? 0) < $0.latestVersion }.map(\.id)
        let all = try await deeper.concurrentMap(maxInFlight: LaunchTemplateScanner.maxInFlight) {
            try await LaunchTemplateScanner.allVersions(of: $0, in: region, context)
        }
        for (id, found) in zip(deeper, all) { versions[id] = found }
        let resources = templates.compactMap { template -> Resource? in
            // A template without versions was deleted since it was listed.
            guard let found = versions[template.id] else { return nil }
            return Resource(
                context.key(.launchTemplate, region, template.id), name: template.name, tags: template.tags,
                createdAt: template.createdAt, references: Set(found.values.joined()).sorted())
        }
        let nameless = OddItem(id: nil, fault: "got no 'launchTemplateId'")
        // A version that says of no template it belongs to may be of any.
        let odd = items.count - templates.count + (versions[""] == nil ? 0 : 1)
        try await page(ListPage(resources: resources, odd: Array(repeating: nameless, count: odd)))
    }

    private struct Template {
        let id: String
        let name: String?
        let tags: [String: String]
        let createdAt: Date?
        /// The highest number given so far; lower ones may have been deleted.
        let latestVersion: Int64

        /// Nil where it has no id. A number that cannot be read costs a call for all its versions.
        init?(_ item: XMLNode) {
            guard let id = item.text("launchTemplateId") else { return nil }
            self.id = id
            name = item.text("launchTemplateName")
            tags = item.tags()
            createdAt = try? item.time("createTime")
            latestVersion = (try? item.integer("latestVersionNumber")) ?? .max
        }
    }

    /// What the versions of one template name, by number.
    private typealias Versions = [Int64: [Reference]]
    private static let unnumbered: Int64 = -1

    /// The latest and the default version of every template.
    private static func newestVersions(in region: Region, _ context: ScanContext) async throws -> [String: Versions] {
        try await versions(
            ["LaunchTemplateVersion.1": "$Latest", "LaunchTemplateVersion.2": "$Default", "MaxResults": "200"],
            in: region, context)
    }

    /// Every version of one template; nil where it has been deleted meanwhile.
    private static func allVersions(
        of id: String, in region: Region, _ context: ScanContext
    ) async throws -> Versions? {
        do {
            return try await versions(["LaunchTemplateId": id, "MaxResults": "200"], in: region, context)[id]
        } catch let error as AWSError where error.code == "InvalidLaunchTemplateId.NotFound" {
            return nil
        }
    }

    private static func versions(
        _ parameters: Parameters, in region: Region, _ context: ScanContext
    ) async throws -> [String: Versions] {
        let all = try await context.collect(
            "DescribeLaunchTemplateVersions", parameters, of: "launchTemplateVersionSet", in: region
        ) { item in
            // One without a number is none of those that are counted, so that all versions are asked for; what it names
            // counts all the same.
            let number = (try? item.integer("versionNumber")) ?? unnumbered
            return (item.text("launchTemplateId") ?? "", number, references(of: item))
        }
        return all.reduce(into: [:]) { versions, version in
            versions[version.0, default: [:]][version.1, default: []] += version.2
        }
    }

    private static func references(of version: XMLNode) -> [Reference] {
        let data = version["launchTemplateData"]
        let snapshots = data?.optionalList("blockDeviceMappingSet").compactMap { $0["ebs"]?.text("snapshotId") } ?? []
        return ImageReference.of(data?.text("imageId")) + snapshots.map { Reference(.snapshot, $0) }
    }
}
