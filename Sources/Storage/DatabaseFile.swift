// The file itself: where it lies, who may touch it, and what kind of disk it is on.
// Leaves its contents to CostDatabase.

import Foundation
import Glibc

/// Something about the database's place that is no error, but that a person should know. For `doctor`.
package struct FileWarning: Hashable, Sendable, CustomStringConvertible {
    /// What is amiss; stable.
    package enum Code: String, Sendable { case networkDisk = "network-disk" }
    /// What to tell warnings apart by.
    package let code: Code
    /// What is amiss, and where; one line.
    package let message: String
    /// What the user can do about it.
    package let hint: String
    /// The message and, in a line of its own, the hint.
    package var description: String { "\(message)\nhint: \(hint)" }
}

enum DatabaseFile {
    /// Creates the directory (0700) and the file (0600) where they are not there yet.
    ///
    /// An existing file is not opened here: closing it again would drop the locks that SQLite holds on it for
    /// another connection of this process.
    static func prepare(at path: String) throws {
        try refuseWhatIsNoFile(path)
        try prepareDirectory(of: path)
        let descriptor = Glibc.open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        if descriptor >= 0 {
            close(descriptor)
        } else if errno != EEXIST {
            throw failure("The database '\(path)' could not be created", errno)
        } else if access(path, R_OK | W_OK) != 0 {
            throw failure("The database '\(path)' could not be opened for writing", errno)
        }
    }

    /// A directory, a pipe or a device is no place for a database: SQLite would leave a journal beside it and then
    /// speak of a broken disk.
    static func refuseWhatIsNoFile(_ path: String) throws {
        var status = stat()
        let exists = stat(path, &status) == 0
        guard path.isEmpty || path.hasSuffix("/") || (exists && status.st_mode & S_IFMT != S_IFREG) else { return }
        throw StorageError(
            .unusable, "The database '\(path)' is no ordinary file", hint: "name a file with --database")
    }

    /// Creates the directories (0700) that the path lies in.
    static func prepareDirectory(of path: String) throws {
        let directory = directory(of: path)
        guard !directory.isEmpty, access(directory, F_OK) != 0 else { return }
        try prepareDirectory(of: directory)
        if mkdir(directory, 0o700) != 0 && errno != EEXIST {
            throw failure("The directory '\(directory)' could not be created", errno)
        }
    }

    /// What stands before the last name; empty where nothing does. Foundation's own (swift-corelibs-foundation
    /// 6.3) stops the program on a path of one character.
    static func directory(of path: String) -> String {
        guard let slash = path.dropLast().lastIndex(of: "/") else { return "" }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    static func failure(_ what: String, _ number: Int32) -> StorageError {
        let message = "\(what): \(String(cString: strerror(number)))"
        return switch number {
        case EACCES, EPERM, EROFS: StorageError(.readOnly, message, hint: StorageError.readOnlyHint)
        case ENOSPC, EDQUOT: StorageError(.full, message, hint: "free space on that disk")
        case ENOENT: StorageError(.missing, message, hint: "name a place that exists with --database")
        default: StorageError(.unusable, message, hint: "name another place with --database")
        }
    }

    /// What a person should know of the place.
    static func warnings(at path: String) -> [FileWarning] {
        var found: [FileWarning] = []
        if let disk = networkDisk(path) {
            found.append(
                FileWarning(
                    code: .networkDisk, message: "The database '\(path)' is on a network disk (\(disk))",
                    hint: "two machines at once can damage it; name a place on a local disk with --database"))
        }
        return found
    }

    /// The type of the network disk that a path lies on; nil where it is on a local one.
    static func networkDisk(_ path: String) -> String? {
        guard let resolved = realpath(path, nil) else { return nil }
        defer { free(resolved) }
        guard let mounts = try? String(contentsOfFile: "/proc/self/mounts", encoding: .utf8) else { return nil }
        let type = fileSystem(of: String(cString: resolved), mounts: mounts)
        return type.flatMap { networkDisks.contains($0) ? $0 : nil }
    }

    /// The type of the file system that an absolute path lies on, by the lines of `/proc/self/mounts`: that of the
    /// longest mount point above it, the last one mounted where several are equal.
    static func fileSystem(of path: String, mounts: String) -> String? {
        var best: (length: Int, type: String)?
        for line in mounts.split(separator: "\n") {
            let fields = line.split(separator: " ")
            guard fields.count > 2 else { continue }
            let point = fields[1].replacingOccurrences(of: "\\040", with: " ")
            let isAbove = point == "/" || path == point || path.hasPrefix(point + "/")
            if isAbove && point.utf8.count >= best?.length ?? 0 { best = (point.utf8.count, String(fields[2])) }
        }
        return best?.type
    }

    /// File systems on which the shared memory and the locks of WAL do not reach other machines.
    static let networkDisks: Set<String> = [
        "nfs", "nfs4", "cifs", "smb3", "smbfs", "afs", "lustre", "ceph", "gpfs", "beegfs", "9p", "fuse.sshfs",
    ]
}
