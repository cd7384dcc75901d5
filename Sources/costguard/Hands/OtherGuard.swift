// Whether another costguard guards the account by a memory of its own: then a person's word would be heard here, and not by
// the one that acts. What cannot be known so, keys that may not look or no network, holds nobody up.

import AWSAPI
import ArgumentParser
import CostModel
import Foundation
import Reporting
import Storage

/// How a person insists.
struct OnlyHereOption: ParsableArguments {
    @Flag(help: "Also where another costguard guards the account: then this database alone is told.")
    var onlyHere = false
}

/// Looks for the other one before a word is taken.
struct OtherGuard {
    let session: Session
    /// What was typed, of which a hint's command needs the configuration.
    let common: CommonOptions
    let database: CostDatabase
    /// Nil where there are no keys.
    let connection: AWSConnection?

    /// The longest that a person waits for AWS's answer to this alone.
    private static let patience = Duration.seconds(5)

    /// With the keys at hand; where a person would be asked for a code first, AWS is not asked.
    init(_ session: Session, _ common: CommonOptions, _ database: CostDatabase) {
        let connection = (try? AWSOptions.parse([])).flatMap { try? session.connection($0) }
        let needsCode = connection.map { $0.credentials.renewal == .byCode } ?? true
        self.init(session: session, common: common, database: database, connection: needsCode ? nil : connection)
    }

    init(session: Session, common: CommonOptions, database: CostDatabase, connection: AWSConnection?) {
        self.session = session
        self.common = common
        self.database = database
        self.connection = connection
    }

    /// - Parameters:
    ///   - command: what was typed, whole, without options on places.
    ///   - accounts: whom the word is about.
    /// - Throws: `refused` where another one guards one of them, unless the person insists: then it is told.
    func heed(_ command: String, in accounts: [AccountID], insists: OnlyHereOption) async throws {
        guard let found = try await found(in: accounts) else { return }
        guard !insists.onlyHere else {
            return session.terminal.warn("\(found.text): this database alone is told.")
        }
        let file = common.config.map { " --config \(ShellWord.text($0))" } ?? ""
        let there = "'\(command)\(file) --database \(found.place ?? "s3://BUCKET/KEY")'"
        let here = "'\(command)\(session.commandOptions) --only-here' tells this database alone"
        let hint =
            found.place == nil
            ? "say it on the machine that runs that one, or by \(there) where its database is in S3; \(here)"
            : "\(there) tells it, and 'costguard init --join' shares its memory for good; \(here)"
        throw CommandError(
            "Nothing was changed: \(found.text), and would not hear of it", hint: hint, status: .refused)
    }

    /// Another guard: in words, and where its memory is, if that is known.
    private struct Found {
        let text: String
        var place: String?
    }

    private func found(in accounts: [AccountID]) async throws -> Found? {
        if let function = await function(in: accounts) { return function }
        for account in accounts {
            guard
                let line = try await OtherDatabases(database: database, account: account).lines(at: session.clock())
                    .first
            else { continue }
            return Found(text: line.short)
        }
        return nil
    }

    /// That of the stack that 'costguard install lambda' makes, where it is not the database that is open.
    private func function(in accounts: [AccountID]) async -> Found? {
        guard let connection else { return nil }
        let look = Task { () -> Found? in
            let account = try await connection.account(anew: false)
            guard accounts.isEmpty || accounts.contains(account) else { return nil }
            let stack = CloudStack(
                client: connection.client, name: CloudStack.usualName, region: connection.homeRegion,
                sleep: { try await Task.sleep(for: $0) }, retries: false)
            guard let place = try await stack.state()?.outputs["Database"],
                let memory = try SharedDatabase.named(place), memory !== session.shared
            else { return nil }
            return Found(
                text: "the function of the stack '\(stack.name)' in \(stack.region) guards account \(account) too",
                place: place)
        }
        let limit = Task {
            try await Task.sleep(for: Self.patience)
            look.cancel()
        }
        defer { limit.cancel() }
        // Not known is not there: a word that is held up for a look would be lost.
        return try? await look.value
    }
}
