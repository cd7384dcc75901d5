// Since when a machine has done nothing, as far as a rule has seen it, and what it has cost since then.

import CostModel
import Foundation

/// A time in which a rule held of a machine, the hours that it looked back on among it.
struct IdleSpell {
    /// It did nothing from here on; for how long before, nobody has looked.
    let since: Date
    /// The scan that saw it last.
    let until: Date
    /// List price of the machine alone; nil where none is known.
    let cost: Money?

    /// Nil where the rule says nothing of idleness.
    ///
    /// - Parameters:
    ///   - findings: of the same machine: another rule may have looked back further.
    ///   - scannedAt: the scan that they are of.
    init?(_ finding: Finding, among findings: [Finding], scannedAt: Date) {
        let judgement = finding.judgement
        guard judgement.resource.kind == .instance, judgement.rule.name.hasPrefix("idle"),
            let window = judgement.rule.windowSeconds
        else { return nil }
        let held = Double(window) + Double(max(0, finding.heldSeconds))
        let quiet = findings.compactMap { Self.quietSeconds($0.judgement) }
        let seen = scannedAt.addingTimeInterval(-([held] + quiet).reduce(0, max))
        since = min(scannedAt, max(seen, judgement.knownLaunchTime ?? seen))
        until = scannedAt
        let seconds = Int64(scannedAt.timeIntervalSince(since))
        cost = Self.perHour(judgement)?.scaled(by: seconds, over: .hour)
    }

    /// For how long every series that the shipped rule counts back has been quiet.
    private static func quietSeconds(_ judgement: Judgement) -> Double? {
        let columns = ["quiet_cpu_hours", "quiet_out_hours", "quiet_in_hours"]
        guard judgement.rule.isShipped, judgement.outcome == .holds else { return nil }
        let hours = columns.compactMap { column in
            judgement.evidence.first { $0.column == column }?.value.number.flatMap { $0.isFinite ? $0 : nil }
        }
        guard hours.count == columns.count, let least = hours.min(), least >= 0, least < 1e5 else { return nil }
        return least * .hour
    }

    /// `3 h`, `25 h`, `9 days`.
    var span: String { TimeText.span(until.timeIntervalSince(since)) }

    /// List price; nil where none is known.
    static func perHour(_ judgement: Judgement) -> Money? {
        guard !judgement.unknownColumns.contains("hourly_usd") else { return nil }
        return judgement.row["hourly_usd"]?.number.flatMap { Money(usd: $0) }
    }
}
