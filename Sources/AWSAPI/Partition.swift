// The separate AWS worlds. A region's name must match one before it becomes part of a host name.

/// One of AWS's partitions: regions that share accounts and a domain.
///
/// Names, domains and shapes of regions: botocore 1.43.11, partitions.json; a test compares.
package struct Partition: Hashable, Sendable {
    /// As in `arn:{name}:…`.
    package let name: String
    /// Domain behind `service.region.`.
    let suffix: String
    /// The same for hosts that speak IPv4 and IPv6.
    let dualStackSuffix: String
    /// First words of the names of its regions.
    private let prefixes: Set<String>
    /// The region in which services without regions live, billing among them.
    package let globalRegion: String
    /// The regions that every account has, in the order of their codes; the others must be switched on first.
    /// Source: docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions.html.
    package let regionsOfEverybody: [String]

    static let all = [
        Partition(
            name: "aws-us-gov", suffix: "amazonaws.com", dualStackSuffix: "api.aws", prefixes: ["us-gov"],
            globalRegion: "us-gov-west-1", regionsOfEverybody: ["us-gov-east-1", "us-gov-west-1"]),
        Partition(
            name: "aws-cn", suffix: "amazonaws.com.cn", dualStackSuffix: "api.amazonwebservices.com.cn",
            prefixes: ["cn"], globalRegion: "cn-northwest-1", regionsOfEverybody: ["cn-north-1", "cn-northwest-1"]),
        Partition(
            name: "aws-eusc", suffix: "amazonaws.eu", dualStackSuffix: "api.amazonwebservices.eu",
            prefixes: ["eusc-de"], globalRegion: "eusc-de-east-1", regionsOfEverybody: ["eusc-de-east-1"]),
        Partition(
            name: "aws-iso", suffix: "c2s.ic.gov", dualStackSuffix: "api.aws.ic.gov", prefixes: ["us-iso"],
            globalRegion: "us-iso-east-1", regionsOfEverybody: ["us-iso-east-1", "us-iso-west-1"]),
        Partition(
            name: "aws-iso-b", suffix: "sc2s.sgov.gov", dualStackSuffix: "api.aws.scloud", prefixes: ["us-isob"],
            globalRegion: "us-isob-east-1", regionsOfEverybody: ["us-isob-east-1", "us-isob-west-1"]),
        Partition(
            name: "aws-iso-e", suffix: "cloud.adc-e.uk", dualStackSuffix: "api.cloud-aws.adc-e.uk",
            prefixes: ["eu-isoe"], globalRegion: "eu-isoe-west-1", regionsOfEverybody: ["eu-isoe-west-1"]),
        Partition(
            name: "aws-iso-f", suffix: "csp.hci.ic.gov", dualStackSuffix: "api.aws.hci.ic.gov",
            prefixes: ["us-isof"], globalRegion: "us-isof-south-1",
            regionsOfEverybody: ["us-isof-east-1", "us-isof-south-1"]),
        Partition(
            name: "aws", suffix: "amazonaws.com", dualStackSuffix: "api.aws",
            prefixes: ["us", "eu", "ap", "sa", "ca", "me", "af", "il", "mx"], globalRegion: "us-east-1",
            regionsOfEverybody: [
                "ap-northeast-1", "ap-northeast-2", "ap-northeast-3", "ap-south-1", "ap-southeast-1", "ap-southeast-2",
                "ca-central-1", "eu-central-1", "eu-north-1", "eu-west-1", "eu-west-2", "eu-west-3", "sa-east-1",
                "us-east-1", "us-east-2", "us-west-1", "us-west-2",
            ]),
    ]

    /// The partition of a region; nil for a text that is no region's name. A region whose prefix nobody knows yet is the
    /// partition `aws`'s, as botocore has it: new ones come there, and the keys are of use nowhere else.
    package static func containing(_ region: String) -> Partition? {
        guard looksLikeRegion(region) else { return nil }
        return all.first { $0.prefixes.contains(prefix(of: region)) } ?? all.last
    }

    /// True when an account must switch the region on before its keys work there.
    static func needsOptIn(_ region: String) -> Bool {
        guard let partition = containing(region), partition.name == "aws" else { return false }
        return !partition.regionsOfEverybody.contains(region)
    }

    /// The region of a service that has one home in the partition.
    func home(of service: AWSService) -> String? {
        service.isGlobal ? globalRegion : nil
    }

    /// How the host of a service is named here: as in the partition `aws`, with few exceptions.
    func hostShape(of service: AWSService) -> AWSService.HostShape {
        switch (service.name, name) {
        case ("ce", "aws-eusc"), ("budgets", "aws-eusc"): .dualStack
        case ("billing", let other) where other != "aws": .regional
        default: service.hostShape
        }
    }

    /// Words and a number, in ASCII, joined by hyphens: what becomes part of a host's name.
    private static func looksLikeRegion(_ region: String) -> Bool {
        guard region.utf8.count <= 32 else { return false }
        let parts = region.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count >= 3, let number = parts.last else { return false }
        return (1...2).contains(number.utf8.count) && number.utf8.allSatisfy(isDigit)
            && parts.dropLast().allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy(isLowercase) }
    }

    /// What stands before the last word and the number.
    private static func prefix(of region: String) -> String {
        region.split(separator: "-").dropLast(2).joined(separator: "-")
    }
}

private func isLowercase(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "a") && byte <= UInt8(ascii: "z") }

private func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }
