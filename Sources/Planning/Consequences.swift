// What is told beside a finding, read off the judged row: what a change costs and saves, and whose a flagged thing may be.

import CostModel

/// What follows from acting on a judgement.
enum Consequences {
    /// AWS's month: 730 hours.
    static let hoursPerMonth: Int64 = 730

    /// What acting saves per month: of a stop 730 hours at the list price. Nil where no price is known, and for a stop of
    /// what is not known to run. A public address that a stop frees comes on top.
    static func savingPerMonth(_ judgement: Judgement) -> Money? {
        // A start saves nothing, and what it costs the price of a stopped machine does not tell.
        if judgement.rule.action == .start { return nil }
        guard judgement.rule.action == .stop else {
            return price("monthly_usd", judgement)
        }
        guard judgement.resource.kind != .instance || judgement.knownText("state") == "running" else { return nil }
        return price("hourly_usd", judgement)?.scaled(by: hoursPerMonth, over: 1)
    }

    /// Snapshots share blocks, images are made of snapshots, and spot costs less than its list price.
    static func isUpperBound(_ judgement: Judgement) -> Bool {
        switch judgement.resource.kind {
        case .snapshot, .image: true
        case .instance: (judgement.knownText("lifecycle") ?? "spot") == "spot"
        // Its storage costs on while it is stopped.
        default: judgement.rule.action == .stop
        }
    }

    /// What a stop destroys, in plain words; empty for what only reports.
    ///
    /// - Parameter keepingMemory: whether AWS is asked to hibernate the machine. Where that fails midway it is shut down as
    ///   by any stop. Source: EC2 API reference, "StopInstances".
    static func loses(_ judgement: Judgement, keepingMemory: Bool = false) -> [String] {
        guard judgement.rule.action == .stop, judgement.resource.kind == .instance else { return [] }
        var losses: [String] = []
        switch judgement.knownFlag("has_instance_store") {
        case false?: break
        case true?:
            let size = judgement.known("instance_store_gb")?.integer
            losses.append(size.map { "\($0) GB scratch disk" } ?? "scratch disk")
        case nil: losses.append("scratch disk, if it has one")
        }
        losses.append(keepingMemory ? "RAM, if AWS fails to hibernate it" : "RAM")
        switch (judgement.known("public_ip"), judgement.knownFlag("public_ip_is_elastic")) {
        case (.null?, _), (_, true?): break
        case (nil, _): losses.append("public address, if it has one")
        default: losses.append("public address")
        }
        return losses
    }

    private static func price(_ column: String, _ judgement: Judgement) -> Money? {
        judgement.known(column)?.number.flatMap { Money(usd: $0) }
    }
}

/// Whose a flagged thing may be, in words: nothing is hidden for it, but who deletes it should know.
enum Belongings {
    /// Follows on the rule's reason; nil where nothing tells, for credits, and for machines: guardrails speak of those.
    static func text(_ judgement: Judgement, harmless: [String]) -> String? {
        text(
            of: judgement.resource.kind, tags: judgement.tags ?? [:], managedBy: judgement.knownText("managed_by"),
            harmless: harmless)
    }

    /// The same of a thing that no rule judged.
    static func text(
        of kind: ResourceKind, tags: [String: String], managedBy: String?, harmless: [String]
    ) -> String? {
        guard kind != .instance, kind != .credit else { return nil }
        if let kubernetes = KubernetesVolume(tags: tags) {
            return "it belongs to \(kubernetes.text): deleted outside Kubernetes, its data is lost"
        }
        let keys = ReservedTags.telling(in: tags, harmless: harmless)
        let marks = keys.isEmpty ? nil : "AWS itself tagged it \(keys.joined(separator: ", "))"
        // Tags that a disk has from its machine tell where it came from, though nobody keeps it.
        let whose =
            managedBy.map { "\($0) keeps it: delete it there" }
            ?? ManagedBy.name(of: .instance, tags: tags).map { "its tags are those of \($0)" }
        let told = [whose, marks].compactMap(\.self)
        return told.isEmpty ? nil : told.joined(separator: "; ")
    }
}
