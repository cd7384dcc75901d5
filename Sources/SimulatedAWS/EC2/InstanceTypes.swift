// The types of instances that are known here.

/// What EC2 tells about a type.
package struct InstanceType: Sendable {
    /// Processors as the machine sees them.
    package var vcpus: Int
    /// MiB.
    package var memoryMiB: Int
    /// Count, name and memory each (MiB) of the GPUs.
    package var gpus: (count: Int, name: String, memoryMiB: Int)?
    /// GB of disks in the machine itself.
    package var instanceStoreGB: Int?
    /// Whether it saves CPU credits.
    package var isBurstable = false

    /// All by name. Source: DescribeInstanceTypes in us-east-1, as of 2026-07.
    package static let catalogue: [String: InstanceType] = [
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
