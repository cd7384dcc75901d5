// What a stop of ours leaves behind on the machine: the tag that tells its owner, and every other database, which start
// was stopped, when, and by whom.

package import Foundation

/// The value of the tag `costguard:stopped`.
package struct StopMark: Hashable, Sendable {
    /// The tag's key.
    package static let key = "costguard:stopped"
    /// The most characters that AWS takes. Source: EC2 user guide, "Tag restrictions".
    private static let longest = 256

    /// When it was stopped, UTC, in whole seconds; nil where the text does not tell.
    package let at: Date?
    /// The start that was stopped, UTC, in whole seconds; nil where the text does not tell, as that of 0.1.0.
    package let launchTime: Date?
    /// The plan that asked for it; nil where the text does not tell.
    package let planID: String?
    /// The database that the plan was made in; nil where the text does not tell.
    package let databaseID: String?
    /// The rule that decided; nil where the text does not tell.
    package let rule: String?

    /// A mark of a stop.
    package init(at: Date?, launchTime: Date?, planID: String?, databaseID: String?, rule: String?) {
        self.at = at
        self.launchTime = launchTime
        self.planID = planID
        self.databaseID = databaseID
        self.rule = rule
    }

    /// Reads a tag's value, whoever wrote it. A text that is not ours tells nothing but that somebody set the tag: every
    /// part of it is then nil. The form of 0.1.0, a time, the rule and the plan, is read too.
    package init(reading value: String) {
        let words = value.prefix(2 * Self.longest).split(separator: " ")
        func part(_ name: String) -> Substring? {
            words.dropFirst().last { $0.hasPrefix("\(name)=") }?.dropFirst(name.count + 1)
        }
        self.init(
            at: words.first.flatMap(Self.time), launchTime: part("launched").flatMap(Self.time),
            planID: part("plan").flatMap(Self.hexadecimal), databaseID: part("database").flatMap(Self.hexadecimal),
            rule: part("rule").map(String.init))
    }

    /// The tag's value: of letters, digits, blanks and `_.:/=+-@`, at most 256 of them, however the rule is called.
    package var value: String {
        let before = [at.map(Self.text) ?? "unknown"]
        let after = [
            planID.map { "plan=\($0)" }, launchTime.map { "launched=\(Self.text($0))" },
            databaseID.map { "database=\($0)" },
        ].compactMap { $0 }
        let left = Self.longest - (before + after).reduce(0) { $0 + $1.count + 1 } - "rule=".count
        let name = (rule ?? "none").map { $0.isLetter || $0.isNumber || "_.:/+-@".contains($0) ? $0 : "-" }
        return (before + ["rule=" + String(name.prefix(max(0, left)))] + after).joined(separator: " ")
    }

    private static func text(_ date: Date) -> String { UTCTime.text(date) }

    private static func time(_ text: Substring) -> Date? {
        text.utf8.count == 20 && text.hasSuffix("Z") ? UTCTime.date(text) : nil
    }

    private static func hexadecimal(_ text: Substring) -> String? {
        (1...32).contains(text.utf8.count)
            && text.utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) })
            ? String(text) : nil
    }
}

/// A stop of ours that speaks of one instance, whichever machine or database made it.
package struct StopWitness: Hashable, Sendable {
    /// How far two clocks may be apart that AWS's signatures let pass, in seconds.
    static let tolerance: TimeInterval = 15 * 60

    /// When it was stopped, by the clock of whoever did; nil where nobody tells.
    package let at: Date?
    /// The start that was stopped, by AWS's clock; nil where nobody tells.
    package let launchTime: Date?
    /// Whether AWS confirmed the stop.
    package let isCertain: Bool

    /// What a tag tells: it is set only once AWS has confirmed.
    package init(_ mark: StopMark) {
        at = mark.at
        launchTime = mark.launchTime
        isCertain = true
    }

    /// What the journal tells; nil for what is no stop, or did not happen.
    package init?(_ entry: JournalEntry) {
        guard entry.intent.action == .stop else { return nil }
        switch entry.outcome {
        case .done: isCertain = true
        case .uncertain, nil: isCertain = false
        case .failed, .refused, .skipped: return nil
        }
        at = entry.intent.at
        launchTime = entry.intent.launchTime
    }

    /// Whether a start came after this stop, which the start that was stopped, where it is known, decides without any
    /// clock. What runs although AWS confirmed its stop has been started since. Only where neither is known the times
    /// are compared, leniently; a stop in the future is one by a clock that was wrong, and comes before every start.
    package func precedes(_ start: Date, at now: Date) -> Bool {
        if let launchTime { return whole(launchTime) != whole(start) }
        guard !isCertain, let at else { return true }
        return at > now.addingTimeInterval(Self.tolerance) || start > at.addingTimeInterval(-Self.tolerance)
    }

    private func whole(_ date: Date) -> TimeInterval { date.timeIntervalSince1970.rounded(.down) }
}
