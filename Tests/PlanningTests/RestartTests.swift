// Who starts a machine again after our stop keeps it.

import CostModel
import Foundation
import Testing

@testable import Planning

@Suite struct RestartTests {
    /// An instance that started so many hours ago.
    private func started(_ hours: Double, _ facts: [String: FactValue] = [:], id: String = "i-1") -> Judgement {
        .fixture(.instance(id), facts: ["launch_time": .time(morning - hours * hour)].merging(facts) { $1 })
    }

    private func stop(
        _ id: String = "i-1", hoursAgo: Double, ofStart: Double? = nil, outcome: StepOutcome? = .done
    ) -> JournalEntry {
        .fixture(
            .instance(id), at: morning - hoursAgo * hour, launchTime: ofStart.map { morning - $0 * hour },
            outcome: outcome)
    }

    private func isRefused(
        _ judgement: Judgement, _ restarts: RestartRecord, _ settings: GuardrailSettings = GuardrailSettings()
    ) -> Bool {
        let candidate = GuardrailCandidate.fixture(judgement, settings: settings, restarts: restarts)
        return GuardrailCheck.verdict(on: candidate).refusal?.guardrail == "restarted-by-human"
    }

    @Test(
        "it is left alone from its start on, for as long as the configuration says, however long ago we stopped it",
        arguments: [
            // stopped, started so many hours ago; the respite; whether it is left alone
            (3.0, 2.0, 72.0, true), (100, 71.99, 72, true), (100, 72, 72, false), (31 * 24, 5.5, 72, true),
            (3 * 8760, 5.5, 72, true), (100, 30, 24, false), (100, 23, 24, true), (3, 2, 0, false), (3, 2, 1e9, true),
            (100, 90, .nan, true),
        ])
    func respite(stopped: Double, started start: Double, hours: Double, alone: Bool) {
        let restarts = RestartRecord.fixture([stop(hoursAgo: stopped, ofStart: stopped + 20)])
        #expect(isRefused(started(start), restarts, GuardrailSettings(restartRespiteHours: hours)) == alone)
    }

    @Test("the refusal says until when, and which key of the configuration says so")
    func words() {
        let restarts = RestartRecord.fixture([stop(hoursAgo: 3, ofStart: 40)])
        let detail = GuardrailCheck.verdict(on: .fixture(started(2), restarts: restarts)).refusal?.detail ?? ""
        #expect(detail.contains("until 2026-11-24T07:00:00Z") && detail.contains("guardrails.restartRespiteHours"))
    }

    @Test(
        "only a stop that may have happened counts",
        arguments: [
            (StepOutcome.done, true), (.uncertain("lost"), true), (nil, true), (.failed("no"), false),
            (.skipped("busy"), false),
        ] as [(StepOutcome?, Bool)])
    func outcomes(outcome: StepOutcome?, alone: Bool) {
        #expect(isRefused(started(2), .fixture([stop(hoursAgo: 3, ofStart: 40, outcome: outcome)])) == alone)
        #expect(isRefused(started(2), .fixture([stop(hoursAgo: 3, outcome: outcome)])) == alone)
    }

    @Test("an attempt on the start that still runs is no stop of it, and hides no older one")
    func sameStart() {
        let lost = stop(hoursAgo: 1, ofStart: 2, outcome: .uncertain("lost"))
        #expect(!isRefused(started(2), .fixture([lost])))
        #expect(isRefused(started(2), .fixture([lost, stop(hoursAgo: 30, ofStart: 50)])))
    }

    @Test("another machine's stop does not count, nor one of that id in another account")
    func others() {
        #expect(!isRefused(started(2), .fixture([stop("i-2", hoursAgo: 3, ofStart: 40)])))
        let stranger = JournalEntry.fixture(.instance(account: otherAccount), at: morning - 3 * hour)
        #expect(!isRefused(started(2), .fixture([stranger])))
    }

    @Test(
        "the tag is as good a witness as the journal, whoever wrote what into it, and gives no more than its hours",
        arguments: [
            "2026-11-21T06:00:00Z rule=idle plan=0badcafe launched=2026-11-19T06:00:00Z database=1a2b3c4d",
            "2026-11-21T06:00:00Z rule=idle plan=0badcafe", "2031-01-01T00:00:00Z rule=idle plan=0badcafe", "", "yes",
            "2026-11-21T06:00:00Z rule=idle plan=x launched=2099-01-01T00:00:00Z",
        ])
    func tag(text: String) {
        let restarts = RestartRecord.fixture(marks: [.instance(): StopMark(reading: text)])
        #expect(isRefused(started(2), restarts))
        #expect(!isRefused(started(73), restarts))
    }

    @Test("a tag that names the start that runs takes no peace away from what the journal knows")
    func forgedTag() {
        let forged = StopMark(
            at: morning, launchTime: morning - 2 * hour, planID: nil, databaseID: nil, rule: nil)
        #expect(!isRefused(started(2), .fixture(marks: [.instance(): forged])))
        #expect(isRefused(started(2), .fixture([stop(hoursAgo: 3, ofStart: 40)], marks: [.instance(): forged])))
    }

    @Test("a start of AWS's own is nobody's answer: of a persistent Spot request, and of no other")
    func spot() {
        let restarts = RestartRecord.fixture([stop(hoursAgo: 3, ofStart: 40)])
        let persistent: [String: FactValue] = ["lifecycle": .text("spot"), "spot_request": .text("persistent")]
        #expect(!isRefused(started(2, persistent), restarts))
        #expect(isRefused(started(2, ["spot_request": .text("persistent")]), restarts))
    }

    /// A machine beside ours: its id, when it started, whether we had stopped it before.
    struct Beside: Sendable {
        var id = "i-2"
        let started: Double
        var wasStopped = true
        var account = labAccount
        var region = oregon
    }

    @Test(
        "in a lab two of our stopped machines of a region that start together were started by its session",
        arguments: [
            ([Beside(started: 2)], true), ([Beside(started: 2 + 10.0 / 60)], true),
            ([Beside(started: 2 - 10.0 / 60)], true), ([Beside(started: 2 + 10.1 / 60)], false), ([], false),
            ([Beside(started: 2, wasStopped: false)], false), ([Beside(started: 2, account: otherAccount)], false),
            ([Beside(started: 2, region: .northVirginia)], false),
            ([Beside(started: 9), Beside(id: "i-3", started: 2.1)], true),
        ])
    func session(machines: [Beside], isSession: Bool) {
        var journal = [stop(hoursAgo: 3, ofStart: 40)]
        var starts = [ResourceKey.instance(): morning - 2 * hour]
        for machine in machines {
            let key = ResourceKey(
                kind: .instance, account: machine.account, region: machine.region, id: machine.id)
            starts[key] = morning - machine.started * hour
            if machine.wasStopped {
                journal.append(.fixture(key, at: morning - 12 * hour, launchTime: morning - 40 * hour))
            }
        }
        let restarts = RestartRecord.fixture(journal, starts: starts)
        #expect(isRefused(started(2), restarts, GuardrailSettings(sessionsStartMachines: true)) == !isSession)
        #expect(isRefused(started(2), restarts), "elsewhere two at once are somebody's work")
    }

    @Test(
        "in a lab one machine that starts a session or more after our stop was started by the next session",
        arguments: [(6.0, 2.0, true), (5.9, 2, false), (30, 2, true), (2.5, 2, false)])
    func lone(stopped: Double, started start: Double, isSession: Bool) {
        let restarts = RestartRecord.fixture([stop(hoursAgo: stopped, ofStart: 40)])
        #expect(isRefused(started(start), restarts, GuardrailSettings(sessionsStartMachines: true)) == !isSession)
        #expect(isRefused(started(start), restarts))
        // A later stop of the same session makes the start a person's again.
        let again = RestartRecord.fixture([stop(hoursAgo: stopped, ofStart: 40), stop(hoursAgo: 2.2, ofStart: 4)])
        #expect(isRefused(started(start), again, GuardrailSettings(sessionsStartMachines: true)))
    }

    @Test(
        "a stop without its time, or one in the future, leaves a start in a lab to the person",
        arguments: ["", "2031-01-01T00:00:00Z rule=idle"])
    func untold(tag: String) {
        let restarts = RestartRecord.fixture(marks: [.instance(): StopMark(reading: tag)])
        #expect(isRefused(started(2), restarts, GuardrailSettings(sessionsStartMachines: true)))
    }

    @Test("the least age holds for a start of nobody's too")
    func leastAge() {
        let restarts = RestartRecord.fixture([stop(hoursAgo: 3, ofStart: 40)])
        let young = started(0.5, ["lifecycle": .text("spot"), "spot_request": .text("persistent")])
        let verdict = GuardrailCheck.verdict(on: .fixture(young, restarts: restarts))
        #expect(verdict.refusal?.guardrail == "too-young")
    }

    @Test("another database is seen by its tags of the last week, and is no secret of older ones or of strangers")
    func otherDatabases() {
        func mark(_ database: String?, hoursAgo: Double?) -> StopMark {
            StopMark(
                at: hoursAgo.map { morning - $0 * hour }, launchTime: nil, planID: nil, databaseID: database, rule: nil)
        }
        let marks = [
            mark("aaaaaaaa", hoursAgo: 1), mark("bbbbbbbb", hoursAgo: 5), mark("bbbbbbbb", hoursAgo: 100),
            mark("cccccccc", hoursAgo: 7 * 24 + 1), mark("dddddddd", hoursAgo: nil), mark(nil, hoursAgo: 1),
            mark("eeeeeeee", hoursAgo: -30 * 24),
        ]
        #expect(
            OtherDatabase.seen(marks, own: "aaaaaaaa", at: morning).map { "\($0.id) \($0.machines)" } == ["bbbbbbbb 2"])
        #expect(OtherDatabase.seen(marks, own: "", at: morning).map(\.id) == ["bbbbbbbb", "aaaaaaaa"])
    }
}
