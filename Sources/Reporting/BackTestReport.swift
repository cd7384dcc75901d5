// A back-test as JSON: every stop that would have been. In text: BackTestReport+Text.

package import CostModel
import Foundation

/// What rules would have done in the past, as text or JSON.
package enum BackTestReport {
    /// One JSON object, schema version 1.
    package static func json(_ test: BackTest) -> String {
        JSONText.document(
            BackTestDocument(
                account: test.account, days: test.days, from: test.from, until: test.until, scans: test.scans,
                scansPlayed: test.played, secondsUnwatched: test.secondsUnwatched,
                machinesRetagged: test.machinesRetagged, columns: test.columns.map(column),
                notKnown: notKnown(test)))
    }

    private static func column(_ column: PastColumn) -> BackTestDocument.Column {
        let sums = PastSums(column)
        return BackTestDocument.Column(
            name: column.name,
            rules: column.rules.map { .init(rule: $0.name, holdSeconds: $0.holdSeconds, origin: $0.origin) },
            wouldStop: column.stops.count, machines: sums.machines, savedUSD: sums.saved, unpriced: sums.unpriced,
            usedWithin3Hours: sums.used3, usedWithin24Hours: sums.used24, notUsedFor24Hours: sums.unused,
            useNotKnown: sums.unclear, judgements: column.judged, unknownJudgements: column.unknown,
            unknownMachines: column.unknownMachines,
            heldBack: column.heldBack.sorted { $0.key < $1.key }.map { .init(because: $0.key, machines: $0.value) },
            ruleErrors: column.faults.map { RuleErrorEntry(rule: $0.rule, resource: nil, message: $0.message) },
            stops: column.stops.map(stop))
    }

    private static func stop(_ stop: PastStop) -> BackTestDocument.Stop {
        BackTestDocument.Stop(
            at: stop.at, resource: ResourceEntry(stop.resource, name: stop.name), rule: stop.rule, reason: stop.reason,
            perHourUSD: stop.perHour, ranUntil: stop.ranUntil, savedUSD: stop.saved, usedAt: stop.usedAt,
            usedBy: stop.use, useKnownUntil: stop.knownUntil, wasStopped: stop.wasStopped)
    }
}

/// What the stops of a column come to.
struct PastSums {
    let machines: Int
    /// Of those whose price was known.
    let saved: Money
    let unpriced: Int
    let used3, used24, unused, unclear: Int

    init(_ column: PastColumn) {
        let stops = column.stops
        machines = Set(stops.map(\.resource)).count
        saved = stops.compactMap(\.saved).reduce(.zero, +)
        unpriced = stops.count { $0.saved == nil }
        used3 = stops.count { $0.wasUsed(within: 3) == true }
        used24 = stops.count { $0.wasUsed(within: 24) == true }
        unused = stops.count { $0.wasUsed(within: 24) == false }
        unclear = stops.count { $0.wasUsed(within: 24) == nil }
    }
}

/// `backtest --format json`.
struct BackTestDocument: Codable {
    struct PlayedRule: Codable {
        let rule: String
        let holdSeconds: Int
        let origin: String
    }
    struct HeldBack: Codable {
        let because: String
        let machines: Int
    }
    struct Stop: Codable {
        let at: Date
        let resource: ResourceEntry
        let rule, reason: String
        let perHourUSD: Money?
        let ranUntil: Date
        let savedUSD: Money?
        let usedAt: Date?
        let usedBy: PastStop.Use?
        let useKnownUntil: Date
        let wasStopped: Bool
    }
    struct Column: Codable {
        let name: String
        let rules: [PlayedRule]
        let wouldStop, machines: Int
        let savedUSD: Money
        let unpriced, usedWithin3Hours, usedWithin24Hours, notUsedFor24Hours, useNotKnown: Int
        let judgements, unknownJudgements, unknownMachines: Int
        let heldBack: [HeldBack]
        let ruleErrors: [RuleErrorEntry]
        let stops: [Stop]
    }

    var schemaVersion = SchemaVersion.one
    let account: AccountID
    let days: Int
    let from, until: Date
    let scans, scansPlayed, secondsUnwatched, machinesRetagged: Int
    let columns: [Column]
    let notKnown: [String]
}
