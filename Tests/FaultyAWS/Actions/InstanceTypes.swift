// DescribeInstanceTypes.

import SimulatedAWS

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
