// Where a database is read: in its place, in its place as one that nobody changes, or in a private copy.
//
// To read a file SQLite must write beside it, for that is how readers and writers find each other; where it cannot, or
// where others would not see what it writes, it needs help.

import Foundation
import GRDBSQLite
import Glibc

/// What SQLite is told to open. A copy goes away with the value.
final class ReadingPlace: Sendable {
    /// A path, or a URI of SQLite's.
    let name: String
    private let directory: String?

    /// - Throws: `StorageError` where a copy is needed and cannot be made.
    convenience init(of path: String) throws {
        switch ReadingPlace.way(to: path) {
        case .ordinary: self.init(path, directory: nil)
        case .immutable: self.init(ReadingPlace.immutable(path), directory: nil)
        case .copy: try self.init(copying: path)
        }
    }

    /// A private copy, with what stands in the log.
    convenience init(copying path: String) throws {
        let directory = try ReadingPlace.copy(path)
        self.init(directory + "/" + (path as NSString).lastPathComponent, directory: directory)
    }

    private init(_ name: String, directory: String?) {
        self.name = name
        self.directory = directory
    }

    deinit { if let directory { try? FileManager.default.removeItem(atPath: directory) } }

    enum Way { case ordinary, immutable, copy }

    private static func way(to path: String) -> Way {
        let directory = DatabaseFile.directory(of: path)
        return way(
            isReadOnlyDisk: isReadOnlyDisk(path), isNetworkDisk: DatabaseFile.networkDisk(path) != nil,
            hasLog: sidecars.contains { access(path + $0, F_OK) == 0 },
            mayWriteBeside: access(directory.isEmpty ? "." : directory, W_OK) == 0)
    }

    /// On a disk that is mounted for reading alone nobody writes, unless a log beside the file tells that it is written
    /// through another mount, or was when the disk was taken: then what it holds counts.
    static func way(isReadOnlyDisk: Bool, isNetworkDisk: Bool, hasLog: Bool, mayWriteBeside: Bool) -> Way {
        if isNetworkDisk { return .copy }
        if isReadOnlyDisk {
            return hasLog || sqlite3_compileoption_used("USE_URI") == 0 ? .copy : .immutable
        }
        return mayWriteBeside ? .ordinary : .copy
    }

    private static let sidecars = ["-wal", "-journal"]

    private static func isReadOnlyDisk(_ path: String) -> Bool {
        var disk = Glibc.statvfs()
        // ST_RDONLY is the first bit.
        return statvfs(path, &disk) == 0 && disk.f_flag & 1 != 0
    }

    static func immutable(_ path: String) -> String {
        let plain = CharacterSet.alphanumerics.union(CharacterSet(charactersIn: "/-_.~"))
        let absolute = path.hasPrefix("/") ? path : FileManager.default.currentDirectoryPath + "/" + path
        return "file:" + (absolute.addingPercentEncoding(withAllowedCharacters: plain) ?? absolute) + "?immutable=1"
    }

    /// The file with its log, as they were at one moment: taken anew where somebody wrote meanwhile.
    private static func copy(_ path: String) throws -> String {
        let directory = NSTemporaryDirectory() + "costguard-copy-" + UUID().uuidString
        try made(directory, from: path) {
            try FileManager.default.createDirectory(
                atPath: directory, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
        }
        for _ in 0..<5 {
            let before = state(of: path)
            try made(directory, from: path) {
                for suffix in [""] + sidecars {
                    let copy = directory + "/" + (path as NSString).lastPathComponent + suffix
                    try? FileManager.default.removeItem(atPath: copy)
                    guard access(path + suffix, F_OK) == 0 else { continue }
                    try FileManager.default.copyItem(atPath: path + suffix, toPath: copy)
                    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: copy)
                }
            }
            if state(of: path) == before { return directory }
        }
        try? FileManager.default.removeItem(atPath: directory)
        throw StorageError(
            .busy, "The database '\(path)' is written all the time: no whole copy could be taken",
            hint: "try again when the run that writes it has ended")
    }

    private static func made(_ directory: String, from path: String, _ body: () throws -> Void) throws {
        do { try body() } catch {
            try? FileManager.default.removeItem(atPath: directory)
            throw StorageError(
                .unusable, "The database '\(path)' must be read from a copy, which could not be made: \(error)",
                hint: "see that you may read the file, and that '\(NSTemporaryDirectory())' has room")
        }
    }

    /// What changes when somebody writes: sizes and times of the file and what stands beside it.
    private static func state(of path: String) -> [[Int]] {
        ([""] + sidecars).map { suffix in
            var status = stat()
            guard stat(path + suffix, &status) == 0 else { return [] }
            let time = status.st_mtim
            return [Int(status.st_ino), Int(status.st_size), time.tv_sec, time.tv_nsec]
        }
    }
}
