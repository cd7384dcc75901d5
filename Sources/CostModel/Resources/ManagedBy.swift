// Tells what runs or keeps a thing in its owner's stead, by what AWS's services and well-known tools write on it.
// A list misses things: what AWS itself tagged and this list does not know, ReservedTags tells. An Auto Scaling group
// has a fact of its own; CloudFormation and Terraform manage nothing here, for they restart and replace nothing.

import Foundation

/// A service or a tool, with the marks it leaves.
package struct ManagedBy: Sendable {
    /// What kind of thing is looked at: tags of what runs machines are copied to disks and snapshots, which that does
    /// not keep.
    fileprivate enum Reach { case machines, machinesAndDisks, everything }

    /// Keys and values are compared without regard to case and to blanks around them.
    fileprivate enum Mark {
        case key(String)
        case prefix(String)
        /// A tag's value begins with the text.
        case value(String, String)
        /// A description begins with the text. People copy one with words of their own before it.
        case description(String)
        /// The instance profile's name begins with the text.
        case profile(String)
    }

    private let name: String
    private let reach: Reach
    private let marks: [Mark]

    fileprivate init(_ name: String, _ reach: Reach, _ marks: [Mark]) {
        self.name = name
        self.reach = reach
        self.marks = marks
    }

    /// Who runs an instance, or keeps a volume, a snapshot or an image: such as `eks` or `aws-backup`; nil: nobody but
    /// its owner.
    ///
    /// - Parameters:
    ///   - description: AWS's, which the owner of a snapshot or an image may have written.
    ///   - profile: the ARN of an instance's profile.
    package static func name(
        of kind: ResourceKind, tags: [String: String], description: String? = nil, profile: String? = nil
    ) -> String? {
        guard !tags.isEmpty || description != nil || profile != nil else { return nil }
        let seen = Seen(tags, description, profile)
        return all.first { $0.reaches(kind) && $0.marks.contains(where: seen.has) }?.name
    }

    private func reaches(_ kind: ResourceKind) -> Bool {
        switch reach {
        case .machines: kind == .instance
        case .machinesAndDisks: kind == .instance || kind == .volume
        case .everything: true
        }
    }

    /// What a thing bears, spelled for comparing.
    private struct Seen {
        let tags: [(key: String, value: String)]
        let description: String
        let profile: String

        init(_ tags: [String: String], _ description: String?, _ profile: String?) {
            self.tags = tags.map { (Seen.plain($0.key), Seen.plain($0.value)) }
            self.description = Seen.plain(description ?? "")
            self.profile = Seen.plain(profile?.split(separator: "/").last.map(String.init) ?? "")
        }

        /// Foundation's trimming took a twelfth of a first scan's time, and hardly any text needs it.
        static func plain(_ text: String) -> String {
            let isPlainEnd = { (byte: UInt8?) in byte.map { $0 > 0x20 && $0 < 0x7F } ?? true }
            guard isPlainEnd(text.utf8.first), isPlainEnd(text.utf8.last) else {
                return text.trimmingCharacters(in: .whitespacesAndNewlines).lowercased()
            }
            return text.lowercased()
        }

        func has(_ mark: Mark) -> Bool {
            switch mark {
            case .key(let key): tags.contains { $0.key == key }
            case .prefix(let prefix): tags.contains { $0.key.hasPrefix(prefix) }
            case .value(let key, let start): tags.contains { $0.key == key && $0.value.hasPrefix(start) }
            case .description(let start): description.hasPrefix(start)
            case .profile(let start): profile.hasPrefix(start)
            }
        }
    }
}

extension ManagedBy {
    /// The most telling first: nodes of Kubernetes bear the tags of the fleet that started them too.
    private static let all = kubernetes + machines + everything

    /// Source: docs/tagging.md of the EBS CSI driver and its in-tree predecessor's keys; sigs.k8s.io/karpenter and
    /// cluster-api-provider-aws. A snapshot that somebody made of such a disk bears copies of its tags, so only the
    /// driver's own mark says that Kubernetes keeps it.
    private static let kubernetes = [
        ManagedBy("karpenter", .machines, [.prefix("karpenter.sh/"), .prefix("karpenter.k8s.aws/")]),
        ManagedBy("eks", .machines, [.prefix("eks:"), .prefix("aws:eks:")]),
        ManagedBy(
            "kubernetes", .everything,
            [
                .prefix("ebs.csi.aws.com/"), .key("csivolumename"), .key("csivolumesnapshotname"),
                .key("csisnapshotname"),
            ]),
        ManagedBy(
            "kubernetes", .machinesAndDisks,
            [
                .prefix("kubernetes.io/cluster/"), .prefix("kubernetes.io/created-for/"), .key("kubernetescluster"),
                .prefix("k8s.io/"), .prefix("sigs.k8s.io/cluster-api-provider-aws/"),
            ]),
    ]

    /// What starts machines anew or loses its state with one of them.
    private static let machines = [
        ManagedBy("emr", .machines, [.prefix("aws:elasticmapreduce:")]),
        ManagedBy("elastic-beanstalk", .machines, [.prefix("elasticbeanstalk:")]),
        ManagedBy("opsworks", .machines, [.prefix("opsworks:")]),
        ManagedBy("batch", .machines, [.key("awsbatchservicetag"), .prefix("aws:batch")]),
        ManagedBy("parallelcluster", .machines, [.prefix("parallelcluster:"), .prefix("aws-parallelcluster")]),
        ManagedBy("ecs", .machines, [.key("amazonecsmanaged"), .prefix("aws:ecs:")]),
        ManagedBy("databricks", .machines, [.value("vendor", "databricks")]),
        ManagedBy("spot.io", .machines, [.prefix("spotinst:")]),
        ManagedBy("ec2-fleet", .machines, [.key("aws:ec2:fleet-id")]),
        ManagedBy("spot-fleet", .machines, [.key("aws:ec2spot:fleet-request-id")]),
    ]

    /// What makes disks, snapshots and images by itself, and deletes them by itself.
    /// Sources: RDS guide, "Requirements for RDS Custom"; AWS managed policies AWSElasticDisasterRecovery…,
    /// AWSApplicationMigration…, EC2FastLaunchServiceRolePolicy; EBS guide, "Recycle Bin" and "Data Lifecycle Manager";
    /// velero-plugin-for-aws.
    private static let everything = [
        ManagedBy(
            "rds-custom", .everything,
            [.prefix("awsrdscustom"), .value("name", "do-not-delete-rds-custom"), .profile("awsrdscustom")]),
        ManagedBy(
            "elastic-disaster-recovery", .everything,
            [
                .prefix("awselasticdisasterrecovery"), .prefix("drs.amazonaws.com-"),
                .profile("awselasticdisasterrecoveryreplicationserver"),
                .profile("awselasticdisasterrecoveryconversionserver"),
            ]),
        ManagedBy(
            "application-migration", .everything,
            [
                .prefix("awsapplicationmigration"), .prefix("mgn.amazonaws.com-"),
                .profile("awsapplicationmigrationreplicationserver"),
                .profile("awsapplicationmigrationconversionserver"),
            ]),
        ManagedBy(
            "fast-launch", .everything,
            [.value("createdby", "ec2 fast launch"), .description("this is fast launch snapshot for image ")]),
        ManagedBy("recycle-bin", .everything, [.prefix("aws:recycle-bin:")]),
        ManagedBy(
            "aws-backup", .everything,
            [
                .prefix("aws:backup:"), .description("this snapshot is created by the aws backup service"),
                .description("this image is created by the aws backup service"),
            ]),
        ManagedBy(
            "dlm", .everything,
            [.value("dlm:managed", "true"), .prefix("aws:dlm:"), .description("created for policy: policy-")]),
        ManagedBy("velero", .everything, [.prefix("velero.io/")]),
        ManagedBy(
            "image-builder", .everything,
            [
                .value("createdby", "ec2 image builder"), .key("ec2imagebuilderarn"),
                .prefix("aws:ec2:image-builder"), .prefix("aws:imagebuilder:"),
            ]),
    ]
}
