// What cron does about a finding, and every reason why it leaves it to a person.

package import CostModel

/// Words on cron and on the GPU that nobody watches.
enum CronText {
    /// What cron does about it, and when.
    static func cron(_ finding: Finding, _ context: TextContext) -> String {
        if let standing = waiting(finding) {
            return NoticeText.cron(standing, hasChannel: context.unattended?.notices.hasChannel ?? true, context)
        }
        if let because = finding.attendedBecause {
            let reasons = [because] + further(finding, beyond: because, context.unattended)
            return "leaves it to you: \(reasons.map { words($0, finding) }.joined(separator: ", and "))"
        }
        if finding.unattended { return "stops it at its next run with --apply" }
        let left = finding.rule.holdSeconds - finding.heldSeconds
        return "waits until it has held \(TimeText.span(Double(finding.rule.holdSeconds))): "
            + "about \(TimeText.span(Double(max(60, left)))) more"
    }

    /// The same in a few words.
    static func brief(_ finding: Finding, _ context: TextContext) -> String {
        if let standing = waiting(finding) { return NoticeText.brief(standing, context) }
        if finding.attendedBecause != nil { return "cron leaves it to you" }
        if finding.unattended { return "cron stops it next" }
        let left = finding.rule.holdSeconds - finding.heldSeconds
        return "cron waits \(TimeText.span(Double(max(60, left))))"
    }

    /// The notice that nothing else but itself makes wait.
    private static func waiting(_ finding: Finding) -> NoticeStanding? {
        ["notice", "nobody-to-tell", "objected"].contains(finding.attendedBecause) ? finding.notice : nil
    }

    /// What cron will do about a machine that no rule would stop yet.
    static func cron(because: String?) -> String {
        if because == "notice" { return "tells its owner where it stays idle, and stops it some time after" }
        return because.map { "leaves it to you: \(words($0, nil))" }
            ?? "stops it where it stays idle, by a run with --apply"
    }

    /// Reasons that stand behind the first. Settings that nobody gave are taken as they are by default.
    private static func further(
        _ finding: Finding, beyond first: String, _ settings: UnattendedSettings?
    ) -> [String] {
        guard ["instance-store-data", "gpu-load-unknown", "key-not-checked"].contains(first) else { return [] }
        var more: [String] = []
        if first == "instance-store-data", finding.judgement.isGPULoadUnknown, settings?.gpuLoadUnknown != true,
            settings?.notices.gpuLoadUnknown == nil
        {
            more.append("gpu-load-unknown")
        }
        if let settings, !settings.actions.contains(finding.rule.action) { more.append("not-allowed") }
        return more
    }

    private static func words(_ reason: String, _ finding: Finding?) -> String {
        switch reason {
        case "instance-store-data": "a stop loses its scratch data"
        case "gpu-load-unknown": "nobody reports its GPU load"
        case "key-not-checked": "\(DiskKeyText.unchecked): \(DiskKeyText.why(finding))"
        case "not-allowed": "unattended.actions does not allow it"
        case "no-rule-stops": "no rule that is switched on stops machines"
        case "kind-not-allowed": "unattended.kinds does not name \(finding?.rule.view ?? "the kind")"
        case "own-rule": "unattended.rules does not name the rule \(finding?.rule.name ?? "")"
        case "not-yet": "cron may not act yet (unattended.from)"
        case "paused": "costguard is paused ('costguard resume' ends that)"
        case "notice": "its owner is to be told before"
        case "nobody-to-tell": "nobody can be told before"
        case "objected": "somebody objected"
        case "limit": limit(finding?.limit)
        default: reason
        }
    }

    private static func limit(_ limit: CronLimit?) -> String {
        switch limit {
        case .count, nil: "its limit of stops is reached (guardrails)"
        case .usdPerHour: "dearer ones use up what a run may stop an hour (guardrails.maxUSDPerHour)"
        case .dearerThanAll: "alone it costs more an hour than a run may stop (guardrails.maxUSDPerHour)"
        case .unknownPrice: "its price is not known, and may be more than a run may stop (guardrails.maxUSDPerHour)"
        }
    }

    /// The rule's reason, with what it could not see.
    static func reason(_ judgement: Judgement) -> String {
        judgement.reason + (judgement.isGPULoadUnknown ? "; GPU load not known" : "")
    }

    /// How the load of GPU machines gets known that would be stopped, and that cron leaves to people for want of it; nil
    /// where there is none.
    static func gpuLoad(of plan: Plan, _ context: TextContext) -> String? {
        guard context.unattended?.gpuLoadUnknown != true, context.unattended?.notices.gpuLoadUnknown == nil else {
            return nil
        }
        let count = plan.sections.stopping.count { $0.finding?.judgement.isGPULoadUnknown == true }
        guard count > 0 else { return nil }
        return "Nobody reports the GPU load of \(CountText.text(count, "machine")): docs/gpu.md shows what to install."
    }
}

/// Words on the keys of disks.
package enum DiskKeyText {
    static let unchecked = "whether the keys of its disks can be used was not checked"

    /// What kept costguard from looking.
    static func why(_ finding: Finding?) -> String {
        guard let text = finding?.judgement.knownText("disk_keys"), case .unchecked(let why)? = DiskKeys(text) else {
            return "nobody asked yet"
        }
        return why
    }

    /// One line for a run, where AWS refuses to say; nil where nothing waits for it.
    package static func denied(in plan: Plan) -> String? {
        let waiting = plan.findings.filter { $0.attendedBecause == "key-not-checked" }
        guard let first = waiting.first(where: { why($0).contains("is denied") }) else { return nil }
        let count = Set(waiting.map(\.resource)).count
        return
            "Whether the keys of the disks of \(CountText.text(count, "machine")) can be used is not known: \(why(first)). Cron leaves them to "
            + "you; allow kms:DescribeKey ('costguard iam-policy'), in the key's own policy too. (told once)"
    }
}
