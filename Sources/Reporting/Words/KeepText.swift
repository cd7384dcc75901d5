// What is kept, in words and as JSON, and that the guard is paused; the mail that says that a keep ends.

package import CostModel
import Foundation

/// What persons said, for people.
package enum KeepText {
    /// What was just said, and how to take it back.
    package static func kept(_ keep: Keep, _ context: TextContext) -> String {
        var lines = TextLines(context)
        lines.add("\(title(keep)) is kept\(end(keep.until, context)): no rule touches it.")
        lines.next(["costguard unkeep \(ShellWord.text(keep.name ?? keep.resource.id))"])
        return lines.text
    }

    /// Everything that is kept now, what ends first at the top.
    package static func list(_ keeps: [Keep], _ context: TextContext) -> String {
        var lines = TextLines(context)
        guard !keeps.isEmpty else {
            lines.add("Nothing is kept by a word of yours; tags \(KeepTag.key) hold by themselves.")
            return lines.text
        }
        lines.section("KEPT", CountText.text(keeps.count, "thing"))
        for keep in firstToEnd(keeps) {
            lines.add("\(title(keep))\(end(keep.until, context))", head: "  ")
            lines.add(reason(keep.who, keep.because), head: "    ")
        }
        return lines.text
    }

    /// One JSON object, schema version 1, in the order of the list.
    package static func json(_ keeps: [Keep]) -> String {
        JSONText.document(
            KeepsDocument(
                keeps: firstToEnd(keeps).map { keep in
                    KeepsDocument.Keep(
                        resource: ResourceEntry(keep.resource, name: keep.name), keptAt: keep.since, until: keep.until,
                        who: keep.who, because: keep.because)
                }))
    }

    private static func firstToEnd(_ keeps: [Keep]) -> [Keep] {
        keeps.sorted { ($0.until ?? .distantFuture, $0.resource) < ($1.until ?? .distantFuture, $1.resource) }
    }

    /// `PAUSED to Tue 1 Dec 08:00 by ada on laptop: exam week. Nothing is stopped until 'costguard resume'.`
    package static func pauseLine(_ pause: Pause, _ context: TextContext) -> String {
        "PAUSED\(end(pause.until, context)) \(reason(pause.who, pause.because)). "
            + "costguard stops nothing by itself\(pause.holdsBrake ? ", and the brake is paused too" : ""); "
            + "'costguard resume' ends that"
    }

    /// ` to Tue 1 Dec 08:00`; ` until you take it back` where there is no end.
    static func end(_ until: Date?, _ context: TextContext) -> String {
        until.map { " to \(context.point($0))" } ?? " until you take it back"
    }

    private static func reason(_ who: String, _ because: String?) -> String {
        "by \(who)" + (because.map { ": \($0)" } ?? "")
    }

    static func title(_ keep: Keep) -> String {
        let title = CommonText.title(keep.resource, keep.name)
        return title == keep.resource.id ? title : "\(title) (\(keep.resource.id))"
    }
}

/// `keep --format json`.
struct KeepsDocument: Codable {
    struct Keep: Codable {
        let resource: ResourceEntry
        let keptAt: Date
        let until: Date?
        let who: String
        let because: String?
    }

    var schemaVersion = SchemaVersion.one
    let keeps: [Keep]
}

extension MailText {
    /// That a keep ends, and how to keep longer.
    package static func keepEnds(
        _ keep: Keep, mailID: String, _ context: TextContext
    ) -> (subject: String, body: String) {
        var lines = TextLines(context.plain)
        let name = keep.name ?? keep.resource.id
        lines.add("\(KeepText.title(keep)) is kept\(KeepText.end(keep.until, context)).")
        lines.add("After that the rules judge it again, and a machine that idles is stopped.")
        lines.add("To keep it longer:")
        lines.verbatim("  costguard keep \(ShellWord.text(keep.resource.id)) --for 3d")
        close(&lines, "Account \(keep.resource.account). One mail per keep. Mail \(mailID).", context)
        return (Sanitizer.subject("costguard: \(name) is kept\(KeepText.end(keep.until, context))"), lines.text)
    }
}
