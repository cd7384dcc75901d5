// Whose a flagged thing may be, in words: nothing is hidden for it, but who deletes it should know.

import CostModel

enum Belongings {
    /// Follows on the rule's reason; nil where nothing tells, and for machines: guardrails speak of those.
    static func text(_ judgement: Judgement, harmless: [String]) -> String? {
        let kind = judgement.resource.kind
        guard kind != .instance, kind != .credit else { return nil }
        let tags = judgement.tags ?? [:]
        if let kubernetes = KubernetesVolume(tags: tags) {
            return "it belongs to \(kubernetes.text): deleted outside Kubernetes, its data is lost"
        }
        let keys = ReservedTags.telling(in: tags, harmless: harmless)
        let marks = keys.isEmpty ? nil : "AWS itself tagged it \(keys.joined(separator: ", "))"
        let told = [keeper(judgement, tags), marks].compactMap(\.self)
        return told.isEmpty ? nil : told.joined(separator: "; ")
    }

    /// Tags that a disk has from its machine tell where it came from, though nobody keeps it.
    private static func keeper(_ judgement: Judgement, _ tags: [String: String]) -> String? {
        if let keeper = judgement.knownText("managed_by") { return "\(keeper) keeps it: delete it there" }
        return Keeper.name(of: .instance, tags: tags).map { "its tags are those of \($0)" }
    }
}
