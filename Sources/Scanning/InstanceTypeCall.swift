// What types of instances are made of, where the price list does not tell.

import AWSAPI
import CostModel

enum InstanceTypeCall {
    static let operation = "DescribeInstanceTypes"
    static let permissions = ["ec2:\(operation)"]

    /// AWS's limit of values in a filter.
    private static let maxNames = 200

    /// The known ones of `names`, by one call. A call that fails is noted as a gap and leaves the types unknown, not the
    /// instances unlisted; so does one type that cannot be read. Throws what the note throws, and `CancellationError`.
    static func types(
        of names: some Sequence<String>, in region: Region, _ context: ScanContext
    ) async throws -> [String: InstanceType] {
        // A filter instead of names, because one withdrawn name would fail the whole call.
        var parameters: Parameters = ["MaxResults": "100"]
        parameters.append(filter: "instance-type", values: Array(names.sorted().prefix(maxNames)))
        let wanted = Set(names)
        var types: [String: InstanceType] = [:]
        for item in try await items(parameters, in: region, context) {
            do {
                guard let (name, type) = try read(item), wanted.contains(name) else { continue }
                types[name] = type
            } catch {
                let type = item.text("instanceType") ?? "without a name"
                let told = ScanError("the type '\(type)' cannot be read: \((error as? ScanError)?.fault ?? "\(error)")")
                try await context.note(gap(told, in: region, context))
            }
        }
        return types
    }

    private static func items(
        _ parameters: Parameters, in region: Region, _ context: ScanContext
    ) async throws -> [XMLNode] {
        do {
            return try await context.collect(operation, parameters, of: "instanceTypeSet", in: region) { $0 }
        } catch {
            // A scan that is called off has not failed.
            if error is CancellationError || Task.isCancelled { throw CancellationError() }
            try await context.note(gap(error, in: region, context))
            return []
        }
    }

    private static func gap(_ error: any Error, in region: Region, _ context: ScanContext) -> Gap {
        Gap(error, account: context.account, region: region, service: .ec2, operation: operation)
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

    init(_ context: ScanContext, _ region: Region) {
        self.context = context
        self.region = region
    }

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
