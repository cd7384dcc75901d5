// The files that tell costguard what to do, and whether all of them are ours. Judging one is FileTrust's.

import Foundation
import Storage

/// A file that is not ours alone.
struct DistrustedFile: Hashable, Sendable {
    enum Role: String, Sendable {
        case configuration, rule = "rule file", kind = "file of a kind", course = "course's file", database
    }
    let role: Role
    let path: String
    let trust: FileTrust

    /// Nothing is changed by the word of such a file.
    var error: CommandError {
        CommandError(
            "The \(role.rawValue) '\(path)' is not yours alone: \(trust.fault)", hint: trust.mend, status: .refused)
    }
}

enum TrustedFiles {
    /// What is amiss with a file; nil where it is ours, and where there is none.
    static func fault(of role: DistrustedFile.Role, at path: String, by user: FileUser = .current()) -> DistrustedFile?
    {
        let way = FileFacts.way(to: path)
        // What is not there says nothing. A database will be made there.
        guard way.last?.entry != nil || role == .database else { return nil }
        return FileTrust.judge(way, by: user).map { DistrustedFile(role: role, path: path, trust: $0) }
    }

    /// What is amiss with a database, or with what SQLite and the lock keep beside it: its log is read as if it were it.
    static func faultOfDatabase(at path: String, by user: FileUser = .current()) -> DistrustedFile? {
        if let found = fault(of: .database, at: path, by: user) { return found }
        let file = FileFacts.way(to: path).last?.entry?.path ?? path
        return ["-wal", "-shm", "-journal", ".lock"].lazy
            .compactMap { fault(of: .database, at: file + $0, by: user) }.first
    }
}

extension Session {
    /// Every file that tells this session what to do and is not ours: as they were when they were about to be read, and
    /// as they are now. What was ours then cannot have been another's in between.
    var distrusted: [DistrustedFile] {
        let user = FileUser.current()
        var found = distrustedAtStart + kinds.distrusted
        let files =
            [TrustedFiles.fault(of: .configuration, at: paths.configuration, by: user)]
            + rulePaths.map { TrustedFiles.fault(of: .rule, at: $0, by: user) }
            + kinds.ownPaths.map { TrustedFiles.fault(of: .kind, at: $0, by: user) } + [databaseFault]
        for file in files.compactMap(\.self) where !found.contains(where: { $0.path == file.path }) {
            found.append(file)
        }
        return found
    }

    /// What is amiss with the database's file. Whose a bucket is, S3 is asked with each call.
    var databaseFault: DistrustedFile? {
        shared == nil ? TrustedFiles.faultOfDatabase(at: paths.database) : nil
    }

    /// - Throws: `refused` where a file that tells what to do is not ours alone.
    func checkFiles() throws {
        if let first = distrusted.first { throw first.error }
    }

    /// The database for a verb that acts: it is ours before it is opened, and still is after.
    func openForActing() async throws -> (CostDatabase, DatabaseHold) {
        try checkFiles()
        let opened = try await openForWriting()
        if let found = databaseFault {
            opened.1.release()
            throw found.error
        }
        return opened
    }

    /// The same; where another costguard is at work, once that has ended, which is waited for.
    ///
    /// - Throws: `StorageError` with `lockHeld` where it has not ended in time.
    func openForActing(waiting: Bool) async throws -> (CostDatabase, DatabaseHold) {
        let deadline = ContinuousClock.now + Self.longestWait
        var isTold = false
        while true {
            do {
                return try await openForActing()
            } catch let error as StorageError
                where error.code == .lockHeld && waiting && ContinuousClock.now < deadline
            {
                if !isTold { terminal.say("Another costguard is at work; waiting for its end.") }
                isTold = true
                // A look at a lock in S3 is a request.
                try await Task.sleep(for: shared == nil ? .milliseconds(200) : .seconds(5))
            }
        }
    }

    /// A scan of a large account, and stops after it, take some minutes.
    private static let longestWait = Duration.seconds(600)

    /// Why no program may be run for keys; nil where one may. The configuration's profile chooses it.
    var programsRefusal: DistrustedFile? {
        guard settings.profile != nil, settings.sources["profile"]?.hasPrefix(paths.configuration + ":") == true else {
            return nil
        }
        return distrusted.first { $0.role == .configuration }
    }
}
