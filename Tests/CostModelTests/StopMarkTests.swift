// The tag of a stop: what we write, what we read of our own and of others' texts, and which starts came after it.

import CostModel
import Foundation
import Testing

private let noon = Date(timeIntervalSince1970: 1_790_856_000)  // 2026-10-01T12:00:00Z
private let hour: TimeInterval = 3600

@Suite struct StopMarkTests {
    private func mark(rule: String? = "idle-instance") -> StopMark {
        StopMark(at: noon, launchTime: noon - 40 * hour, planID: "0badcafe", databaseID: "1a2b3c4d", rule: rule)
    }

    @Test func whatIsWrittenIsReadAgain() {
        #expect(
            mark().value == "2026-10-01T12:00:00Z rule=idle-instance plan=0badcafe launched=2026-09-29T20:00:00Z "
                + "database=1a2b3c4d")
        #expect(StopMark(reading: mark().value) == mark())
    }

    @Test func theFormOf010IsRead() {
        let old = StopMark(reading: "2026-10-01T12:00:00Z rule=idle-instance plan=0badcafe")
        #expect(
            old == StopMark(at: noon, launchTime: nil, planID: "0badcafe", databaseID: nil, rule: "idle-instance"))
    }

    @Test(
        "a rule of any name leaves room for what counts, and only what AWS takes",
        arguments: [
            "a\n\u{202E}<b>" + String(repeating: "x", count: 400), "x plan=ffffffff database=ffffffff launched=never",
            String(repeating: "é", count: 300), "", "🦊",
        ])
    func anyRule(rule: String) {
        let text = mark(rule: rule).value
        #expect(text.count <= 256)
        #expect(text.allSatisfy { $0.isLetter || $0.isNumber || "_.:/=+-@ ".contains($0) })
        let read = StopMark(reading: text)
        #expect(read.launchTime == noon - 40 * hour && read.planID == "0badcafe" && read.databaseID == "1a2b3c4d")
    }

    @Test(
        "a text that is not ours tells nothing, and harms nobody",
        arguments: [
            "", " ", "yes", "stopped by anna", "2026-10-01", "2026-10-01T12:00:00+02:00 plan=x", "2026-13-01T12:00:00Z",
            "plan= launched= database=", "Z", "launched=2026-09-29T20:00:00Z",
            String(repeating: "plan=", count: 100_000),
            "2026-10-01T12:00:61Z", "\u{0}", "database=ABCDEF01 plan=zzzz",
        ])
    func anyText(text: String) {
        let read = StopMark(reading: text)
        #expect(read.at == nil && read.planID == nil && read.databaseID == nil)
    }

    /// Hours before noon; nil: not told.
    struct Told: Sendable {
        var stopped: Double?
        var of: Double?
        var certain = true
    }

    @Test(
        "a start came after our stop",
        arguments: [
            // the start that was stopped decides alone, whatever any clock said
            (Told(stopped: 7, of: 50), 6.9, true), (Told(stopped: 6.8, of: 50), 6.9, true),
            (Told(stopped: -700, of: 50), 6.9, true), (Told(stopped: 7, of: 6.9), 6.9, false),
            (Told(stopped: 7, of: 6.9, certain: false), 6.9, false),
            (Told(stopped: 7, of: 50, certain: false), 6.9, true),
            (Told(stopped: nil, of: 50), 6.9, true), (Told(stopped: 9000, of: 9050), 6.9, true),
            // one that is not told: what AWS confirmed and runs was started since
            (Told(stopped: 7), 6.9, true), (Told(stopped: 7), 50, true), (Told(), 50, true),
            // neither: the times, with a quarter of an hour for the clocks
            (Told(stopped: 7, certain: false), 6.9, true), (Told(stopped: 7, certain: false), 7.2, true),
            (Told(stopped: 7, certain: false), 7.3, false), (Told(stopped: 7, certain: false), 50, false),
            (Told(stopped: -30 * 24, certain: false), 50, true), (Told(stopped: nil, certain: false), 50, true),
        ])
    func precedes(told: Told, started: Double, comes: Bool) throws {
        func date(_ hours: Double?) -> Date? { hours.map { noon - $0 * hour } }
        let start = noon - started * hour
        if told.certain {
            let mark = StopMark(
                at: date(told.stopped), launchTime: date(told.of), planID: nil, databaseID: nil, rule: nil)
            #expect(StopWitness(mark).precedes(start, at: noon) == comes)
        }
        guard let at = date(told.stopped), let account = AccountID("123456789012") else { return }
        let intent = JournalIntent(
            planID: "0badcafe", action: .stop,
            resource: ResourceKey(kind: .instance, account: account, region: .northVirginia, id: "i-1"),
            launchTime: date(told.of), name: nil, rule: "idle", at: at, unattended: true)
        let outcomes: [StepOutcome?] = told.certain ? [.done] : [nil, .uncertain("lost")]
        for outcome in outcomes {
            let entry = JournalEntry(id: 1, intent: intent, outcome: outcome, settledAt: nil)
            #expect(try #require(StopWitness(entry)).precedes(start, at: noon) == comes)
        }
        for outcome in [StepOutcome.failed("no"), .skipped("busy")] {
            #expect(StopWitness(JournalEntry(id: 1, intent: intent, outcome: outcome, settledAt: nil)) == nil)
        }
    }
}
