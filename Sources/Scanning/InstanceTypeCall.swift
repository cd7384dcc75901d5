// What types of instances are made of, where the price list does not tell.

import AWSAPI
import CostModel

enum InstanceTypeCall {
    static let permissions = ["ec2:DescribeInstanceTypes"]

    /// AWS's limit of values in a filter.
    private static let maxNames = 200

    /// The known ones of `names`. One call, and none where the context knows them all. A call that fails leaves
    /// the types unknown, not the instances unlisted.
    static func types(of names: Set<String>, in region: Region, _ context: ScanContext) async -> [String: InstanceType]
    {
        let strange = names.filter { context.types[$0] == nil }.sorted().prefix(maxNames)
        guard !strange.isEmpty else { return context.types }
        // A filter instead of names, because one withdrawn name would fail the whole call.
        var parameters: Parameters = ["MaxResults": "100"]
        parameters.append(filter: "instance-type", values: Array(strange))
        let answers = try? await context.collect(
            "DescribeInstanceTypes", parameters, of: "instanceTypeSet", in: region
        ) { try InstanceTypeCall.read($0) }
        let wanted = (answers ?? []).filter { names.contains($0.name) }
        return context.types.merging(wanted.map { ($0.name, $0.type) }) { known, _ in known }
    }

    private static func read(_ item: XMLNode) throws -> (name: String, type: InstanceType)? {
        guard let processors = try item["vCpuInfo"]?.integer("defaultVCpus") else { return nil }
        let disks = try item["instanceStorageInfo"]?.integer("totalSizeInGB") ?? 0
        guard let vcpus = Int(exactly: processors), let gigabytes = Int(exactly: disks) else { return nil }
        let type = InstanceType(vcpus: vcpus, gpus: try accelerators(of: item), instanceStoreGB: gigabytes)
        return (try item.required("instanceType"), type)
    }

    /// AWS's own chips may stand in two lists; they count once.
    private static func accelerators(of item: XMLNode) throws -> Int {
        func count(_ info: String, _ list: String) throws -> Int {
            try (item[info]?.optionalList(list) ?? []).reduce(0) { $0 + Int(clamping: try $1.integer("count") ?? 1) }
        }
        return try count("gpuInfo", "gpus") + count("fpgaInfo", "fpgas") + count("mediaAcceleratorInfo", "accelerators")
            + max(count("inferenceAcceleratorInfo", "accelerators"), count("neuronInfo", "neuronDevices"))
    }
}
