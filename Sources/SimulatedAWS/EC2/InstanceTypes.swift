// DescribeInstanceTypes, and the types that are known here.

/// What EC2 tells about a type.
struct InstanceType: Sendable {
    var vcpus: Int
    var memoryMiB: Int
    /// Count, name and memory each (MiB) of the GPUs.
    var gpus: (count: Int, name: String, memoryMiB: Int)?
    var instanceStoreGB: Int?
    var isBurstable = false

    /// Source: DescribeInstanceTypes in us-east-1, as of 2026-07.
    static let catalogue: [String: InstanceType] = [
        "t2.micro": InstanceType(vcpus: 1, memoryMiB: 1_024, isBurstable: true),
        "t3.nano": InstanceType(vcpus: 2, memoryMiB: 512, isBurstable: true),
        "t3.micro": InstanceType(vcpus: 2, memoryMiB: 1_024, isBurstable: true),
        "t3.small": InstanceType(vcpus: 2, memoryMiB: 2_048, isBurstable: true),
        "t3.medium": InstanceType(vcpus: 2, memoryMiB: 4_096, isBurstable: true),
        "t3.large": InstanceType(vcpus: 2, memoryMiB: 8_192, isBurstable: true),
        "t3.xlarge": InstanceType(vcpus: 4, memoryMiB: 16_384, isBurstable: true),
        "m5.large": InstanceType(vcpus: 2, memoryMiB: 8_192),
        "m5.xlarge": InstanceType(vcpus: 4, memoryMiB: 16_384),
        "m5.2xlarge": InstanceType(vcpus: 8, memoryMiB: 32_768),
        "c5.large": InstanceType(vcpus: 2, memoryMiB: 4_096),
        "c5.xlarge": InstanceType(vcpus: 4, memoryMiB: 8_192),
        "c5.9xlarge": InstanceType(vcpus: 36, memoryMiB: 73_728),
        "r5.large": InstanceType(vcpus: 2, memoryMiB: 16_384),
        "i3.large": InstanceType(vcpus: 2, memoryMiB: 15_616, instanceStoreGB: 475),
        "p2.xlarge": InstanceType(vcpus: 4, memoryMiB: 62_464, gpus: (1, "K80", 12_288)),
        "p3.2xlarge": InstanceType(vcpus: 8, memoryMiB: 62_464, gpus: (1, "V100", 16_384)),
        "g4dn.xlarge": InstanceType(vcpus: 4, memoryMiB: 16_384, gpus: (1, "T4", 16_384), instanceStoreGB: 125),
        "g4dn.2xlarge": InstanceType(vcpus: 8, memoryMiB: 32_768, gpus: (1, "T4", 16_384), instanceStoreGB: 225),
        "g5.xlarge": InstanceType(vcpus: 4, memoryMiB: 16_384, gpus: (1, "A10G", 24_576), instanceStoreGB: 250),
        "g6.xlarge": InstanceType(vcpus: 4, memoryMiB: 16_384, gpus: (1, "L4", 22_888), instanceStoreGB: 250),
    ]
}

extension EC2 {
    static func describeInstanceTypes(_ world: inout World, _ call: Call) throws -> XMLWriter {
        let names = call.form.list("InstanceType")
        let strangers = names.filter { InstanceType.catalogue[$0] == nil }
        guard strangers.isEmpty else {
            throw AWSFailure(
                "InvalidInstanceType",
                "The following supplied instance types do not exist: [\(strangers.joined(separator: ", "))]")
        }
        try call.refuseSizeWithIDs(names, "instanceTypes")
        let filters = call.form.filters
        let all = InstanceType.catalogue.sorted { $0.key < $1.key }
        let page = try call.page(all, sizes: 5...100, unsized: 100) { entry in
            guard names.isEmpty || names.contains(entry.key) else { return false }
            return try call.filtersHold(filters, tags: [:]) { $0 == "instance-type" ? [entry.key] : nil }
        }
        var xml = XMLWriter()
        xml.list("instanceTypeSet", of: page.items) { write($1.key, $1.value, to: &$0) }
        xml.leaf("nextToken", page.nextToken)
        return xml
    }

    private static func write(_ name: String, _ type: InstanceType, to xml: inout XMLWriter) {
        xml.leaf("instanceType", name)
        xml.leaf("currentGeneration", true)
        xml.leaf("burstablePerformanceSupported", type.isBurstable)
        xml.leaf("instanceStorageSupported", type.instanceStoreGB != nil)
        xml.node("vCpuInfo") { xml in
            xml.leaf("defaultVCpus", type.vcpus)
            xml.leaf("defaultCores", max(1, type.vcpus / 2))
            xml.leaf("defaultThreadsPerCore", type.vcpus > 1 ? 2 : 1)
        }
        xml.node("memoryInfo") { $0.leaf("sizeInMiB", type.memoryMiB) }
        if let size = type.instanceStoreGB {
            xml.node("instanceStorageInfo") { xml in
                xml.leaf("totalSizeInGB", size)
                xml.list("disks", of: [size]) { xml, size in
                    xml.leaf("sizeInGB", size)
                    xml.leaf("count", 1)
                    xml.leaf("type", "ssd")
                }
            }
        }
        if let gpus = type.gpus {
            xml.node("gpuInfo") { xml in
                xml.list("gpus", of: [gpus]) { xml, gpu in
                    xml.leaf("name", gpu.name)
                    xml.leaf("manufacturer", "NVIDIA")
                    xml.leaf("count", gpu.count)
                    xml.node("memoryInfo") { $0.leaf("sizeInMiB", gpu.memoryMiB) }
                }
                xml.leaf("totalGpuMemoryInMiB", gpus.count * gpus.memoryMiB)
            }
        }
    }
}
