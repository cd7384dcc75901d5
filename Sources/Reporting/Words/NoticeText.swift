// Stops that their owners are told of before: the mail, and the words on where each stands.

package import CostModel
import Foundation

/// Words on notices.
package enum NoticeText {
    /// What a plan says of a stop that waits for its notice.
    static func cron(_ standing: NoticeStanding, hasChannel: Bool, _ context: TextContext) -> String {
        let length = TimeText.span(Double(standing.seconds))
        let cost = standing.cost.map { "; the wait costs \($0.cents) USD" } ?? ""
        switch standing.phase {
        case .owed:
            if !hasChannel {
                return "leaves it to you: nobody can be told before (no mail: costguard init --email ADDRESS)"
            }
            if let why = standing.untold { return "does not stop it: nobody could be told before: \(why)" }
            return "tells its owner first, and stops it \(length) later\(cost)"
        case .running:
            let until = standing.until.map { context.point($0) } ?? "its time is over"
            return "stops it after \(until) unless it is used or kept: "
                + (standing.isByAnotherMark
                    ? "the tag \(Notice.tag) of somebody else says so" : "its owner was told\(cost)")
        case .objected: return "leaves it alone: somebody took the tag \(Notice.tag) away or changed it"
        case .over: return "stops it at its next run with --apply: its owner was told"
        }
    }

    /// For the status: what its owners were told of, and what nobody could be told of; nothing where no stop waits so.
    static func section(_ findings: [Finding], _ context: TextContext, _ lines: inout TextLines) {
        var seen: Set<ResourceKey> = []
        let told = findings.filter { finding in
            finding.isStep && finding.notice.map { $0.phase != .owed || $0.untold != nil } == true
                && seen.insert(finding.resource).inserted
        }
        guard !told.isEmpty else { return }
        lines.section("TOLD BEFORE", "\(CountText.text(told.count, "stop")) of which owners are told first")
        lines.some(told) { finding, lines in
            let title = CommonText.title(finding.resource, finding.judgement.name)
            let words = finding.notice.map { brief($0, context) } ?? ""
            lines.add("\(title.padded(to: TextLines.nameColumns))\(words)", head: "  ")
        }
    }

    /// The same in a few words.
    static func brief(_ standing: NoticeStanding, _ context: TextContext) -> String {
        switch standing.phase {
        case .owed: standing.untold == nil ? "cron tells its owner first" : "nobody could be told"
        case .running: standing.until.map { "stops after \(context.point($0))" } ?? "its owner was told"
        case .objected: "somebody objected"
        case .over: "cron stops it next"
        }
    }
}

extension MailText {
    /// What will be stopped, when, and the three ways to prevent it.
    ///
    /// - Parameter findings: of one owner; at least one.
    package static func notice(
        _ findings: [Finding], mailID: String, _ context: TextContext
    ) -> (subject: String, body: String) {
        var lines = TextLines(context.plain)
        lines.add(
            "costguard will stop \(findings.count == 1 ? "a machine" : "\(findings.count) machines") of yours. "
                + "To prevent it, use it, keep it, or take its tag away: below is how.")
        for finding in findings { entry(finding, &lines, context) }
        lines.blank()
        lines.add("Any of these prevents it:")
        lines.add("Use it. Work that shows in processor, network or disk counts.", head: "  - ")
        lines.add("Keep it, for a day unless you say otherwise:", head: "  - ")
        for finding in findings { lines.verbatim("    costguard keep \(finding.resource.id)") }
        lines.add(
            "In the console, add the tag \(KeepTag.key) with a date, or any word for good.", head: "  - ")
        lines.add(
            "Take the tag \(Notice.tag) away: it is then left alone for a day. A later time in it is heeded.",
            head: "  - ")
        lines.blank()
        let account = findings.first.map { "Account \($0.resource.account). " } ?? ""
        close(&lines, "\(account)One mail per notice. Mail \(mailID).", context)
        return (Sanitizer.subject(subject(findings)), lines.text)
    }

    private static func subject(_ findings: [Finding]) -> String {
        let names = findings.prefix(2).map {
            CommonText.title($0.resource, $0.judgement.name).cut(to: 24)
        }.joined(separator: ", ")
        let length = findings.compactMap(\.notice?.seconds).min().map { " in \(TimeText.span(Double($0)))" } ?? ""
        return "costguard will stop \(names)\(findings.count > 2 ? " +\(findings.count - 2)" : "")\(length)"
    }

    private static func entry(_ finding: Finding, _ lines: inout TextLines, _ context: TextContext) {
        let key = finding.resource
        lines.blank()
        let title = CommonText.title(key, finding.judgement.name)
        lines.add("\(title)  \(title == key.id ? "" : "\(key.id)  ")\(CommonText.place(key.region))")
        if let seconds = finding.notice?.seconds {
            let earliest = context.point(context.now.addingTimeInterval(Double(seconds)))
            lines.field(
                "when",
                "not before \(earliest), and not sooner than \(TimeText.span(Double(seconds))) after this mail was sent"
            )
        }
        lines.field("why", CronText.reason(finding.judgement))
        if !finding.loses.isEmpty { lines.field("lost", finding.loses.joined(separator: ", ")) }
        if let saving = finding.savingPerMonth {
            lines.field("costs", "\(CommonText.perDay(perMonth: saving).cents) USD a day at list price")
        }
        lines.field("then", "its EBS disks are kept; to start it again:")
        lines.verbatim(Commands.start(key))
    }
}
