// One run with all that surrounds it: keys, lock, database and health. Cron's `run` and `watch`
// share it; what is said of a run is for each of them.

import AWSAPI
import CostModel
import Foundation
import Pipeline
import Reporting
import Storage

struct RunWork: Sendable {
    let session: Session
    let options: AWSOptions
    let apply: Bool
    /// To whom a run's begin and end are told, outside of AWS.
    private let signs: RunSigns

    init(session: Session, options: AWSOptions, apply: Bool) {
        self.session = session
        self.options = options
        self.apply = apply
        signs = RunSigns(session)
    }

    struct Done: Sendable {
        let result: RunResult
        let ports: AWSPorts
    }

    /// Takes the keys, which may ask a person for a code. A run that fails here is counted, where there is a database
    /// to count it in, and told in a line.
    func connect() async throws -> AWSConnection {
        await signs.begin()
        do {
            if apply { try session.checkFiles() }
            session.time.begin()
            let connection = try session.connection(options)
            await connection.tellTime()
            await lapse.warn(
                try await connection.outlook(at: session.clock(), lasting: session.settings.pastedKeysLast))
            return connection
        } catch {
            await count(failure: error)
            await tellEnd(error)
            throw error
        }
    }

    /// Holds the writer's lock from the first look at the database to the end, and no longer.
    ///
    /// - Throws: as `RunStage.run`; what hinders a run before that too. Either way a run that failed is counted and told
    ///   in a line.
    func run(_ connection: AWSConnection, showsProgress: Bool) async throws -> Done {
        do {
            let done = try await look(connection, showsProgress: showsProgress)
            if !lapse.isSessionsEnd(done.result.scan) { await signs.end(done.result) }
            return done
        } catch {
            await tellEnd(error)
            throw error
        }
    }

    /// That a lab's session has ended is no failure.
    private func tellEnd(_ error: any Error) async {
        if await !lapse.isSessionsEnd(error) { await signs.end(error) }
    }

    private func look(_ connection: AWSConnection, showsProgress: Bool) async throws -> Done {
        let ports: AWSPorts
        do {
            ports = try connection.ports(topic: session.settings.topic)
        } catch {
            await count(failure: error)
            throw error
        }
        let (database, lock) = try await apply ? session.openForActing() : session.openForWriting()
        defer { lock.release() }
        let mayStop = !session.settings.unattended.actions.isEmpty
        do {
            try await tellGap(database)
            let result = try await scanAndApply(database, ports, connection, showsProgress: showsProgress)
            session.tellDoubt()
            try await OnceMessages(database: database, terminal: session.terminal).tellUncheckedKeys(result.plan.plan)
            for line in try await OtherDatabases(database: database, account: result.scan.summary.account)
                .news(at: result.scan.summary.at)
            { session.terminal.warn(line) }
            try await MailReachMessages(database: database, terminal: session.terminal).tell(
                result, ports.notifier, applying: apply && mayStop)
            if apply, !mayStop {
                try await OnceMessages(database: database, terminal: session.terminal).tell(
                    "Nothing will be stopped: the configuration lets cron only look. To let it stop what is idle: "
                        + "'costguard init --unattended' (told once)", key: "nothing-allowed",
                    at: result.scan.summary.at)
            }
            lock.release()
            if result.scan.sawSomething { await lapse.end() }
            return Done(result: result, ports: ports)
        } catch {
            lock.release()
            // Of keys that have ended one line is said, and not this one too.
            if await !lapse.isLapse(error) { await tellHealth(database) }
            throw error
        }
    }

    private var deadMan: DeadManSettings { lapse.deadMan }

    /// What is said of keys that end.
    var lapse: KeyLapse { KeyLapse(session: session, options: options) }

    private func scanAndApply(
        _ database: CostDatabase, _ ports: AWSPorts, _ connection: AWSConnection, showsProgress: Bool
    ) async throws -> RunResult {
        let local = session.local(database)
        let brake = try session.brakeTools(database)
        @Sendable func stage(_ progress: ScanProgress?) -> RunStage {
            RunStage(
                local, ports, scope: session.scope, settings: session.planSettings,
                timeZone: session.settings.timeZone, progress: progress, deadMan: deadMan,
                digest: session.settings.digest, brake: brake, begun: { session.tell($0) })
        }
        guard showsProgress else { return try await stage(nil).run(apply: apply) }
        return try await ProgressLine.showing(connection, session) { try await stage($0).run(apply: apply) }
    }

    /// A run that did not come as far as the scan. Without a database it is told by its error alone: none is made for
    /// that, and where another run has the lock, that one will tell. One that is not ours is left as it is.
    private func count(failure: any Error) async {
        guard (try? await session.hasDatabase()) == true, session.databaseFault == nil,
            let (database, lock) = try? await session.openForWriting()
        else { return }
        defer { lock.release() }
        try? await DeadManStage(session.local(database), deadMan).note(failure: failure)
        await tellHealth(database)
    }

    /// How long nobody has seen the account, and whether that could be mailed. Silent while scans succeed.
    private func tellHealth(_ database: CostDatabase) async {
        guard let health = try? await database.health(of: session.deadMan.profile),
            let line = HealthText.line(health, timeZone: session.settings.timeZone, now: session.clock())
        else { return }
        let unsent = (try? await database.unsent().count) ?? 0
        let mails = CountText.text(unsent, "mail", "wait")
        session.terminal.warn(unsent > 0 ? "\(line); \(mails) until AWS can be reached" : line)
    }

    /// It guards while it runs: after a gap, how long nobody looked and what that may have cost.
    private func tellGap(_ database: CostDatabase) async throws {
        // Between a lab's sessions nothing runs, and nobody is to look.
        guard !LearnerLab.isMeant(by: session.settings),
            let last = try await database.lastScans().max(by: { $0.at < $1.at })
        else { return }
        let running = try await database.running(in: last.account)
        let burn = running.compactMap(\.perHour).reduce(Money.zero, +)
        if let notice = StatusReport.gapNotice(lastScan: last.at, now: session.clock(), burnPerHour: burn) {
            session.terminal.warn(notice)
        }
    }
}

extension Session {
    /// Says that this machine's clock is off, or an earlier run's was, where it is so; heard with --quiet too.
    func tell(_ opening: ClockOpening) {
        if let warning = ClockText.warning(opening.reading) { terminal.warn(warning) }
        if let aside = opening.setAside { terminal.warn(ClockText.line(aside, settings.timeZone, now: clock())) }
    }

    /// Says that something spoke against the time, where it is so; after the scan, for any of its answers may have.
    func tellDoubt() {
        if let doubt = time.reading.doubt { terminal.warn(ClockText.inDoubt(doubt)) }
    }
}
