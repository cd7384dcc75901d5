// A person's verb on machines, from the first look to the last word: what can be done, what is lost, the question, the
// change, the mail. Which machines are meant is the commands'.

import ArgumentParser
import CostModel
import Foundation
import Pipeline
import Planning
import Reporting
import RuleEngine
import Storage

/// How a person, or a script, answers what such a verb asks.
struct HandOptions: ParsableArguments {
    @Flag(help: "Do not ask, where 'yes' would be typed.")
    var yes = false

    @Option(help: ArgumentHelp("What would be typed where more than 'yes' is asked for.", valueName: "words"))
    var confirm: String?

    @Flag(help: "Where another costguard is at work, wait for its end, ten minutes at most.")
    var wait = false
}

/// One act on machines of one account. Holds the database open for writing.
struct HandVerb {
    let action: Action
    let session: Session
    let connection: AWSConnection
    let ports: AWSPorts
    let database: CostDatabase
    /// Of the keys.
    let account: AccountID
    let stage: ByHandStage

    /// What was seen of the machines that are meant.
    struct Seen {
        var look: TargetLook
        var steps: [PlanStep] = []
        var findings: [Finding] = []
        var left: [ByHandText.LeftAlone] = []
        /// Those that are so already, a sentence each.
        var areSo: [String] = []
    }

    /// What became of an act.
    struct Done {
        let status: ExitStatus
        /// Whether AWS had no room for one of the machines.
        var lacksRoom = false
    }

    /// Takes the keys and the lock, has AWS tell the time, and settles what an earlier run left open.
    ///
    /// - Throws: `refused` where a file is not ours alone, the lock is held, or the time cannot be relied on.
    static func open(
        _ action: Action, byHand: ByHand, _ session: Session, _ aws: AWSOptions, _ hand: HandOptions
    ) async throws -> (HandVerb, DatabaseHold) {
        try session.checkFiles()
        let connection = try await session.connectionWithKeys(aws)
        let (database, lock) = try await session.openForActing(waiting: hand.wait)
        do {
            let local = session.local(database)
            let ports = try connection.ports(topic: session.settings.topic)
            session.tell(try await ClockStage(local, ports).begin())
            try ClockStage.refuseToAct(ports.time())
            SettledMessages.tell(settled: try await SettleStage(local, ports).run(), to: session.terminal)
            let settings = session.planSettings
            let rules = try RuleSet.byHand(
                action, settings.acts.values.sorted { $0.view < $1.view }, views: session.kinds.views)
            let stage = ByHandStage(
                local, ports, judge: session.judge(rules, database), byHand: byHand, settings: settings,
                credits: session.settings.credits)
            let verb = HandVerb(
                action: action, session: session, connection: connection, ports: ports, database: database,
                account: try await ports.actuator.verifiedAccount(), stage: stage)
            return (verb, lock)
        } catch {
            lock.release()
            throw error
        }
    }

    /// Looks at each machine, and sorts them by what becomes of them.
    ///
    /// - Parameter undoing: the stop of each that is to be undone; empty: whoever stopped it.
    func look(
        at machines: [ResourceKey], undoing: [ResourceKey: JournalIntent] = [:]
    ) async throws -> Seen {
        let look = try await stage.look(at: Set(machines), account: account)
        var seen = Seen(look: look)
        for machine in machines {
            let answer = ByHandAnswer(
                machine, for: action, plan: look.plan.plan, clear: look.plan.clear, unseen: look.unseen[machine],
                undoing: undoing[machine], acts: session.kinds.acts[machine.kind])
            let face = try await database.face(of: machine)
            add(answer, machine, face?.name ?? undoing[machine]?.name, to: &seen)
        }
        return seen
    }

    private func add(_ answer: ByHandAnswer, _ machine: ResourceKey, _ name: String?, to seen: inout Seen) {
        func leave(_ why: String, command: String? = nil) {
            seen.left.append(ByHandText.LeftAlone(machine, name: name, why, command: command))
        }
        switch answer {
        case .goes(let step, let finding):
            seen.steps.append(step)
            seen.findings.append(finding)
        case .isSo(let state):
            seen.areSo.append("\(name.map { "\($0) (\(machine.id))" } ?? machine.id) is '\(state)' already.")
        case .isOnItsWay(let state):
            leave("it is '\(state)', and takes no order meanwhile: say this again in a minute")
        case .isGone: leave("it is gone: terminated, or AWS does not show it any more")
        case .refused(let refusal, let finding): seen.left.append(ByHandText.LeftAlone(refusal, finding.judgement))
        case .unknown(let why): leave(why)
        case .stoppedSince:
            leave(
                "it ran since, and was not stopped by this act the last time", command: "costguard start \(machine.id)")
        }
    }

    /// Tells what is left as it is: a report where reports go, else talk.
    func tellLeft(_ seen: Seen, _ output: OutputOptions) throws {
        for line in seen.areSo { session.terminal.say(line) }
        guard !seen.left.isEmpty else { return }
        let text = ByHandText.leftAlone(seen.left, action: action, session.bareContext(file: nil))
        if output.format == .text, output.output == nil { return try session.terminal.write(text, to: nil) }
        for line in text.split(separator: "\n") { session.terminal.warn(String(line)) }
    }

    /// Shows what would be done, asks, does it, and tells what became of it.
    ///
    /// - Parameter confirmation: what is to be typed; nil: it was agreed to already.
    /// - Returns: what became of it; its status is that of what was done alone.
    func perform(
        _ seen: Seen, notes: [ResourceKey: [String]], asking confirmation: Confirmation?, sentence: String? = nil,
        _ output: OutputOptions
    ) async throws -> Done {
        let planID = seen.look.plan.plan.id
        if let confirmation {
            ask(
                ApplyQuestion(seen.steps, planID: nil, account: account, findings: seen.findings, notes: notes),
                sentence)
            if action == .stop {
                session.terminal.say(
                    "To take it back: \(ByHandText.undo(planID: planID, seen.steps).joined(separator: ", "))")
            }
            try confirmation.obtain(session.terminal)
        }
        let ended = try await Interruption.calling(session.terminal) { [stage, account] in
            try await stage.perform(seen.steps, planID: planID, account: account)
        }
        // What was done is told first: that a mail cannot be stored must not silence it.
        try write(ended.value.steps, planID: planID, output)
        if action == .stop { try await mail(ended.value) }
        try await session.tellOthers(of: account, database)
        return Done(
            status: ended.status ?? ApplyCommand.status(of: ended.value.steps),
            lacksRoom: ended.status == nil && ended.value.steps.contains { $0.outcome.lacksRoom })
    }

    private func ask(_ question: ApplyQuestion, _ sentence: String?) {
        for line in question.text(session.bareContext(file: nil)).split(separator: "\n") {
            session.terminal.say(String(line))
        }
        session.terminal.say(sentence ?? question.sentence)
    }

    private func write(_ applied: [AppliedStep], planID: String, _ output: OutputOptions) throws {
        let outcomes = applied.map { (step: $0.step, outcome: $0.outcome) }
        guard output.format != .json else {
            return try session.terminal.write(ApplyReport.json(outcomes, planID: planID), to: output.output)
        }
        var context = session.bareContext(file: output.output)
        let done = applied.filter { $0.outcome == .done }.map(\.step)
        if action == .stop, !done.isEmpty { context.next = ByHandText.undo(planID: planID, done) }
        try session.terminal.write(ApplyReport.text(outcomes, planID: planID, context), to: output.output)
    }

    private func mail(_ applied: ApplyResult) async throws {
        let notify = NotifyStage(
            session.local(database), ports, timeZone: session.settings.timeZone,
            unattended: session.settings.unattended, owners: session.settings.owners)
        try await notify.tellStops(applied.secondLook, at: session.clock())
        let delivery = try await notify.deliver(within: NotifyStage.atLeisure)
        for failure in delivery.failures { session.terminal.complain(failure) }
    }
}
