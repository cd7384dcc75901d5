// The journal for people: what was changed, when, by which rule, and what became of it.

package import CostModel
import Foundation

/// Journal entries as text, JSON or CSV.
package enum HistoryReport {
    /// One line per entry, newest first; under what is stopped still, the command that starts it again. What runs is told
    /// by the context. What was said of the brake stands beneath, newest first.
    package static func text(
        _ entries: [JournalEntry], brake: [BrakeWord] = [], days: Int, _ context: TextContext
    ) -> String {
        var lines = TextLines(context)
        guard !entries.isEmpty || !brake.isEmpty else {
            lines.add("Nothing was changed in the last \(days) days.")
            return lines.text
        }
        lines.section("CHANGES", "\(entries.count) in the last \(days) days")
        for (entry, command) in withCommands(entries, running: context.running) {
            let intent = entry.intent
            let title = CommonText.title(intent.resource, intent.name)
            let isNameless = title == intent.resource.id && !CommonText.isNamedByID(intent.resource.kind)
            let name = isNameless ? "(no name)" : title
            lines.add("\(name)  \(words(entry))", head: "  \(moment(intent.at, context))  ")
            let place = CommonText.place(intent.resource.region)
            let plan = intent.planID == JournalIntent.noPlan ? "" : "  plan \(intent.planID)"
            lines.add("\(intent.resource.id)  \(place)  \(intent.rule)\(plan)", head: "    ")
            if let who = intent.who { lines.add("by \(who)", head: "    ") }
            if let command { lines.verbatim("    start again: \(command)") }
        }
        said(brake, context, &lines)
        lines.next(context.next)
        return lines.text
    }

    private static func moment(_ date: Date, _ context: TextContext) -> String {
        "\(TimeText.day(date, in: context.timeZone, now: context.now)) "
            + TimeText.clock(date, in: context.timeZone)
    }

    private static func said(_ words: [BrakeWord], _ context: TextContext, _ lines: inout TextLines) {
        guard !words.isEmpty else { return }
        lines.section("BRAKE", "armed and disarmed")
        for word in newestFirst(words) {
            lines.add(
                "\(word.isArmed ? "armed" : "disarmed") on \(word.credit) by \(word.who)",
                head: "  \(moment(word.at, context))  ")
        }
    }

    /// One JSON object, schema version 1; `outcome` is done, failed, skipped, uncertain or open.
    ///
    /// - Parameters:
    ///   - brake: who armed and disarmed it, in the order in which it was said.
    ///   - running: what runs now: such a machine needs no command that starts it.
    package static func json(
        _ entries: [JournalEntry], brake: [BrakeWord] = [], running: [RunningInstance]
    ) -> String {
        let changes = withCommands(entries, running: running).map { entry, command in
            let intent = entry.intent
            let (word, detail) = parts(entry)
            return HistoryDocument.Change(
                at: intent.at, action: intent.action, resource: ResourceEntry(intent.resource, name: intent.name),
                rule: intent.rule, planID: intent.planID, unattended: intent.unattended, outcome: word,
                detail: detail, who: intent.who, evidence: intent.evidence, settledAt: entry.settledAt,
                toldAt: entry.toldAt, startAgain: command)
        }
        let said = newestFirst(brake).map { word in
            HistoryDocument.BrakeSaid(
                at: word.at, account: word.account, credit: word.credit, armed: word.isArmed, who: word.who)
        }
        return JSONText.document(HistoryDocument(changes: changes, brake: said))
    }

    /// One row per entry, and for each time that somebody armed or disarmed the brake; newest first.
    ///
    /// - Parameters:
    ///   - brake: who armed and disarmed it, in the order in which it was said.
    ///   - running: what runs now: such a machine needs no command that starts it.
    package static func csv(
        _ entries: [JournalEntry], brake: [BrakeWord] = [], running: [RunningInstance]
    ) -> String {
        var table = CSVText([
            "at", "action", "kind", "id", "account", "region", "name", "rule", "plan", "unattended", "outcome",
            "detail", "who", "evidence", "settled_at", "told_at", "start_again",
        ])
        var words = newestFirst(brake)[...]
        for (entry, command) in withCommands(entries, running: running) {
            let intent = entry.intent
            let key = entry.intent.resource
            let (word, detail) = parts(entry)
            while let said = words.first, said.at > intent.at { add(words.removeFirst(), to: &table) }
            table.row([
                .text(UTCTime.text(intent.at)), .text(intent.action.rawValue), .text(key.kind.rawValue), .text(key.id),
                .text(key.account.digits), .text(key.region.code), .text(intent.name), .text(intent.rule),
                .text(intent.planID), .text(intent.unattended ? "yes" : "no"), .text(word.rawValue), .text(detail),
                .text(intent.who), .text(intent.evidence), .text(entry.settledAt.map { UTCTime.text($0) }),
                .text(entry.toldAt.map { UTCTime.text($0) }), .text(command),
            ])
        }
        for word in words { add(word, to: &table) }
        return table.document
    }

    private static func add(_ word: BrakeWord, to table: inout CSVText) {
        let row = [
            UTCTime.text(word.at), word.isArmed ? "arm" : "disarm", ResourceKind.credit.rawValue, word.credit,
            word.account.digits, Region.global.code, word.credit, JournalIntent.brake, JournalIntent.noPlan, "no",
            OutcomeWord.done.rawValue, "", word.who, "", UTCTime.text(word.at), "", "",
        ]
        table.row(row.map { .text($0) })
    }

    /// Newest first, a stop with the command that undoes it. What was started again since needs none, and a machine that was
    /// stopped twice one only.
    private static func withCommands(
        _ entries: [JournalEntry], running: [RunningInstance]
    ) -> [(JournalEntry, String?)] {
        var started = Set(running.map(\.key))
        return newestFirst(entries).map { entry in
            let intent = entry.intent
            if entry.outcome == .done, intent.action == .start { started.insert(intent.resource) }
            let isStop = entry.outcome == .done && intent.action == .stop
            return (entry, isStop && started.insert(intent.resource).inserted ? Commands.start(intent.resource) : nil)
        }
    }

    private static func newestFirst(_ entries: [JournalEntry]) -> [JournalEntry] {
        entries.sorted { ($0.intent.at, $0.id) > ($1.intent.at, $1.id) }
    }

    /// Of words of one second the later one first.
    private static func newestFirst(_ words: [BrakeWord]) -> [BrakeWord] {
        words.enumerated().sorted { ($0.element.at, $0.offset) > ($1.element.at, $1.offset) }.map(\.element)
    }

    /// `stopped by cron`, `stop failed, by hand: IncorrectInstanceState`.
    private static func words(_ entry: JournalEntry) -> String {
        let by = entry.intent.unattended ? "by cron" : "by hand"
        if entry.outcome == .done, entry.intent.action == .stop { return "stopped \(by)" }
        if entry.outcome == .done {
            switch entry.intent.action {
            case .notify: return "made \(by)"
            case .start: return "started \(by)"
            case .keep: return "tagged \(KeepTag.key) \(by)"
            case .unkeep: return "tag \(KeepTag.key) taken away \(by)"
            case .mark: return "tagged \(Notice.tag) \(by)"
            case .unmark: return "tag \(Notice.tag) taken away \(by)"
            case .stop, .flag: break
            }
        }
        let (word, detail) = parts(entry)
        return "\(entry.intent.action.rawValue) \(word.rawValue), \(by)" + (detail.map { ": \($0)" } ?? "")
    }

    private static func parts(_ entry: JournalEntry) -> (OutcomeWord, String?) {
        entry.outcome.map(ApplyReport.parts) ?? (.open, "the next run looks at AWS and settles it")
    }
}

/// `history --format json`.
struct HistoryDocument: Codable {
    struct Change: Codable {
        let at: Date
        let action: Action
        let resource: ResourceEntry
        let rule, planID: String
        let unattended: Bool
        let outcome: OutcomeWord
        let detail, who, evidence: String?
        let settledAt, toldAt: Date?
        let startAgain: String?
    }

    struct BrakeSaid: Codable {
        let at: Date
        let account: AccountID
        let credit: String
        let armed: Bool
        let who: String
    }

    var schemaVersion = SchemaVersion.one
    let changes: [Change]
    let brake: [BrakeSaid]
}
