// What tags tell of the service that made a thing: those of AWS itself, for nobody else may begin a key with `aws:`, so that
// one that nobody here knows still tells that some service has a hand in it; and those of Kubernetes on disks and on
// snapshots that copied them. Leaves names of services to ManagedBy.

import Foundation

/// Tags of AWS's own.
package enum ReservedTags {
    /// Keys that begin so tell where a thing came from, and no service watches over it for their sake. Stacks and
    /// Service Catalog restart and replace nothing; a launch template is only what it was started from; Cloud9 itself
    /// stops its machine and starts it when somebody opens the page; `aws:createdBy` is a label for the bill.
    /// Sources: CloudFormation, EC2, Service Catalog and Cloud9 user guides; Billing user guide, "AWS-generated tags".
    static let harmless = [
        "aws:cloudformation:", "aws:ec2launchtemplate:", "aws:servicecatalog:", "aws:cloud9:", "aws:createdby",
    ]

    /// The keys that tell of a service which may care, as AWS spells them, sorted.
    ///
    /// - Parameter more: prefixes that are harmless besides the usual ones.
    package static func telling(in tags: [String: String], harmless more: [String] = []) -> [String] {
        let passes = harmless + more.map(plain).filter { !$0.isEmpty }
        return tags.keys.filter { key in
            let key = plain(key)
            return isReserved(key) && !passes.contains(where: key.hasPrefix)
        }.sorted()
    }

    /// Whether only AWS may write such a key.
    package static func isReserved(_ key: String) -> Bool { plain(key).hasPrefix("aws:") }

    private static func plain(_ key: String) -> String {
        key.trimmingCharacters(in: .whitespacesAndNewlines).lowercased()
    }
}

/// A disk of Kubernetes.
package struct KubernetesVolume: Hashable, Sendable {
    /// `namespace/name` of the claim; nil where the tags do not name it.
    package let claim: String?
    /// The persistent volume, such as `pvc-a3ab0567`; nil where the tags do not name it.
    package let volume: String?
    /// The cluster; nil where the tags do not name it.
    package let cluster: String?

    /// Nil where nothing tells of Kubernetes. Source of the keys: docs/tagging.md of the EBS CSI driver.
    package init?(tags: [String: String]) {
        var plain: [String: String] = [:]
        var clusters: [String] = []
        for (key, value) in tags {
            let key = key.trimmingCharacters(in: .whitespacesAndNewlines)
            plain[key.lowercased()] = value.trimmingCharacters(in: .whitespacesAndNewlines)
            if key.lowercased().hasPrefix(Self.clusterPrefix) {
                clusters.append(String(key.dropFirst(Self.clusterPrefix.count)))
            }
        }
        func text(_ keys: String...) -> String? { keys.lazy.compactMap { plain[$0] }.first { !$0.isEmpty } }
        let name = text("kubernetes.io/created-for/pvc/name")
        let namespace = text("kubernetes.io/created-for/pvc/namespace")
        claim = name.map { [namespace, $0].compactMap(\.self).joined(separator: "/") }
        volume = text("kubernetes.io/created-for/pv/name", "csivolumename")
        cluster = clusters.min() ?? text("kubernetescluster", "ebs.csi.aws.com/cluster-name", "eks:cluster-name")
        let isDriven = plain.keys.contains { $0.hasPrefix("ebs.csi.aws.com/") || $0 == "csivolumesnapshotname" }
        guard claim != nil || volume != nil || isDriven || !clusters.isEmpty || plain["kubernetescluster"] != nil else {
            return nil
        }
    }

    private static let clusterPrefix = "kubernetes.io/cluster/"
}

extension KubernetesVolume {
    /// Such as `the Kubernetes claim thesis/data-db-0 in the cluster lab`.
    package var text: String {
        let what = claim.map { "the Kubernetes claim \($0)" } ?? volume.map { "the Kubernetes volume \($0)" }
        let place = cluster.map { "the cluster \($0)" }
        guard let what else { return place.map { "Kubernetes: \($0)" } ?? "Kubernetes" }
        return what + (place.map { " in \($0)" } ?? "")
    }
}
