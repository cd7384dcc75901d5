// Shows the main job without an account: the demo's stage, with its clock and a database that lives as long as it.
// The story is SimulatedAWS's.

import AWSAPI
import ArgumentParser
import CostModel
import Foundation
import Pipeline
import Reporting
import RuleEngine
import SimulatedAWS
import Storage

/// `costguard demo`: the main job on a simulated account.
struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration.verb(
        "demo", "Show what costguard does, on a simulated account on this machine. Uses no AWS keys.",
        """
        Starts a small AWS on 127.0.0.1 with a student's account in it, scans it a few times as cron would, and
        shows the plan and the mail. The true client, database and rules do the work; your credentials,
        configuration and database are never read.
        """)

    @Option(help: ArgumentHelp("text, json, csv, or html for the page of 'costguard report'.", valueName: "format"))
    var format: OutputOptions.Format = .text

    @Flag(help: "Say less: only what must be heard.")
    var quiet = false

    func run() async throws {
        let terminal = Terminal(quiet: quiet)
        let demo = try await Demo.start(terminal: terminal)
        do {
            let text = try await demo.play(format: format)
            try await demo.end()
            try terminal.write(text, to: nil)
        } catch {
            try? await demo.end()
            throw error
        }
    }
}

/// One demo, from the start of its AWS to its end.
struct Demo {
    /// The last scan's simulated time: a Saturday morning after a long night.
    static let now = Date(timeIntervalSince1970: 1_795_249_800)  // 2026-11-21T08:30:00Z
    static let scanEvery: TimeInterval = 30 * 60
    static let scans = 4

    let account: SimulatedAWS
    let server: HTTPServer
    let clock: SimulatedClock
    let directory: URL
    let terminal: Terminal

    static func start(terminal: Terminal) async throws -> Demo {
        let clock = SimulatedClock(now.addingTimeInterval(-scanEvery * Double(scans - 1)))
        let account = SimulatedAWS(Story.student(at: now), clock: clock)
        let server = try await HTTPServer.listen(account)
        return Demo(account: account, server: server, clock: clock, directory: try freshDirectory(), terminal: terminal)
    }

    /// New and ours alone: under a name that others can guess, they could have laid a link to our true database.
    private static func freshDirectory() throws -> URL {
        let parent = FileManager.default.temporaryDirectory
        var template = Array(parent.appendingPathComponent("costguard-demo-XXXXXX").path.utf8CString)
        guard mkdtemp(&template) != nil else {
            throw CommandError(
                "The demo has no place for its database in '\(parent.path)': \(String(cString: strerror(errno)))",
                hint: "set TMPDIR to a directory that you may write to")
        }
        return URL(fileURLWithPath: String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self))
    }

    func end() async throws {
        try await server.stop()
        try? FileManager.default.removeItem(at: directory)
    }

    /// Scans as cron would, and tells what came of it.
    func play(format: OutputOptions.Format) async throws -> String {
        terminal.say("costguard demo: a simulated account on this machine; no AWS keys used\n")
        let path = directory.appendingPathComponent("costguard.sqlite").path
        let database = try CostDatabase.open(at: path, prices: Assets.prices())
        let clock = clock
        let local = LocalPorts(
            observations: database, money: database, decisions: database, journal: database, outbox: database,
            judge: SQLiteJudge(
                rules: try RuleSet.load(Assets.rules, views: ListedKinds.none.views), databasePath: path,
                views: Views.statements(prefix: SQLiteJudge.viewPrefix)), clock: { clock.now })
        let stage = RunStage(
            local, try aws(), scope: ScanScope(credits: [Demo.credit]), settings: Demo.settings, timeZone: .gmt)
        var result = try await stage.run(apply: false)
        tell(result, number: 1)
        for number in 2...Demo.scans {
            clock.advance(by: Demo.scanEvery)
            result = try await stage.run(apply: false)
            tell(result, number: number)
        }
        terminal.say("")
        let figures = try await ReportStage(local).figures(
            of: result.plan.plan.account, bill: result.plan.figures, selfCost: result.plan.selfCost)
        return report(result, figures, format: format)
    }

    /// A credit as its owner would have described it.
    static let credit = CreditGrant(
        name: "class", amount: Money(nanoUSD: 100_000_000_000),
        granted: Date(timeIntervalSince1970: 1_788_220_800),  // 2026-09-01
        expires: Date(timeIntervalSince1970: 1_814_400_000),  // the end of 2027-06-30
        levels: AlertLevel.usual)

    static let settings = PlanSettings(
        guardrails: GuardrailSettings(), unattended: UnattendedSettings(actions: [.stop]))

    private func aws() throws -> AWSPorts {
        let keys = Credentials(accessKeyID: Story.accessKeyID, secretAccessKey: Story.secretAccessKey)
        let clock = clock
        return try AWSConnection(
            credentials: StaticCredentials(keys, source: "the demo"),
            endpoints: EndpointResolver(option: server.endpoint), terminal: terminal, clock: AWSClock { clock.now }
        ).ports(topic: Story.topic)
    }

    private func tell(_ result: RunResult, number: Int) {
        let time = UTCTime.text(result.scan.summary.at).dropFirst(11)
        let summary = result.scan.summary
        terminal.say(
            "scan \(number) at \(time.prefix(5)) UTC: \(CountText.text(summary.regions.count, "region")), \(CountText.text(summary.apiCalls, "call")), "
                + "cost \(summary.selfCost.cents) USD")
    }

    private func report(_ result: RunResult, _ figures: ReportFigures, format: OutputOptions.Format) -> String {
        switch format {
        case .json: return PlanReport.json(result.plan.plan)
        case .csv: return PlanReport.csv(result.plan.plan)
        case .text, .html:
            let environment = ProcessInfo.processInfo.environment
            let context = TextContext(
                timeZone: .gmt, now: clock.now, colour: Terminal.colour(environment),
                width: Terminal.columns(environment),
                scan: result.plan.scan, balances: result.plan.balances, figures: result.plan.figures,
                running: result.plan.running, clear: result.plan.clear, unattended: Demo.settings.unattended,
                spend: result.plan.spend,
                // The demo's database is gone when this is read: nothing of it can be explained or applied.
                next: ["costguard init"])
            if format == .html { return AccountReport(plan: result.plan.plan, context: context, figures: figures).html }
            let mails = account.mails().map { "MAIL SENT  \($0.subject ?? "")\n\n\($0.message)" }
            return ([PlanReport.text(result.plan.plan, context)] + mails + [Demo.next]).joined(separator: "\n")
        }
    }

    static let next = """
        That was a simulation. For your own account:
          costguard init      asks a few questions, writes the configuration, says how to let it run
          costguard scan      looks at your account with the keys that the AWS tools use; reads only
          costguard plan      shows this page for it
        """
}
