// What types of instances are made of, where the price list does not tell.

import AWSAPI
import CostModel

enum InstanceTypeCall {
    static let operation = "DescribeInstanceTypes"
    static let permissions = ["ec2:\(operation)"]

    /// AWS's limit of values in a filter.
    private static let maxNames = 200

    /// The known ones of `names`, by one call. A call that fails is noted as a gap and leaves the types unknown, not the
    /// instances unlisted. Throws what the note throws, and `CancellationError`.
    static func types(
        of names: some Sequence<String>, in region: Region, _ context: ScanContext
    ) async throws -> [String: InstanceType] {
        // A filter instead of names, because one withdrawn name would fail the whole call.
        var parameters: Parameters = ["MaxResults": "100"]
        parameters.append(filter: "instance-type", values: Array(names.sorted().prefix(maxNames)))
        let wanted = Set(names)
        do {
            let answers = try await context.collect(operation, parameters, of: "instanceTypeSet", in: region) {
                try InstanceTypeCall.read($0)
            }
            return answers.reduce(into: [:]) { if wanted.contains($1.name) { $0[$1.name] = $1.type } }
        } catch {
            // A scan that is called off has not failed.
            if error is CancellationError || Task.isCancelled { throw CancellationError() }
            try await context.note(
                Gap(error, account: context.account, region: region, service: .ec2, operation: operation))
            return [:]
        }
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

/// What the types in one region are made of, learned as a list shows them. No type is asked for twice.
struct KnownInstanceTypes {
    private let region: Region
    private let context: ScanContext
    private var asked: Set<String> = []
    private var learned: [String: InstanceType] = [:]

    init(_ context: ScanContext, _ region: Region) { (self.context, self.region) = (context, region) }

    /// Nil where neither the context nor AWS knows the type.
    subscript(name: String) -> InstanceType? { context.types[name] ?? learned[name] }

    /// One call where there are names that nobody knows yet, else none.
    mutating func learn(_ names: Set<String>) async throws {
        let strange = names.filter { context.types[$0] == nil && !asked.contains($0) }
        guard !strange.isEmpty else { return }
        asked.formUnion(strange)
        learned.merge(try await InstanceTypeCall.types(of: strange, in: region, context)) { $1 }
    }
}
