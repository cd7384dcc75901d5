// A name that the last scan does not know, where that scan is old or there is none: the account is looked at first. Which of
// several things is meant is NamedThing's.

import CostModel
import Foundation
import Pipeline
import Reporting
import Storage

/// Where a person's words are looked up, and how that is brought up to date.
struct FreshLook {
    let session: Session
    let connection: AWSConnection
    let database: CostDatabase
    /// Only in this account; nil: in every account of the database.
    let account: AccountID?

    /// A scan that is younger is not repeated for a name that it does not know, in seconds.
    private static let fresh: TimeInterval = 10 * 60

    /// The one thing of this name.
    ///
    /// - Throws: `refused` where a name is nobody's, or several things': nothing is changed then.
    func one(_ name: String) async throws -> ResourceKey {
        let thing = NamedThing(text: name, session: session, account: account)
        do {
            return try await thing.one(in: database)
        } catch let error as CommandError {
            guard try await isOld else { throw Self.refused(error) }
        }
        session.terminal.say("No fresh scan knows '\(name)': looking at the account first.")
        try await scan()
        do { return try await thing.one(in: database) } catch let error as CommandError { throw Self.refused(error) }
    }

    /// Nothing was changed, whatever is wrong with the name.
    static func refused(_ error: CommandError) -> CommandError {
        CommandError(error.message, hint: error.hint, status: .refused)
    }

    private var isOld: Bool {
        get async throws {
            let last = try await database.lastScans().filter { account == nil || $0.account == account }.map(\.at).max()
            return last.map { session.clock().timeIntervalSince($0) > Self.fresh } ?? true
        }
    }

    /// The scan that `costguard scan` makes. Ctrl-C ends the program, which a scan outlives.
    func scan() async throws {
        let ports = try connection.ports(topic: session.settings.topic)
        let local = session.local(database)
        let result = try await ProgressLine.showing(connection, session) { [session] progress in
            try await ScanStage(local, ports, scope: session.scope, progress: progress).run()
        }
        ScanMessages.tell(result, to: session.terminal)
    }
}
