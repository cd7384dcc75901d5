// Why the database could not be opened, read or written, in words that tell the user what to do.
// Leaves exit statuses to the command line.

import GRDB
import SQLite

/// A failure of the SQLite file or of what stands in it.
///
/// Its description is what failed, on which file, and a line `hint: …`.
package struct StorageError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What kind of failure it is; stable.
    package enum Code: String, Sendable, CaseIterable {
        /// There is no such file.
        case missing
        /// The file is no SQLite database any more, or parts of it are unreadable.
        case damaged
        /// It belongs to another program.
        case foreign
        /// A newer costguard has changed its form.
        case newer
        /// It has an older form, and reading alone does not change that.
        case older
        /// The file or its directory does not let us write.
        case readOnly = "read-only"
        /// The disk is full.
        case full
        /// Another connection holds it for longer than we wait.
        case busy
        /// Another costguard is at work on it: the command is refused, exit status 4.
        case lockHeld = "lock-held"
        /// Anything else of the file system or of SQLite.
        case unusable
        /// A scanner handed over something that the tables have no place for.
        case unknownFact = "unknown-fact"
        /// Something else has that name already.
        case taken
        /// A journal entry that is not there, or has its outcome already.
        case journal
    }
    /// What to tell failures apart by.
    package let code: Code
    /// What failed, on what, and why; one line.
    package let message: String
    /// What the user can do next.
    package let hint: String

    /// An error with the sentence that says what failed, and the next step.
    package init(_ code: Code, _ message: String, hint: String) {
        self.code = code
        self.message = message
        self.hint = hint
    }

    /// The message and, in a line of its own, the hint.
    package var description: String { "\(message)\nhint: \(hint)" }
}

extension StorageError {
    /// What is thrown for an error that was met while doing `task` on the file at `path`: of SQLite's a `StorageError`, or
    /// `CancellationError` where GRDB interrupts the work of a task that is cancelled. Others stay as they are.
    static func translated(_ error: any Error, while task: String, path: String) -> any Error {
        switch error {
        case let error as DatabaseError: return StorageError(error, while: task, path: path)
        case let error as SQLError where error.isInterrupted: return CancellationError()
        case let error as SQLError:
            let error = DatabaseError(resultCode: ResultCode(rawValue: error.code), message: error.message)
            return StorageError(error, while: task, path: path)
        default: return error
        }
    }

    /// SQLite's own error, met while doing `task` on the file at `path`.
    init(_ error: DatabaseError, while task: String, path: String) {
        let words = "\(error.message ?? error.resultCode.description)"
        let (code, hint) = StorageError.meaning(of: error.resultCode)
        self.init(code, "\(task) in '\(path)' failed: \(words)", hint: hint)
    }

    private static func meaning(of result: ResultCode) -> (Code, String) {
        switch result {
        case .SQLITE_NOTADB: (.damaged, notOursHint)
        case .SQLITE_CORRUPT: (.damaged, damagedHint)
        case .SQLITE_FULL:
            (.full, "free space on that disk; nothing of this step was kept, what was there before is whole")
        case .SQLITE_IOERR:
            (.unusable, "see that the disk works and has space; what was there before is whole")
        case .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_AUTH: (.readOnly, readOnlyHint)
        case .SQLITE_BUSY, .SQLITE_LOCKED: (.busy, "see which program has the file open, then try again")
        default: (.unusable, "see that the file and its directory can be read and written by you")
        }
    }

    static let damagedHint = """
        move the file and those beside it with '-wal' and '-shm' away and scan again; keep them, \
        they hold the journal of what was done
        """
    static let notOursHint = """
        if that file is not costguard's, name another with --database; if it was, move it and those beside it with \
        '-wal' and '-shm' away and scan again, but keep them: they hold the journal of what was done
        """
    static let readOnlyHint = "make the file and its directory writable for you, or name another with --database"
}
