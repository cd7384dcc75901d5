// The composition root: the only place that knows every room, and builds what a verb needs.

import AWSAPI
import Actuation
import CostModel
import Foundation
import Notifying
import Pipeline
import Reporting
import RuleEngine
import Scanning
import Storage

/// What one call of the program works with.
struct Session: Sendable {
    let settings: Settings
    let paths: Paths
    /// Where the database is in S3.
    let shared: SharedDatabase?
    let terminal: Terminal
    /// Kinds that are looked for beside EC2.
    let kinds: ListedKinds
    let rules: RuleSet
    /// How schedules see whether a machine works.
    private let workRules: RuleSet
    /// All machines, for orders.
    private let allMachines: RuleSet
    /// Which machines may have hours.
    private let machineRules: RuleSet
    /// The rule files that were read, besides the program's own.
    let rulePaths: [String]
    /// Those of the files that were not ours when they were about to be read.
    let distrustedAtStart: [DistrustedFile]
    let environment: [String: String]
    /// Whether all is to be told.
    let isVerbose: Bool
    /// What a command to type next needs so that it speaks of the same files, a blank before it.
    let commandOptions: String
    /// AWS's time once a signed call has told it, this machine's until then.
    let time: AWSClock
    private let pauseTold = PauseTold()
    /// What everything is told as of; `time`, unless one instant is to hold for a whole report.
    var clock: @Sendable () -> Date

    /// Reads configuration and rules. Touches neither database nor network.
    init(
        _ common: CommonOptions, _ aws: AWSOptions? = nil, regions: RegionOptions? = nil, free: FreeOption? = nil
    ) throws {
        environment = common.environment
        isVerbose = common.verbose
        commandOptions = [("--config", common.config), ("--database", common.database)].map { name, path in
            path.map { " \(name) \(ShellWord.text($0))" } ?? ""
        }.joined()
        terminal = common.terminal
        let time = AWSClock.ofThisMachine()
        self.time = time
        clock = { time.now }
        var paths = try common.paths
        rulePaths = try RuleFiles.paths(common.rules, besides: paths.ownRules)
        // Before they are read: later, the one that was read could be gone again.
        let user = FileUser.current()
        distrustedAtStart =
            ([TrustedFiles.fault(of: .configuration, at: paths.configuration, by: user)]
            + rulePaths.map { TrustedFiles.fault(of: .rule, at: $0, by: user) }).compactMap(\.self)
        var settings = try SettingsFile.load(paths.configuration, required: common.config != nil)
        settings.override("profile", \.profile, environment["AWS_PROFILE"].map(Optional.some), by: "AWS_PROFILE")
        settings.override("profile", \.profile, aws?.profile.map(Optional.some), by: "--profile")
        if let regions = regions?.region, !regions.isEmpty {
            settings.override("regions", \.regions, .some(regions), by: "--region")
        }
        if free?.freeOnly == true {
            settings.override("selfCost.monthlyUSD", \.selfCostCap, .zero, by: "--free-only")
            terminal.say("Free calls only: Cost Explorer and GetMetricData are left out")
        }
        settings.override(
            "database", \.database, environment["COSTGUARD_DATABASE"].map(Optional.some), by: "COSTGUARD_DATABASE")
        settings.override("database", \.database, common.database.map(Optional.some), by: "--database")
        if let database = settings.database { try paths.place(database, environment) }
        self.paths = paths
        shared = try SharedDatabase.named(paths.database)
        settings.unattended.notices.hasChannel = settings.topic != nil
        self.settings = settings
        kinds = try ListedKinds(settings.kinds, acting: settings.actingKinds, beside: paths, terminal)
        rules = try RuleFiles.load(
            common.rules, at: rulePaths, views: kinds.views, overrides: settings.rules, terminal: terminal)
        machineRules = try RuleSet.machines(
            tagged: !settings.schedules.schedules.contains { !$0.machines.isEmpty })
        allMachines = try RuleSet.machines(tagged: false)
        workRules = try RuleSet.work(over: 30 * 60, settings: settings.workSettings)
        if common.rules.isEmpty { try RuleFiles.check(allowed: settings.unattended.rules, among: rules) }
    }

    var planSettings: PlanSettings {
        var guardrails = settings.guardrails
        guardrails.sessionsStartMachines = LearnerLab.isMeant(by: settings)
        var plan = PlanSettings(
            guardrails: guardrails, unattended: settings.unattended, regions: settings.regions,
            timeZone: settings.timeZone, selfCostCap: settings.selfCostCap)
        plan.owners = settings.owners
        plan.kinds = kinds.specs
        return plan
    }

    /// Whether any stop is told before.
    var tellsBefore: Bool {
        let notices = settings.unattended.notices
        return notices.gpuLoadUnknown != nil || !notices.classes.isEmpty
            || rules.headers.contains { $0.noticeSeconds != nil }
    }

    /// What the brake acts by, once it is armed.
    ///
    /// - Parameter brake: nil takes the configuration's.
    func brakeTools(_ database: CostDatabase, _ brake: BrakeSettings? = nil) throws -> BrakeTools {
        BrakeTools(settings: brake ?? settings.brake, everything: judge(try RuleSet.brake(), database))
    }

    var scope: ScanScope {
        ScanScope(
            regions: settings.regions, credits: settings.credits, monthlyCap: settings.selfCostCap, kinds: kinds.specs,
            services: kinds.services)
    }

    /// Whose scans' health is kept, and when silence is told.
    var deadMan: DeadManSettings {
        DeadManSettings(
            profile: settings.profile ?? "", limit: settings.deadManSeconds, isMailed: settings.topic != nil,
            timeZone: settings.timeZone)
    }

    /// The database for a verb that writes, and what keeps others from it. What is too old in it goes first: that it stays
    /// is no harm, and must not hide what the verb does.
    ///
    /// - Throws: `StorageError` with `lockHeld` where another run is at work.
    func openForWriting(tellingPause: Bool = true) async throws -> (CostDatabase, DatabaseHold) {
        let (database, hold) = try await openToWrite()
        do { try database.forget(now: clock()) } catch { terminal.warn("What is old was not forgotten: \(error)") }
        if tellingPause { tellPause(of: database) }
        return (database, hold)
    }

    private func openToWrite() async throws -> (CostDatabase, DatabaseHold) {
        if let shared { return (try await shared.openForWriting(self), DatabaseHold(nil)) }
        let lock = try WriterLock(database: paths.database)
        return (try CostDatabase.open(at: paths.database, prices: Assets.prices()), DatabaseHold(lock))
    }

    /// The database for a verb that only reads; never waits for a writer.
    func openForReading() async throws -> CostDatabase {
        let database =
            if let shared { try await shared.openForReading(self) } else {
                try CostDatabase.openReadOnly(at: paths.database)
            }
        tellPause(of: database)
        return database
    }

    /// Whether there is a database yet.
    func hasDatabase() async throws -> Bool {
        guard let shared else { return FileManager.default.fileExists(atPath: paths.database) }
        return try await shared.exists(self)
    }

    /// For verbs that need no database: they too say that the guard is paused, where that can be read.
    func tellPause() async { if (try? await hasDatabase()) == true { _ = try? await openForReading() } }

    /// Every verb says that the guard is paused, or somebody would rely on it; once, however often it opens the database.
    private func tellPause(of database: CostDatabase) {
        guard let pause = try? database.pauseNow(), pause.holds(at: clock()), pauseTold.isNews(pause) else { return }
        terminal.say(KeepText.pauseLine(pause, bareContext(file: nil)) + ".")
    }

    /// Where a database is newer than this machine's clock, and AWS has not told the time, that is said, and it is taken
    /// to be at least as late as its last entry.
    func heedAge(of database: CostDatabase) async throws {
        guard !time.isKnown, let newest = try await database.newestTime(),
            newest.timeIntervalSince(time.machine) > TimeReading.noticeable
        else { return }
        terminal.warn(ClockText.newer(newest, settings.timeZone, machine: time.machine))
        time.isNot(before: newest)
    }

    /// The ports of this machine over an open database.
    func local(_ database: CostDatabase) -> LocalPorts {
        LocalPorts(
            observations: database, money: database, decisions: database,
            journal: shared.map { StoredJournal(database: database, shared: $0) } ?? database, outbox: database,
            judge: scheduledJudge(database), user: user, clock: clock)
    }

    /// Judges by the rules in force and by the hours that machines were given.
    private func scheduledJudge(_ database: CostDatabase) -> ScheduledJudge {
        ScheduledJudge(
            base: judge(rules, database), machines: judge(machineRules, database), work: judge(workRules, database),
            book: settings.schedules,
            orders: OrderBook(
                orders: { try database.ordersNow() }, machines: judge(allMachines, database),
                work: { seconds in
                    judge(try RuleSet.work(over: seconds, settings: settings.workSettings), database)
                }),
            bearsHours: { try database.mayBearTagNow(ScheduleTag.key, account: $0) },
            ourStops: { try database.lastStopsNow(account: $0) })
    }

    /// Judges by these rules what an open database holds.
    func judge(_ rules: RuleSet, _ database: CostDatabase) -> SQLiteJudge {
        SQLiteJudge(
            rules: rules, databasePath: database.readingPath, views: views(of: rules), timeZone: settings.timeZone)
    }

    /// Judges the database as it was known at the time that is asked for.
    func pastJudge(_ rules: RuleSet, _ database: CostDatabase) -> SQLiteJudge {
        let views = views(of: rules)
        return SQLiteJudge(
            rules: rules, databasePath: database.readingPath, viewsAt: { PastViews.statements(at: $0) + views },
            timeZone: settings.timeZone)
    }

    private func views(of rules: RuleSet) -> [String] {
        Views.statements(prefix: SQLiteJudge.viewPrefix, reading: rules.viewsRead, kinds: kinds.specs)
    }

    /// Who runs the program, for the journal: `ada on laptop`.
    var user: String { "\(NSUserName()) on \(MachineName.text)" }

    /// Where another costguard guards the account too, it does not know what was just said here.
    func tellOthers(of account: AccountID, _ database: CostDatabase) async throws {
        for line in try await OtherDatabases(database: database, account: account).lines(at: clock()) {
            terminal.warn(line.text)
        }
    }

    /// How AWS is reached, with the credentials that the usual places hold.
    func connection(_ options: AWSOptions) throws -> AWSConnection {
        // A profile that the configuration of costguard names is meant, whatever keys the environment holds.
        let named = options.profile ?? (settings.sources["profile"] == "AWS_PROFILE" ? nil : settings.profile)
        let connection = try AWSConnection(
            kinds: kinds.specs, profile: named, endpointURL: options.endpointURL, environment: environment,
            sessions: settings.keepsMFASessions ? paths.sessions : nil, distrusted: programsRefusal,
            mayChange: { [shared] in try shared?.check(signedAt: $0) },
            terminal: terminal, clock: time)
        shared?.use(connection)
        return connection
    }

    /// The same with the keys at hand, so that without them nothing is opened and no empty database is left behind.
    /// Says when they will not last, by AWS's time, where it answers.
    func connectionWithKeys(_ options: AWSOptions) async throws -> AWSConnection {
        let connection = try connection(options)
        if let refused = await connection.tellTime() {
            throw await KeyLapse(session: self, options: options).said(of: refused, by: connection)
        }
        let outlook = try await connection.outlook(at: clock(), lasting: settings.pastedKeysLast)
        if let warning = outlook.warning { terminal.warn(warning) }
        return connection
    }
}

extension Session {
    /// Surroundings of a report that needs no plan.
    ///
    /// - Parameter file: where the report goes; nil: standard output.
    func bareContext(file: String?) -> TextContext {
        var context = TextContext(
            timeZone: settings.timeZone, now: clock(), colour: file == nil && Terminal.colour(environment),
            width: file == nil ? Terminal.columns(environment) : 80)
        context.commandOptions = commandOptions
        return context
    }

    /// Surroundings of a report beside a plan.
    func textContext(_ result: PlanResult, file: String?) -> TextContext {
        var context = bareContext(file: file)
        context.scan = result.scan
        context.balances = result.balances
        context.figures = result.figures
        context.running = result.running
        context.clear = result.clear
        context.unattended = settings.unattended
        context.spend = result.spend
        context.pause = result.pause
        context.orders = result.orders
        context.brake = result.brake
        context.rehearsals = result.rehearsals
        context.isVerbose = isVerbose
        // The prompt stands beneath; a smaller screen scrolls.
        if file == nil { context.height = max(24, Terminal.rows(environment)) - 1 }
        return context
    }
}

/// What this machine calls itself: no name service is asked.
enum MachineName {
    static var text: String {
        var bytes = [CChar](repeating: 0, count: 256)
        let isKnown = gethostname(&bytes, bytes.count - 1) == 0
        let name = String(decoding: bytes.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
        return isKnown && !name.isEmpty ? name : "an unnamed machine"
    }
}
