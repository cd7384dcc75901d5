// Which flagged things are handed over to be deleted by hand. What somebody keeps or claims, what any rule does not know,
// what is in use and what could not be compared with what was seen is left out.

package import CostModel

extension Handover {
    /// Chooses from a plan. Cost: linear.
    ///
    /// - Parameters:
    ///   - mapped: the snapshots of all images that the plan flags.
    ///   - keeps: what persons keep, ended or not.
    ///   - harmless: the keys of AWS's tags that claim nothing, as the configuration names them.
    package init(
        of plan: Plan, mapped: [MappedSnapshot], keeps: [ResourceKey: Keep], harmless: [String]
    ) {
        let findings = Dictionary(grouping: plan.findings, by: \.resource)
        let byImage = mapped.reduce(into: [ResourceKey: [MappedSnapshot]]()) { found, snapshot in
            for image in snapshot.images { found[image, default: []].append(snapshot) }
        }
        var items: [Item] = []
        var leftOut: [LeftOut] = []
        for flagged in plan.sections.flagged {
            let snapshots = byImage[flagged.resource, default: []]
            let told = Handover.doubt(about: findings[flagged.resource] ?? []) ?? Handover.use(of: flagged)
            guard told == nil, let item = Item(flagged, snapshots: snapshots.map(\.resource.id)) else {
                let why = told ?? "there is no command for it here: what it is now is not known, or not of AWS's form"
                leftOut.append(LeftOut(flagged.resource, name: flagged.name, why: why))
                continue
            }
            items.append(item)
        }
        let ordered = Handover.order.flatMap { kind in items.filter { $0.resource.kind == kind } }
        let turns = Dictionary(
            zip(ordered.map(\.resource), ordered.indices), uniquingKeysWith: { first, _ in first })
        self.init(
            items: ordered.map { image in
                Handover.withSnapshots(image, byImage[image.resource, default: []], turns) { snapshot in
                    Handover.claim(on: snapshot, keeps, harmless, of: plan)
                }
            }, leftOut: leftOut)
    }

    /// An image first: while it is there, AWS deletes none of its snapshots.
    private static let order: [ResourceKind] = [.image, .snapshot, .volume, .address]

    /// What forbids to hand a thing over, though a rule flags it: every rule's word counts.
    private static func doubt(about findings: [Finding]) -> String? {
        for finding in findings where !finding.isWord {
            let rule = finding.rule.name
            switch finding.verdict {
            case .flagged where finding.isClaimed: return finding.judgement.reason
            case .flagged, .clear: continue
            case .spared: return "the rule \(rule) spares it"
            case .unknown: return "the rule \(rule) does not know enough of it"
            case .refused: return "a guardrail holds it against the rule \(rule)"
            case .pending, .due: return "the rule \(rule) would stop it: costguard apply"
            }
        }
        return nil
    }

    /// What speaks against it in what was seen: a rule of one's own may flag what is in use.
    private static func use(of item: PlanSections.Item) -> String? {
        let judgement = item.finding.judgement
        if judgement.knownText("operator") != nil { return "a service of AWS alone may change it" }
        switch item.resource.kind {
        case .volume where judgement.known("attached_instance") != .null || judgement.knownText("state") != "available":
            return "it is attached, or not known to be free"
        case .snapshot where judgement.knownFlag("backs_image") != false: return "an image uses it"
        case .image where judgement.known("instance_count")?.integer != 0: return "machines started from it"
        case .image where judgement.knownFlag("deregistration_protected") == true:
            return "it is protected against deregistration"
        case .address where judgement.knownFlag("associated") != false: return "it belongs to something"
        default: return nil
        }
    }

    /// Why a snapshot stays though its image goes; nil where it may go too.
    private static func claim(
        on snapshot: MappedSnapshot, _ keeps: [ResourceKey: Keep], _ harmless: [String], of plan: Plan
    ) -> String? {
        if keeps[snapshot.resource]?.holds(at: plan.createdAt) == true { return "somebody keeps it" }
        if case .holds = KeepTag.read(snapshot.tags, at: plan.createdAt) { return "it bears the tag \(KeepTag.key)" }
        if snapshot.startsMachines { return "a launch template or launch configuration uses it" }
        return Belongings.text(
            of: snapshot.resource.kind, tags: snapshot.tags, managedBy: snapshot.managedBy, harmless: harmless)
    }

    /// Each snapshot goes with the last of its images, if all of those go.
    ///
    /// - Parameter turns: the places of all that goes.
    private static func withSnapshots(
        _ item: Item, _ mapped: [MappedSnapshot], _ turns: [ResourceKey: Int], claim: (MappedSnapshot) -> String?
    ) -> Item {
        var item = item
        for snapshot in mapped {
            let name = snapshot.tags["Name"]
            let stays = snapshot.images.first { turns[$0] == nil }
            let last = snapshot.images.max { turns[$0, default: 0] < turns[$1, default: 0] }
            let why =
                stays.map { "the image \($0.id) uses it too" } ?? claim(snapshot)
                ?? (last == item.resource ? nil : last.map { "it goes with the image \($0.id), further down" })
                ?? (snapshot.seen == nil ? "the last scan did not see it" : nil)
                ?? (Seen.isAWSID(snapshot.resource) ? nil : "its id is not of AWS's form")
            if why == nil, let seen = snapshot.seen {
                item.snapshots.append(
                    Item(
                        resource: snapshot.resource, name: name, seen: seen, tags: snapshot.tags,
                        reason: "of the image \(item.resource.id)", savingPerMonth: nil, savingIsUpperBound: true))
            } else {
                item.staying.append(LeftOut(snapshot.resource, name: name, why: why ?? "not known"))
            }
        }
        return item
    }
}

extension Handover.Item {
    /// Nil where something that is compared was not seen, or the id is none of AWS's.
    fileprivate init?(_ item: PlanSections.Item, snapshots: [String]) {
        let judgement = item.finding.judgement
        guard let tags = judgement.tags, let seen = Handover.Seen(judgement, snapshots: snapshots),
            Handover.Seen.isAWSID(item.resource)
        else { return nil }
        self.init(
            resource: item.resource, name: item.name, seen: seen, tags: tags, reason: judgement.reason,
            savingPerMonth: item.savingPerMonth, savingIsUpperBound: item.finding.savingIsUpperBound)
    }
}

extension Handover.Seen {
    private static let prefixes: [ResourceKind: String] = [
        .image: "ami-", .snapshot: "snap-", .volume: "vol-", .address: "eipalloc-",
    ]

    /// Letters and digits behind the prefix of the kind: nothing that a shell or a command could take otherwise.
    static func isAWSID(_ key: ResourceKey) -> Bool {
        guard let prefix = prefixes[key.kind], key.id.hasPrefix(prefix) else { return false }
        let rest = key.id.utf8.dropFirst(prefix.utf8.count)
        return !rest.isEmpty && rest.allSatisfy { (48...57).contains($0) || (97...122).contains($0) }
    }

    fileprivate init?(_ judgement: Judgement, snapshots: [String]) {
        let state = judgement.knownText("state")
        let gib = judgement.known("size_gib")?.integer
        switch (judgement.resource.kind, state, gib) {
        case (.volume, let state?, let gib?):
            guard let type = judgement.knownText("volume_type") else { return nil }
            self = .volume(state: state, gib: gib, type: type)
        case (.snapshot, let state?, let gib?): self = .snapshot(state: state, gib: gib)
        case (.image, let state?, _): self = .image(state: state, snapshots: snapshots.sorted())
        case (.address, _, _):
            guard let ip = judgement.knownText("public_ip") else { return nil }
            self = .address(publicIP: ip)
        default: return nil
        }
    }
}
