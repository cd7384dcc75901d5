// Shows a plan of the last scan and keeps it. Making it is PlanStage's, the page PlanReport's.

import ArgumentParser
import CostModel
import Foundation
import Pipeline
import Reporting
import Storage

/// `costguard plan`: what would be done, and why. Reads the database only.
struct PlanCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration.verb(
        "plan", "Show what would be stopped, what is flagged, what is left alone, and why.",
        """
        Reads the last scan from the database; asks AWS nothing and changes nothing. The plan is kept under its
        id, for 'costguard apply ID'.

          costguard plan
          costguard plan -v                  every step with what it loses, and the whole of every list
          costguard plan --format json --output plan.json
          costguard plan --fail-on high      exit status 2 if a finding is high or critical
        """)

    @OptionGroup var common: CommonOptions
    @OptionGroup var account: AccountOption
    @OptionGroup var output: OutputOptions
    @OptionGroup var failOn: FailOnOption

    func run() async throws {
        let session = try Session(common)
        let database = try session.openForReading()
        try await session.heedAge(of: database)
        let stage = PlanStage(session.local(database), settings: session.planSettings)
        let result = try await stage.run(account: account.scan(in: database)?.account)
        await keep(result.plan, session: session)
        try PlanOutput.write(result, session: session, output: output)
        try PlanOutput.status(of: result.plan, failOn: failOn.failOn).exit()
    }
}

extension PlanCommand {
    /// Keeps the plan for `apply`. That it cannot be kept now is no reason not to show it.
    private func keep(_ plan: Plan, session: Session) async {
        do {
            let (database, lock) = try session.openForWriting()
            defer { lock.release() }
            try await PlanStage(session.local(database), settings: session.planSettings).save(plan)
            try PlanFile.write(plan, below: session.paths.plans)
        } catch {
            session.terminal.complain("The plan is not kept, and cannot be applied by its id: \(error)")
        }
    }
}

/// `--fail-on`, for scripts.
struct FailOnOption: ParsableArguments {
    @Option(help: ArgumentHelp("Exit with 2 if a finding is at least this severe.", valueName: "severity"))
    var failOn: Severity?
}

extension Severity: ExpressibleByArgument {}

/// A plan in the format asked for, and the exit status that it earns.
enum PlanOutput {
    /// - Parameter isChanged: something was done since: the page must not say otherwise.
    static func write(
        _ result: PlanResult, session: Session, output: OutputOptions, isChanged: Bool = false
    ) throws {
        var context = session.textContext(result, file: output.output)
        context.isChanged = isChanged
        let text =
            switch output.format {
            case .json: PlanReport.json(result.plan, selfCost: result.selfCost, scan: result.scan)
            case .csv: PlanReport.csv(result.plan)
            case .text: PlanReport.text(result.plan, context)
            case .html:
                AccountReport(
                    plan: result.plan, context: context, figures: ReportFigures(selfCost: result.selfCost)
                ).planPage
            }
        try session.terminal.write(text, to: output.output)
    }

    static func status(of plan: Plan, failOn: Severity?) -> ExitStatus {
        if !plan.complete { return .incomplete }
        guard let failOn else { return .done }
        let counted: Set<Verdict> = [.flagged, .refused, .pending, .due]
        return plan.findings.contains { counted.contains($0.verdict) && $0.rule.severity >= failOn } ? .findings : .done
    }
}

extension Session {
    /// Surroundings of a report that needs no plan.
    ///
    /// - Parameter file: where the report goes; nil: standard output.
    func bareContext(file: String?) -> TextContext {
        var context = TextContext(
            timeZone: settings.timeZone, now: clock(), colour: file == nil && Terminal.colour(environment),
            width: width(file))
        context.commandOptions = commandOptions
        return context
    }

    private func width(_ file: String?) -> Int { file == nil ? Terminal.columns(environment) : 80 }

    /// Surroundings of a report beside a plan.
    func textContext(_ result: PlanResult, file: String?) -> TextContext {
        var context = TextContext(
            timeZone: settings.timeZone, now: clock(), colour: file == nil && Terminal.colour(environment),
            width: width(file), scan: result.scan, balances: result.balances, figures: result.figures,
            running: result.running,
            clear: result.clear, unattended: settings.unattended, spend: result.spend)
        context.isVerbose = isVerbose
        context.commandOptions = commandOptions
        // The prompt stands beneath; a smaller screen scrolls.
        if file == nil { context.height = max(24, Terminal.rows(environment)) - 1 }
        return context
    }
}
