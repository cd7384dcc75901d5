// What hours will do to machines: asked before they do it.

import ArgumentParser
import CostModel
import Foundation
import Pipeline
import Planning
import Reporting
import Storage

/// `costguard schedule`: hours of machines.
struct ScheduleCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration.verb(
        "schedule", "Hours of machines: what will be stopped and started when.",
        subcommands: [ScheduleShowCommand.self], defaultSubcommand: ScheduleShowCommand.self)
}

/// `costguard schedule show`: what a schedule will do in the days ahead.
struct ScheduleShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration.verb(
        "show", "Show when the hours of a schedule, or of a machine, begin and end, and what is done then.",
        """
        In the schedule's own time zone, with its distance from UTC. Without a name: every schedule of the configuration.
        Reads the configuration and the last scan; asks AWS nothing.

          costguard schedule show office --days 14
          costguard schedule show hw3-gpu
        """)

    @OptionGroup var common: CommonOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var account: AccountOption

    @Option(parsing: .unconditional, help: ArgumentHelp("How many days ahead, 370 at most.", valueName: "number"))
    var days: Int = 14

    @Argument(help: ArgumentHelp("A schedule of the configuration, or id or name of a machine.", valueName: "name"))
    var name: String?

    func validate() throws {
        try output.allow(.text, .json, of: "a schedule")
        guard (1...370).contains(days) else {
            throw ValidationError("--days takes a number from 1 to 370, got \(days)")
        }
        if name == nil, output.format == .json {
            throw ValidationError("say whose hours: costguard schedule show NAME --format json")
        }
    }

    func run() async throws {
        let session = try Session(common)
        await session.tellPause()
        let context = session.bareContext(file: output.output)
        guard let name else {
            return try session.terminal.write(
                ScheduleReport.list(session.settings.schedules, context), to: output.output)
        }
        let outlook = try await outlook(name, session)
        try session.terminal.write(
            output.format == .json ? ScheduleReport.json(outlook) : ScheduleReport.text(outlook, context),
            to: output.output)
    }

    private func outlook(_ name: String, _ session: Session) async throws -> ScheduleOutlook {
        let book = session.settings.schedules
        if let schedule = book.schedules.first(where: { $0.name == name.lowercased() }) {
            return ScheduleOutlook(schedule: schedule, machine: nil, from: session.clock(), days: days)
        }
        let database = try await session.openForReading()
        try await session.heedAge(of: database)
        let thing = NamedThing(text: name, session: session, account: account.account)
        let key: ResourceKey
        do { key = try await thing.one(in: database) } catch {
            guard let near = NearestName.nearest(to: name, among: book.schedules.map(\.name)) else { throw error }
            throw CommandError(
                "'\(name)' is no schedule, and no scan has seen a machine of that name",
                hint: "did you mean '\(near)'?")
        }
        let result = try await PlanStage(session.local(database), settings: session.planSettings).run(
            account: key.account, only: [key])
        let found = (result.plan.findings.map(\.judgement) + result.clear).first {
            $0.resource == key && $0.rule.asker.isSchedule
        }
        guard let found, let machine = ScheduledMachine(found) else { throw Self.noHours(name) }
        switch book.assignment(of: machine) {
        case .none: throw Self.noHours(name)
        case .fault(let why):
            throw CommandError("No hours hold for '\(name)': \(why)", hint: OpeningHours.form, status: .refused)
        case .schedule(let schedule):
            let keep = try await database.keepsByResource(of: key.account)[key]
            let shown = ScheduleOutlook.Machine(
                resource: key, name: found.name, state: found.row["state"]?.text,
                held: held(found, keep, result, at: session.clock()))
            return ScheduleOutlook(schedule: schedule, machine: shown, from: session.clock(), days: days)
        }
    }

    /// What is stronger than the hours.
    private func held(_ found: Judgement, _ keep: Keep?, _ result: PlanResult, at now: Date) -> [String] {
        var held: [String] = []
        let finding = result.plan.findings.first { $0.resource == found.resource && $0.rule == found.rule }
        if let refusal = finding?.refusal { held.append("Not touched: \(refusal.guardrail): \(refusal.detail).") }
        if found.outcome == .spared(by: KeepTag.sparing) {
            held.append("Its tag \(KeepTag.key) holds it: no schedule touches it.")
        }
        if let keep, keep.holds(at: now) { held.append("It is kept by \(keep.who): no schedule touches it meanwhile.") }
        if found.outcome == .spared(by: Judgement.atWork) || found.outcome == .clear, !found.reason.isEmpty {
            held.append("Now: \(found.reason).")
        }
        return held
    }

    private static func noHours(_ name: String) -> CommandError {
        CommandError(
            "No hours hold for '\(name)': no schedule names it, and it has no tag \(ScheduleTag.key)",
            hint: "docs/schedules.md tells how to give it some; 'costguard schedule show' lists the schedules")
    }
}
