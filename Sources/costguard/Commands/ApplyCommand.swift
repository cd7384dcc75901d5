// The verb that changes things: which steps of which plan, and a person's word. Looking again is ApplyStage's.

import ArgumentParser
import CostModel
import Foundation
import Pipeline
import Planning
import Reporting
import Storage

/// `costguard apply`: does what a plan says, after a last look.
struct ApplyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration.verb(
        "apply", "Do what a plan says: stop the instances that it lists, after a last look at each.",
        """
        Without an id, the latest plan. A plan file is only believed for its id: the steps come from the database.
        Every target is looked at again; what changed since is left alone. A plan that is older than a day is refused.
        Above the limits of the configuration the number of steps must be typed, or given with --yes --count. What AWS
        refused within the last day is tried again where --only names it.

          costguard apply 7f3a91c2
          costguard apply 7f3a91c2 --only i-0a1b2c3d4e5f60718
          costguard apply --only tag:jobname=hw3       the machines of a job, at once
        """)

    @OptionGroup var common: CommonOptions
    @OptionGroup var aws: AWSOptions
    @OptionGroup var output: OutputOptions

    @Argument(help: ArgumentHelp("Id of a plan, or a plan's JSON file.", valueName: "plan"))
    var plan: String?

    @Option(
        help: ArgumentHelp(
            "Only this instance, by id or name; tag:KEY=VALUE: all that bear the tag. Repeatable.",
            valueName: "resource"))
    var only: [String] = []

    @Flag(help: "Do not ask. Above the limits this needs --count.")
    var yes = false

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("With --yes: the number of steps that you expect.", valueName: "number"))
    var count: Int?

    func validate() throws {
        try output.allow(.text, .json, of: "outcomes")
        if let fault = only.lazy.compactMap({ WantedTag($0)?.fault }).first { throw ValidationError(fault) }
        if let count, count < 0 { throw ValidationError("--count takes a number, 0 or more, got \(count)") }
    }

    func run() async throws {
        let session = try Session(common, aws)
        try session.checkFiles()
        let connection = try await session.connectionWithKeys(aws)
        let (database, lock) = try await session.openForActing()
        defer { lock.release() }
        let local = session.local(database)
        let ports = try connection.ports(topic: session.settings.topic)
        session.tell(try await ClockStage(local, ports).begin())
        try ClockStage.refuseToAct(ports.time())
        let choice = PlanChoice(database: database)
        let stored = try await choice.plan(named: plan)
        let steps = try await choice.steps(only, of: stored)
        guard !steps.isEmpty else {
            session.terminal.say("Plan \(stored.id) has nothing to apply.")
            return
        }
        let running = try await database.running(in: stored.account)
        let left = try await tellStopped(steps, running, database, session)
        guard !left.isEmpty else { return }
        try PlanChoice.checkAge(of: stored, at: session.clock())
        try await confirm(left, of: stored, running: running.count, local, session)
        let settings = session.planSettings
        let grants = session.settings.credits
        let ended = try await Interruption.calling(session.terminal) {
            SettledMessages.tell(settled: try await SettleStage(local, ports).run(), to: session.terminal)
            return try await ApplyStage(local, ports, settings: settings, credits: grants).run(
                left, planID: stored.id, account: stored.account, unattended: false)
        }
        let applied = ended.value
        // What was done is told first: that a mail cannot be stored must not silence it.
        try write(applied.steps, planID: stored.id, session: session)
        let notify = NotifyStage(
            local, ports, timeZone: session.settings.timeZone, unattended: session.settings.unattended,
            owners: session.settings.owners)
        try await notify.tellStops(applied.secondLook, at: session.clock())
        let delivery = try await notify.deliver(within: NotifyStage.atLeisure)
        for failure in delivery.failures { session.terminal.complain(failure) }
        try (ended.status ?? Self.status(of: applied.steps)).exit()
    }

    private func write(_ applied: [AppliedStep], planID: String, session: Session) throws {
        let outcomes = applied.map { (step: $0.step, outcome: $0.outcome) }
        let text =
            output.format == .json
            ? ApplyReport.json(outcomes, planID: planID)
            : ApplyReport.text(outcomes, planID: planID, session.bareContext(file: output.output))
        try session.terminal.write(text, to: output.output)
    }

    /// What is left to do of these steps; of a machine that an earlier plan has stopped, that is told.
    private func tellStopped(
        _ steps: [PlanStep], _ running: [RunningInstance], _ database: CostDatabase, _ session: Session
    ) async throws -> [PlanStep] {
        guard let account = steps.first?.resource.account else { return [] }
        let earlier = EarlierStops(try await database.stops(account: account))
        let running = Set(running.map(\.key))
        return steps.filter { step in
            guard !running.contains(step.resource),
                let words = earlier.text(for: step, timeZone: session.settings.timeZone, now: session.clock())
            else { return true }
            session.terminal.say("\(step.name.map { "\($0) (\(step.resource.id))" } ?? step.resource.id): \(words)")
            return false
        }
    }

    private func confirm(
        _ steps: [PlanStep], of stored: StoredPlan, running: Int, _ local: LocalPorts, _ session: Session
    ) async throws {
        let look = try await PlanStage(local, settings: session.planSettings).run(
            account: stored.account, only: Set(steps.map(\.resource)), isAttended: true)
        let question = ApplyQuestion(
            steps, planID: stored.id, account: stored.account, findings: look.plan.findings)
        for line in question.text(session.bareContext(file: nil)).split(separator: "\n") {
            session.terminal.say(String(line))
        }
        session.terminal.say(question.sentence)
        let above = Confirmation.above(steps, session.settings.guardrails, running: running)
        let command = (["costguard apply \(stored.id)"] + only.map { "--only \(ShellWord.text($0))" }).joined(
            separator: " ")
        try Confirmation(count: steps.count, above: above, yes: yes, typed: count, command: command)
            .obtain(session.terminal)
    }

    /// That of what became of steps.
    static func status(of applied: [AppliedStep]) -> ExitStatus {
        if applied.contains(where: { $0.outcome.isFailure }) { return .failed }
        return applied.contains { if case .skipped = $0.outcome { true } else { false } } ? .refused : .done
    }
}
