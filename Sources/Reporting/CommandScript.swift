// What is flagged as a script that a person reads, and then may run: costguard itself never deletes. One line a thing, over
// the functions of CommandScript+Shell.swift.

package import CostModel

/// A shell script (POSIX.1-2017) that deletes what was chosen, guarded.
package struct CommandScript {
    /// What is deleted.
    let handover: Handover
    /// Whose plan it is.
    let plan: Plan
    /// What a GiB of a snapshot costs a month.
    let snapshotPrices: [Region: Money]
    /// That of the configuration; nil: the default one.
    let profile: String?
    /// Where the script lands; nil: on standard output.
    let file: String?

    /// A script, all its parts given.
    package init(
        _ handover: Handover, of plan: Plan, snapshotPrices: [Region: Money], profile: String?, file: String?
    ) {
        self.handover = handover
        self.plan = plan
        self.snapshotPrices = snapshotPrices
        self.profile = profile
        self.file = file
    }

    /// The whole script. What comes from outside stands in it as comments of one line, or in single quotes.
    package var text: String {
        let items = handover.items.flatMap(lines)
        let body =
            items.isEmpty ? ["# Nothing is flagged that could be handed over."] : items
        return ([head, CommandScript.functions(account: plan.account.digits)] + body + ["", CommandScript.end])
            .joined(separator: "\n") + "\n"
    }

    private var head: String {
        let name = file.map { ShellWord.text($0) } ?? "FILE"
        let keys = profile.map { "AWS_PROFILE=\(ShellWord.text(Sanitizer.terminal($0))) " } ?? ""
        let lines = [
            "What costguard flagged in the account \(plan.account), as commands that delete it.",
            "Plan \(plan.id), seen \(UTCTime.text(plan.createdAt)). costguard runs none of this.",
            "",
            "Read it. Take out what you want to keep. Then:",
            "",
            "  sh \(name)             lists what it would do, and asks AWS nothing",
            "  \(keys)RUN=check sh \(name)   looks whether each thing is as it was seen; changes nothing",
            "  \(keys)RUN=yes sh \(name)     does it",
            "",
            "Just before each change it looks again: whose the keys are, and whether the thing has the state, size,",
            "tags and uses that the plan saw. What differs is left alone, and the rest goes on. It ends with 0 where all",
            "was done, 1 where something was left alone, 4 where nothing was run.",
            "",
            "What is deleted is gone, unless a rule of AWS's Recycle Bin covers it: such snapshots, images and disks stay",
            "there until the rule's time is over, can be brought back until then, and are billed until then. An image can",
            "be brought back only while its snapshots can: their rule must last as long. Source: Amazon EBS User Guide,",
            "\"Considerations for Recycle Bin\".",
        ]
        return (["#!/bin/sh"] + (lines + gaps + leftOut).map(CommandScript.comment)).joined(separator: "\n") + "\n"
    }

    private var gaps: [String] {
        guard !plan.complete else { return [] }
        let faults = plan.faults.map { "  the rule \($0.rule): \($0.message)" }
        return ["", "The plan is not whole: what it did not see is not in here."]
            + plan.gaps.map { "  \($0.call) in \($0.region.code): \($0.error)" } + faults
    }

    private var leftOut: [String] {
        guard !handover.leftOut.isEmpty else { return [] }
        return ["", "Flagged, and left out:"] + handover.leftOut.map(CommandScript.words)
    }

    private static func words(_ thing: Handover.LeftOut) -> String {
        let name = CommonText.title(thing.resource, thing.name)
        let title = name == thing.resource.id ? name : "\(thing.resource.id) (\(name))"
        return "  \(thing.resource.kind.text) \(title), \(thing.resource.region.code): \(thing.why)"
    }

    private static func comment(_ line: String) -> String {
        line.isEmpty ? "#" : "# " + Sanitizer.terminal(line)
    }

    /// The comment on a thing, and its command.
    private func lines(_ item: Handover.Item) -> [String] {
        let staying = item.staying.map { CommandScript.comment("stays:\(CommandScript.words($0))") }
        let head = ["", CommandScript.comment("\(item.resource.id): \(item.reason)")] + staying
        guard !item.snapshots.isEmpty else { return head + [command(item)] }
        let after = item.snapshots.map { "    \(command($0, of: item.resource))" }
        return head + ["if \(command(item)); then"] + after + ["fi"]
    }

    private func command(_ item: Handover.Item, of image: ResourceKey? = nil) -> String {
        let seen = ShellWord.quoted(SeenText.text(item.seen, tags: item.tags))
        let title = ShellWord.quoted(title(item))
        let place = [item.resource.region.code, item.resource.id].map { ShellWord.quoted($0) }.joined(separator: " ")
        switch item.seen {
        case .image: return "image \(place) \(seen) \(title)"
        case .snapshot: return "snapshot \(place) \(seen) \(title) \(ShellWord.quoted(image?.id ?? "none"))"
        case .volume(_, let gib, _): return "disk \(place) \(seen) \(title) \(gib)"
        case .address: return "address \(place) \(seen) \(title)"
        }
    }

    /// `'forgotten-disk', 500 GiB gp3: saves 40.00 USD a month`.
    private func title(_ item: Handover.Item) -> String {
        let name = CommonText.title(item.resource, item.name)
        let size =
            switch item.seen {
            case .volume(_, let gib, let type): "\(gib) GiB \(type)"
            case .snapshot(_, let gib): "of \(gib) GiB"
            case .image(_, let snapshots): CountText.text(snapshots.count, "snapshot")
            case .address(let ip): ip
            }
        let words = (name == item.resource.id ? [] : ["\"\(name)\""]) + [size]
        return Sanitizer.terminal("\(words.joined(separator: ", ")): \(saving(item))")
    }

    private func saving(_ item: Handover.Item) -> String {
        guard let saving = item.savingPerMonth else {
            if case .snapshot = item.seen, item.reason.hasPrefix("of the image") { return "saved with its image" }
            return "what it saves is not known"
        }
        let words = "saves \(item.savingIsUpperBound ? "up to " : "")\(CommonText.rate(saving)) USD a month"
        guard case .volume(_, let gib, _) = item.seen else { return words }
        guard let price = snapshotPrices[item.resource.region] else { return "\(words), less what its snapshot costs" }
        return "\(words), less up to \(CommonText.rate(price.scaled(by: gib, over: 1))) for its snapshot"
    }
}

/// What was seen of a thing, as the script's query writes what is there: a JSON array in printable ASCII.
enum SeenText {
    static func text(_ seen: Handover.Seen, tags: [String: String]) -> String {
        let sorted = tags.sorted { $0.key.unicodeScalars.lexicographicallyPrecedes($1.key.unicodeScalars) }
        let pairs = array(sorted.map { array([quoted($0.key), quoted($0.value)]) })
        switch seen {
        case .volume(let state, let gib, let type):
            return array([quoted(state), "\(gib)", quoted(type), "0", pairs])
        case .snapshot(let state, let gib): return array([quoted(state), "\(gib)", pairs])
        case .image(let state, let snapshots): return array([quoted(state), array(snapshots.map(quoted)), pairs])
        case .address(let ip): return array([quoted(ip), "null", "null", "null", pairs])
        }
    }

    private static func array(_ parts: [String]) -> String { "[\(parts.joined(separator: ","))]" }

    /// As Python's json.dumps writes a text, which stands behind the AWS CLI's `to_string`: everything but printable ASCII
    /// is escaped, in UTF-16. Source: json/encoder.py, ESCAPE_ASCII.
    static func quoted(_ text: String) -> String {
        let short: [UInt16: String] = [
            0x22: #"\""#, 0x5C: #"\\"#, 0x0A: #"\n"#, 0x0D: #"\r"#, 0x09: #"\t"#, 0x0C: #"\f"#, 0x08: #"\b"#,
        ]
        let escaped = text.utf16.map { unit in
            if let known = short[unit] { return known }
            if (0x20...0x7E).contains(unit) { return String(UnicodeScalar(UInt8(unit))) }
            let digits = String(unit, radix: 16)
            return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        }
        return "\"\(escaped.joined())\""
    }
}
