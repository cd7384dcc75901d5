// Runs that end in the middle: what was done is in the journal, and is told by mail at least once.

import CostModel
import FaultyAWS
import Foundation
import Pipeline
import SimulatedAWS
import Storage
import Testing

@Suite struct CutShortTests {
    let machines = (0..<4).map { Instance.idle("i-0aaaaaaaaaaaaaaa\($0)") }
    struct Killed: Error {}

    /// A journal in a process that dies: at the given call, for every call after it.
    actor DyingJournal: Journal {
        enum Moment: CaseIterable { case beforeIntent, afterIntent, beforeOutcome, afterOutcome }
        let journal: any Journal
        let moment: Moment
        /// How many steps are done whole before.
        var left: Int

        init(_ journal: any Journal, _ moment: Moment, afterSteps left: Int) {
            self.journal = journal
            self.moment = moment
            self.left = left
        }

        func open(_ intent: JournalIntent) async throws -> Int64 {
            if left <= 0, moment == .beforeIntent { throw Killed() }
            let id = try await journal.open(intent)
            if left <= 0, moment == .afterIntent { throw Killed() }
            return id
        }

        func settle(_ id: Int64, _ outcome: StepOutcome, at now: Date) async throws {
            if left <= 0, moment == .beforeOutcome { throw Killed() }
            try await journal.settle(id, outcome, at: now)
            if left <= 0, moment == .afterOutcome { throw Killed() }
            left -= 1
        }

        func openEntries() async throws -> [JournalEntry] { try await journal.openEntries() }
        func entries(account: AccountID, since: Date) async throws -> [JournalEntry] {
            try await journal.entries(account: account, since: since)
        }
        func stops(account: AccountID) async throws -> [JournalEntry] { try await journal.stops(account: account) }
        func databaseID() async throws -> String { try await journal.databaseID() }
    }

    @Test("a net that was cut short is settled as uncertain: 'init' finds out when it is called again")
    func net() async throws {
        let stage = try await Stage(.with(machines))
        let account = try #require(AccountID(Story.account))
        let budget = ResourceKey(
            kind: ResourceKind(rawValue: "budget"), account: account, region: .global, id: "costguard")
        _ = try await stage.local.journal.open(
            JournalIntent(
                planID: "init", action: .notify, resource: budget, launchTime: nil, name: nil, rule: "net",
                at: Stage.now,
                unattended: false))
        _ = try await SettleStage(stage.local, try stage.aws()).run()
        let entry = try await stage.local.journal.entries(account: account, since: .distantPast).first
        guard case .uncertain = entry?.outcome else {
            Issue.record("\(String(describing: entry?.outcome))")
            return
        }
        #expect(try await stage.local.journal.openEntries().isEmpty)
    }

    @Test("what a killed run stopped is told by the next", arguments: DyingJournal.Moment.allCases, [0, 2])
    func toldByTheNextRun(moment: DyingJournal.Moment, steps: Int) async throws {
        let stage = try await Stage(.with(machines), guardrails: GuardrailSettings(maxPercent: 100))
        try await stage.run(afterMinutes: [0, 30])
        stage.clock.set(to: Stage.now.addingTimeInterval(3600))
        let whole = stage.local
        let dying = LocalPorts(
            observations: whole.observations, money: whole.money, decisions: whole.decisions,
            journal: DyingJournal(whole.journal, moment, afterSteps: steps), outbox: whole.outbox, judge: whole.judge,
            clock: whole.clock)
        await #expect(throws: Killed.self) {
            try await RunStage(
                dying, try stage.aws(), scope: ScanScope(), settings: stage.settings, timeZone: .gmt
            ).run(apply: true)
        }
        let stopped = stage.server.world["us-east-1"].instances.filter { $0.power == .stopped }.map(\.id)
        #expect(stage.server.mails().isEmpty)
        let next = try await stage.run(afterMinutes: [75], apply: false)
        let text = stage.server.mails().map(\.message).joined()
        #expect(stopped.allSatisfy { text.contains($0) }, "\(stopped) \(text)")
        #expect(stage.server.mails().count == (stopped.isEmpty && moment != .afterIntent ? 0 : 1))
        #expect(next.mailFailures.isEmpty)
        #expect(try await stage.database.openEntries().isEmpty)
        try await stage.run(afterMinutes: [90], apply: false)
        #expect(stage.server.mails().count <= 1)
    }

    @Test("no machine is stopped without an intent, and no intent is without an episode that owes a mail")
    func intentFirst() async throws {
        let stage = try await Stage(.with(machines), guardrails: GuardrailSettings(maxPercent: 100))
        try await stage.run(afterMinutes: [0, 30, 60])
        let account = try #require(AccountID(Story.account))
        let entries = try await stage.database.entries(account: account, since: .distantPast)
        #expect(entries.count == 4 && entries.allSatisfy { $0.outcome == .done })
        #expect(stage.server.mails().count == 1)
        #expect(try await stage.database.episodes().isEmpty)
    }
}
