// What a run says of pasted keys that end. Cron mails whatever a run says, every quarter of an hour: there each thing is
// told once, until keys work again; a person at a terminal is told every time.

import AWSAPI
import ArgumentParser
import CostModel
import Foundation
import Pipeline
import Reporting
import Storage

struct KeyLapse {
    let session: Session
    let options: AWSOptions

    private var endingKey: String { "keys-ending/\(session.settings.profile ?? "")" }
    private var endedKey: String { "keys-ended/\(session.settings.profile ?? "")" }

    /// Warns of keys that end soon.
    func warn(_ outlook: KeyOutlook) async {
        guard let warning = outlook.warning else { return await close([endingKey]) }
        if Terminal.messagesGoToTerminal { return session.terminal.warn(warning) }
        if await isNews(endingKey, outlook) { session.terminal.warn(warning) }
    }

    /// How silence is told. In a lab the end of a session is none.
    var deadMan: DeadManSettings {
        var settings = session.deadMan
        if isLab {
            settings.sessionsEnd = SessionsEnd(isError: { await isLapse($0) }, isDenial: KeyLapse.isOver)
        }
        return settings
    }

    /// Whether a run ended because a lab's session is over.
    func isSessionsEnd(_ error: any Error) async -> Bool {
        guard isLab else { return false }
        return await isLapse(error)
    }

    /// Whether a scan saw nothing because a lab's session is over.
    func isSessionsEnd(_ scan: ScanResult) -> Bool {
        isLab && !scan.sawSomething && Self.isOver(scan.summary.gaps)
    }

    /// After a run that saw the account: keys work.
    func end() async { await close([endedKey]) }

    /// What is left to be said of a run's failure: a lapse that was told leaves by its status alone.
    func left(of error: any Error) async -> any Error {
        guard let outlook = await outlook(), isLapse(error, outlook) else { return await said(of: error) }
        return await tell(outlook, said: await said(of: error))
    }

    /// A run that ended well and was denied all because the keys or the lab's session are over; nil for any other.
    func left(of scan: ScanResult) async -> (any Error)? {
        guard let lapse = await said(of: scan), let outlook = await outlook() else { return nil }
        return await tell(outlook, said: lapse)
    }

    /// The same, told each time: for whoever looks at what he has called.
    func said(of scan: ScanResult) async -> CommandError? {
        guard !scan.sawSomething, Self.isOver(scan.summary.gaps), let outlook = await outlook(), outlook.isPasted else {
            return nil
        }
        return outlook.ended(inLab: isLab || Self.namesLab(scan.summary.gaps), environment: session.environment)
    }

    /// A refusal of the keys in the words that every verb has for it; any other error as it is.
    func said(of error: any Error) async -> any Error {
        guard let aws = error as? AWSError, aws.kind == .credentials, let connection = try? session.connection(options)
        else { return error }
        return await said(of: aws, by: connection)
    }

    func said(of error: AWSError, by connection: AWSConnection) async -> any Error {
        let outlook = try? await connection.outlook(at: session.clock(), lasting: session.settings.pastedKeysLast)
        return outlook?.lapse(error, inLab: isLab, environment: session.environment) ?? error
    }

    /// Whether a failure is one of pasted keys that have ended.
    func isLapse(_ error: any Error) async -> Bool {
        guard let outlook = await outlook() else { return false }
        return isLapse(error, outlook)
    }

    /// Whether all was refused for the sake of keys, or by a lab that denies all between its sessions.
    static func isOver(_ gaps: [Gap]) -> Bool {
        gaps.allSatisfy { $0.kind == .denied || AWSError.saysKeys(cause: $0.error) }
            && (namesLab(gaps) || gaps.contains { AWSError.saysKeys(cause: $0.error) })
    }

    private static func namesLab(_ gaps: [Gap]) -> Bool { gaps.contains { AWSError.saysLab(cause: $0.error) } }

    private var isLab: Bool { LearnerLab.isMeant(by: session.settings) }

    private func isLapse(_ error: any Error, _ outlook: KeyOutlook) -> Bool {
        guard outlook.isPasted, let error = error as? AWSError else { return false }
        return outlook.lapse(error, inLab: isLab, environment: session.environment) != nil
    }

    private func tell(_ outlook: KeyOutlook, said: any Error) async -> any Error {
        if Terminal.messagesGoToTerminal { return said }
        if await isNews(endedKey, outlook) {
            session.terminal.complain("costguard: \(said)")
            session.terminal.warn("\(await since())This is told once: runs are silent until keys work again.")
        }
        return ExitCode(ExitStatus.failed.rawValue)
    }

    /// Such as `No scan has succeeded since 08:00 UTC (1 run failed). `
    private func since() async -> String {
        guard let database = try? await session.openForReading(),
            let health = try? await database.health(of: session.deadMan.profile),
            let line = HealthText.line(health, timeZone: session.settings.timeZone, now: session.clock())
        else { return "" }
        return "\(line). "
    }

    private func outlook() async -> KeyOutlook? {
        guard let connection = try? session.connection(options), case .never = connection.credentials.renewal else {
            return nil
        }
        return try? await connection.outlook(at: session.clock(), lasting: session.settings.pastedKeysLast)
    }

    /// Whether nobody was told yet, and notes that somebody now is. Where that cannot be noted, it is told.
    /// Keys that were pasted after the last word on it are others.
    private func isNews(_ key: String, _ outlook: KeyOutlook) async -> Bool {
        // Where somebody said how long keys last, it must be noted before the first scan too.
        var mayWrite = session.settings.pastedKeysLast != nil
        if !mayWrite { mayWrite = (try? await session.hasDatabase()) == true }
        guard mayWrite, let (database, lock) = try? await session.openForWriting()
        else { return true }
        defer { lock.release() }
        guard let open = try? await database.episodes() else { return true }
        if let told = open.first(where: { $0.key == key }) {
            guard let written = outlook.writtenAt, written > told.since else { return false }
            try? await database.change(opening: [], closing: [key], mail: nil)
        }
        try? await database.change(opening: [Episode(key: key, since: session.clock())], closing: [], mail: nil)
        return true
    }

    private func close(_ keys: [String]) async {
        guard let reader = try? await session.openForReading(), let open = try? await reader.episodes(),
            open.contains(where: { keys.contains($0.key) }), let (database, lock) = try? await session.openForWriting()
        else { return }
        defer { lock.release() }
        try? await database.change(opening: [], closing: keys, mail: nil)
    }
}
