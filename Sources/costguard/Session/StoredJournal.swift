// The journal of a database in S3, which lasts only when it is there; what holds a database for one verb; and where copies lie.

import CostModel
import Foundation
import Glibc
import Storage

/// A journal whose entries are in the bucket when it returns: an intent before the change, an outcome after it.
struct StoredJournal: Journal {
    let database: CostDatabase
    let shared: SharedDatabase

    func open(_ intent: JournalIntent) async throws -> Int64 {
        let id = try await database.open(intent)
        try await shared.store()
        return id
    }

    func settle(_ id: Int64, _ outcome: StepOutcome, at now: Date) async throws {
        try await database.settle(id, outcome, at: now)
        // What was done was done: it is stored though the caller's task was cancelled meanwhile.
        try await Task { [shared] in try await shared.store() }.value
    }

    func openEntries() async throws -> [JournalEntry] { try await database.openEntries() }

    func entries(account: AccountID, since: Date) async throws -> [JournalEntry] {
        try await database.entries(account: account, since: since)
    }

    func stops(account: AccountID) async throws -> [JournalEntry] { try await database.stops(account: account) }

    func databaseID() async throws -> String { try await database.databaseID() }
}

/// What keeps others from writing to a database while a verb does.
struct DatabaseHold: Sendable {
    private let lock: WriterLock?

    /// - Parameter lock: nil: of a database in S3, which is stored and given back when the program or the tick ends.
    init(_ lock: WriterLock?) { self.lock = lock }

    /// Gives a file's lock back; does nothing the second time.
    func release() { lock?.release() }
}

/// A directory for copies, which nobody else may enter, until it is removed.
struct PrivateDirectory: Sendable {
    let path: String
    private static let name = "costguard-s3-"

    /// - Throws: `CommandError` where none can be made.
    init() throws {
        Self.sweep()
        var template = Array((NSTemporaryDirectory() + Self.name + "XXXXXX").utf8CString)
        guard mkdtemp(&template) != nil else {
            throw CommandError(
                "No directory for the copy of the database could be made: \(String(cString: strerror(errno)))",
                hint: "see that '\(NSTemporaryDirectory())' has room and is yours to write, or set TMPDIR")
        }
        path = String(decoding: template.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    func remove() { try? FileManager.default.removeItem(atPath: path) }

    /// Takes away what runs left that were killed more than a day ago.
    private static func sweep() {
        let parent = NSTemporaryDirectory()
        for name in (try? FileManager.default.contentsOfDirectory(atPath: parent)) ?? [] where name.hasPrefix(Self.name)
        {
            var status = stat()
            guard lstat(parent + name, &status) == 0, status.st_uid == getuid(), status.st_mode & S_IFMT == S_IFDIR,
                Date().timeIntervalSince1970 - TimeInterval(status.st_mtim.tv_sec) > 86_400
            else { continue }
            try? FileManager.default.removeItem(atPath: parent + name)
        }
    }
}
