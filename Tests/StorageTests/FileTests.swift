// Opening, refusing, locking: what can be wrong with the file itself.

import CostModel
import Foundation
import GRDB
import Testing

@testable import Storage

@Suite struct FileTests {
    let bench: Workbench
    init() throws { bench = try Workbench() }

    private func code(_ body: () throws -> Void) -> StorageError.Code? {
        do { try body() } catch { return (error as? StorageError)?.code }
        return nil
    }

    private func mode(_ path: String) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    }

    @Test func aNewDatabaseIsForItsOwnerAlone() throws {
        let database = try bench.open()
        defer { withExtendedLifetime(database) {} }
        #expect(try mode(bench.path) == 0o600)
        #expect(try mode(bench.directory + "/state") == 0o700)
        #expect(try mode(bench.path + "-wal") == 0o600)
    }

    @Test func everyCommitReachesTheDisk() throws {
        let database = try bench.open()
        #expect(try database.row("PRAGMA synchronous")[0] == 2)
        #expect(try database.row("PRAGMA journal_mode")[0] == "wal")
        #expect(try database.row("PRAGMA foreign_keys")[0] == 1)
    }

    @Test(
        arguments: [
            ("/home/ada/x.sqlite", "nfs4"), ("/home/x", "ext4"), ("/homer/ada", "ext4"), ("/mnt/a b/x", "cifs"),
        ])
    func theDiskIsThatOfTheLongestMountPoint(_ path: String, _ type: String) {
        let mounts = """
            /dev/sda1 / ext4 rw 0 0
            server:/ada /home/ada nfs4 rw 0 0
            //server/b /mnt/a\\040b cifs rw 0 0
            """
        #expect(DatabaseFile.fileSystem(of: path, mounts: mounts) == type)
    }

    @Test func aNewerFormIsRefusedAndLeftAlone() throws {
        let database = try bench.open()
        try database.queue.write { try $0.execute(sql: "INSERT INTO grdb_migrations VALUES ('from the future')") }
        #expect(code { _ = try bench.open(prices: .fixture(t3: "9")) } == .newer)
        #expect(code { _ = try CostDatabase.openReadOnly(at: bench.path) } == .newer)
        #expect(try database.row("SELECT nano_usd FROM price WHERE item LIKE 'ec2%'")[0] as Int64? != 9_900_000_000)
    }

    @Test func anOlderFormIsNotReadAlone() throws {
        let database = try bench.open()
        try database.queue.write {
            try $0.execute(sql: "DELETE FROM grdb_migrations WHERE identifier = 'tables of 0.2'")
        }
        #expect(code { _ = try CostDatabase.openReadOnly(at: bench.path) } == .older)
    }

    @Test func theDatabaseOfAnotherProgramIsLeftAlone() throws {
        try DatabaseFile.prepare(at: bench.path)
        let other = try DatabaseQueue(path: bench.path)
        try other.write { try $0.execute(sql: "CREATE TABLE bookmarks (url)") }
        #expect(code { _ = try bench.open() } == .foreign)
        #expect(try other.read { try String.fetchAll($0, sql: "SELECT name FROM sqlite_schema") } == ["bookmarks"])
        #expect(try other.read { try String.fetchOne($0, sql: "PRAGMA journal_mode") } == "delete")
    }

    @Test func aFileWhoseMakingWasCutShortIsFinished() throws {
        try DatabaseFile.prepare(at: bench.path)
        let cut = try DatabaseQueue(path: bench.path)
        // What a full disk or a kill leaves between the migrator's first statement and our mark.
        try cut.write { try $0.execute(sql: "CREATE TABLE grdb_migrations (identifier TEXT NOT NULL PRIMARY KEY)") }
        try cut.close()
        #expect(code { _ = try CostDatabase.openReadOnly(at: bench.path) } == .older)
        #expect(code { _ = try bench.open() } == nil)
    }

    @Test func aDamagedFileIsNamedAndKept() throws {
        try DatabaseFile.prepare(at: bench.path)
        let rubbish = Data(String(repeating: "no database ", count: 1000).utf8)
        try rubbish.write(to: URL(fileURLWithPath: bench.path))
        for open in [{ try bench.open() }, { try CostDatabase.openReadOnly(at: bench.path) }] {
            #expect(code { _ = try open() } == .damaged)
        }
        #expect(try Data(contentsOf: URL(fileURLWithPath: bench.path)) == rubbish)
    }

    @Test func damageInsideIsFound() async throws {
        try await fill()
        #expect(try await CostDatabase.openReadOnly(at: bench.path).damage() == [])
        let file = try FileHandle(forUpdating: URL(fileURLWithPath: bench.path))
        let middle = try file.seekToEnd() / 2
        try file.seek(toOffset: middle - middle % 4096)
        try file.write(contentsOf: Data(repeating: 0xFF, count: 8 * 4096))
        try file.close()
        do {
            #expect(try await CostDatabase.openReadOnly(at: bench.path).damage() != [])
        } catch let error as StorageError {
            #expect(error.code == .damaged)
        }
    }

    /// Leaves a database of some hundred pages, closed.
    private func fill() async throws {
        let database = try await bench.scanning()
        try await database.list(.instance, (0..<1000).map { .instance("i-\($0)") })
    }

    @Test func readingNeedsAFile() throws {
        #expect(code { _ = try CostDatabase.openReadOnly(at: bench.path) } == .missing)
        #expect(!FileManager.default.fileExists(atPath: bench.path))
    }

    @Test func readingSeesWhatWasWrittenAndWritesNothing() async throws {
        let database = try await bench.scanning()
        try await database.list(.instance, [.instance()])
        let reader = try CostDatabase.openReadOnly(at: bench.path)
        #expect(try await reader.find("i-1") == [resourceKey(.instance, "i-1")])
        await #expect { try await reader.replaceHolds([:], account: .lab) } throws: { error in
            (error as? StorageError)?.code == .readOnly
        }
    }

    @Test(.enabled(if: geteuid() != 0, "root may write everywhere"))
    func aFileThatMayNotBeWrittenIsNamed() throws {
        _ = try bench.open()
        try FileManager.default.setAttributes([.posixPermissions: 0o400], ofItemAtPath: bench.path)
        #expect(code { _ = try bench.open() } == .readOnly)
    }

    @Test(arguments: [(EACCES, StorageError.Code.readOnly), (EROFS, .readOnly), (ENOSPC, .full), (EIO, .unusable)])
    func errorsOfTheFileSystemHaveNames(_ number: Int32, _ code: StorageError.Code) {
        #expect(DatabaseFile.failure("x", number).code == code)
    }

    @Test func aFullDiskIsNamedAndLosesNothing() async throws {
        let database = try await bench.scanning()
        try await database.list(.instance, [.instance("i-0")])
        try await database.queue.writeWithoutTransaction { db in
            let pages = try Int.fetchOne(db, sql: "PRAGMA page_count") ?? 0
            try db.execute(sql: "PRAGMA max_page_count = \(pages + 2)")
        }
        let many = (0..<2000).map { Resource.instance("i-\($0)", tags: ["note": String(repeating: "x", count: 200)]) }
        await #expect { try await database.list(.instance, many) } throws: { error in
            (error as? StorageError)?.code == .full && "\(error)".contains("hint: free space")
        }
        #expect(try database.rows("SELECT id FROM instances").map { $0[0] as String } == ["i-0"])
    }

    @Test func onlyOneMayHoldTheLock() throws {
        let first = try WriterLock(database: bench.path)
        #expect { try WriterLock(database: bench.path) } throws: { error in
            (error as? StorageError)?.code == .lockHeld && "\(error)".contains("process \(getpid())")
        }
        first.release()
        first.release()
        let second = try WriterLock(database: bench.path)
        #expect(try mode(bench.path + ".lock") == 0o600)
        second.release()
    }

    @Test(
        "a lock that leads elsewhere, or is no file, is not taken, and what it leads to stays whole",
        arguments: ["link", "hard link", "link to nothing", "pipe", "directory"])
    func theLockIsAFileOfItsOwn(kind: String) throws {
        let files = FileManager.default
        let lock = bench.path + ".lock"
        let other = bench.directory + "/other"
        try files.createDirectory(
            atPath: (bench.path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
        try Data("keys".utf8).write(to: URL(fileURLWithPath: other))
        switch kind {
        case "link": try files.createSymbolicLink(atPath: lock, withDestinationPath: other)
        case "hard link": try files.linkItem(atPath: other, toPath: lock)
        case "link to nothing": try files.createSymbolicLink(atPath: lock, withDestinationPath: other + "2")
        case "pipe": mkfifo(lock, 0o600)
        default: try files.createDirectory(atPath: lock, withIntermediateDirectories: false)
        }
        #expect { try WriterLock(database: bench.path) } throws: { error in
            (error as? StorageError)?.code == .unusable && "\(error)".contains("rm '\(lock)'")
        }
        #expect(try String(contentsOfFile: other, encoding: .utf8) == "keys")
        #expect(!files.fileExists(atPath: other + "2"))
    }

    @Test func aLockHeldKeepsNobodyFromReading() async throws {
        let lock = try WriterLock(database: bench.path)
        defer { lock.release() }
        _ = try await bench.scanning()
        #expect(try await CostDatabase.openReadOnly(at: bench.path).lastScans().isEmpty)
    }
}
