// One writer at a time: an advisory lock on a file beside the database.
// flock and not a row, so that a killed writer leaves nothing behind. Readers never ask for it.

import Glibc
import Synchronization

/// The right to write to a database, held until `release` or the end of the process, whatever ends it.
package final class WriterLock: Sendable {
    private let descriptor: Mutex<Int32?>

    /// Takes the lock of the database at `path`, at once or never.
    ///
    /// Creates the database's directory where there is none.
    /// - Throws: `StorageError` with the code `lockHeld` where another process or another lock of this process
    ///   has it; its message names the process.
    package init(database path: String) throws {
        try DatabaseFile.refuseWhatIsNoFile(path)
        try DatabaseFile.prepareDirectory(of: path)
        let lockPath = path + ".lock"
        let file = try WriterLock.open(lockPath)
        guard flock(file, LOCK_EX | LOCK_NB) == 0 else {
            let reason = errno
            let holder = WriterLock.text(of: file)
            close(file)
            guard reason == EWOULDBLOCK else {
                throw DatabaseFile.failure("The lock '\(lockPath)' could not be taken", reason)
            }
            throw StorageError(
                .lockHeld, "Another costguard\(holder.isEmpty ? "" : " (process \(holder))") is at work on '\(path)'",
                hint: "try again when it has ended; to look, 'costguard plan' need not wait")
        }
        // The number is for the message above alone; that it could not be written is no reason to give up the lock.
        _ = ftruncate(file, 0)
        let number = "\(getpid())"
        _ = number.withCString { pwrite(file, $0, strlen($0), 0) }
        descriptor = Mutex(file)
    }

    /// Gives the lock back; does nothing the second time.
    package func release() {
        descriptor.withLock { file in
            if let open = file { close(open) }
            file = nil
        }
    }

    /// A link is not followed, and what has other names or is no file is not taken: it is emptied and written to, and
    /// somebody else may have put it there.
    private static func open(_ path: String) throws -> Int32 {
        let file = Glibc.open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0o600)
        let reason = errno
        var status = stat()
        if file >= 0, fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_nlink == 1 {
            return file
        }
        if file >= 0 { close(file) }
        guard file >= 0 || [ELOOP, EISDIR, ENXIO].contains(reason) else {
            throw DatabaseFile.failure("The lock '\(path)' could not be opened", reason)
        }
        throw StorageError(
            .unusable, "The lock '\(path)' is a link, or no file of its own",
            hint: "see who put it there, and remove it: rm '\(path)'")
    }

    private static func text(of file: Int32) -> String {
        var bytes = [UInt8](repeating: 0, count: 16)
        let count = pread(file, &bytes, bytes.count, 0)
        let digits = bytes.prefix(max(count, 0)).prefix { (48...57).contains($0) }
        return String(decoding: digits, as: UTF8.self)
    }
}
