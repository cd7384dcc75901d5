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

    /// A lab whose session is over denies all but the question who one is; its role has this name.
    /// Source: AWS Academy Learner Lab; it ties the policy `voc-cancel-cred` to the role `voclabs`.
    private static let labRole = ["/voclabs/", "voc-cancel-cred"]

    private var endingKey: String { "keys-ending/\(session.settings.profile ?? "")" }
    private var endedKey: String { "keys-ended/\(session.settings.profile ?? "")" }

    /// Warns of keys that end soon.
    func warn(_ outlook: KeyOutlook) async {
        guard let warning = outlook.warning else { return await close([endingKey]) }
        if Terminal.talkIsTerminal { return session.terminal.warn(warning) }
        if await isNews(endingKey, outlook) { session.terminal.warn(warning) }
    }

    /// After a run that saw the account: keys work.
    func end() async { await close([endedKey]) }

    /// What is left to be said of a run's failure: a lapse that was told leaves by its status alone.
    func left(of error: any Error) async -> any Error {
        guard let outlook = await outlook(), isLapse(error, outlook) else { return error }
        return await tell(outlook)
    }

    /// A run that ended well and was denied all because the lab's session is over; nil for any other.
    func left(of scan: ScanResult) async -> (any Error)? {
        guard !scan.sawSomething, Self.isLabOver(scan.summary.gaps), let outlook = await outlook(), outlook.isPasted
        else { return nil }
        return await tell(outlook)
    }

    /// Whether a failure is one of pasted keys that have ended.
    func isLapse(_ error: any Error) async -> Bool {
        guard let outlook = await outlook() else { return false }
        return isLapse(error, outlook)
    }

    static func isLabOver(_ gaps: [Gap]) -> Bool {
        gaps.allSatisfy { $0.kind == .denied } && gaps.contains { namesLab($0.error) }
    }

    /// Whether a refusal speaks of a lab's role, denied on purpose.
    static func namesLab(_ refusal: String) -> Bool { labRole.contains { refusal.contains($0) } }

    private func isLapse(_ error: any Error, _ outlook: KeyOutlook) -> Bool {
        guard outlook.isPasted, let error = error as? AWSError, error.kind == .credentials else { return false }
        return error.saysKeysEnded || outlook.hasPassed
    }

    private func tell(_ outlook: KeyOutlook) async -> any Error {
        if Terminal.talkIsTerminal {
            return CommandError("The keys have ended: nobody looks at the account", hint: KeyOutlook.pasteNew)
        }
        if await isNews(endedKey, outlook) {
            session.terminal.warn(
                "costguard: The keys have ended, and nobody looks at your account.\(await since()) To go on, "
                    + "\(KeyOutlook.pasteNew). This is told once: runs are silent until keys work again.")
        }
        return ExitCode(ExitStatus.failed.rawValue)
    }

    /// Such as ` No scan has succeeded since 08:00 UTC (1 run failed).`
    private func since() async -> String {
        guard let database = try? session.openForReading(),
            let health = try? await database.health(of: session.deadMan.profile),
            let line = HealthText.line(health, timeZone: session.settings.timeZone, now: session.clock())
        else { return "" }
        return " \(line)."
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
        let mayWrite =
            session.settings.pastedKeysLast != nil || FileManager.default.fileExists(atPath: session.paths.database)
        guard mayWrite, let (database, lock) = try? session.openForWriting()
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
        guard let reader = try? session.openForReading(), let open = try? await reader.episodes(),
            open.contains(where: { keys.contains($0.key) }), let (database, lock) = try? session.openForWriting()
        else { return }
        defer { lock.release() }
        try? await database.change(opening: [], closing: keys, mail: nil)
    }
}
