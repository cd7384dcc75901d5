// What the tags of a disk, or of a snapshot that copied them, tell of the Kubernetes that it belongs to.

import Foundation

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
