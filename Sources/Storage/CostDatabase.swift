// The SQLite file: opens it, brings it to today's form, and lets the ports read and write.
// Leaves each port to an extension of its own, and the form of the tables to Schema.

package import CostModel
import Foundation
import GRDB
import SQLite

/// Everything costguard has seen, decided and done, in one SQLite file.
///
/// Times in it are whole seconds since 1970 UTC: a `Date` loses its fraction. One process writes at a time (see
/// `WriterLock`); any number read meanwhile, and see the state before or after a transaction, never between.
package final class CostDatabase: Sendable {
    /// Where the file lies.
    package let path: String
    /// What SQLite is told to read: the file's path, its URI on a disk where nobody writes, or a private copy where it
    /// cannot be read in its place. Holds while this value lives.
    package var readingPath: String { place?.name ?? path }
    private let place: ReadingPlace?
    let queue: DatabaseQueue

    private init(path: String, place: ReadingPlace? = nil, configuration: Configuration) throws {
        self.path = path
        self.place = place
        queue = try CostDatabase.translating("Opening the database", path: path) {
            try DatabaseQueue(path: place?.name ?? path, configuration: configuration)
        }
    }

    /// Opens the file for writing; creates it, its directory and its tables where they are not there.
    ///
    /// Take the `WriterLock` first. Every commit reaches the disk before it returns (`synchronous=FULL`), because
    /// the journal's intents must outlive a loss of power; the pages and listings of a scan wait for its end.
    /// - Parameter prices: what the views price by; written when it differs from what the file holds.
    /// - Throws: `StorageError`.
    package static func open(at path: String, prices: PriceList) throws -> CostDatabase {
        try DatabaseFile.prepare(at: path)
        let database = try CostDatabase(path: path, configuration: configuration(readOnly: false))
        try database.refuseForeignAndNewer()
        try translating("Bringing the database to today's form", path: path) {
            // A migration that a loss of power undoes is simply made again: only what comes after must last. Some
            // builds of SQLite overwrite what is deleted: that is all of a file's old plans, and no secret.
            try database.set(
                "auto_vacuum = INCREMENTAL", "journal_mode = WAL", "synchronous = NORMAL", "secure_delete = OFF")
            try EarlierFile.copyAside(database.queue, path: path)
            try Schema.migrator.migrate(database.queue)
            database.makeShrinkable()
            try database.set("synchronous = FULL")
            try database.queue.write { try PriceTable.replace(by: prices, in: $0) }
            try database.queue.write { db in
                try Views.create(in: db)
                try ListingTables.create(in: db)
            }
        }
        return database
    }

    /// Opens the file for reading alone, as it is. Needs no lock and never waits for a writer. On a disk that is mounted for
    /// reading alone, on a network disk, or in a directory that we may not write to: see `ReadingPlace`.
    /// - Throws: `StorageError`; with the code `missing` where no scan has made the file yet, `older` where the next scan
    ///   has to bring it to today's form first.
    package static func openReadOnly(at path: String) throws -> CostDatabase {
        try DatabaseFile.refuseWhatIsNoFile(path)
        guard FileManager.default.fileExists(atPath: path) else {
            throw StorageError(.missing, "There is no database at '\(path)'", hint: "run 'costguard scan' first")
        }
        let database = try CostDatabase(
            path: path, place: ReadingPlace(of: path), configuration: configuration(readOnly: true))
        try database.refuseForeignAndNewer()
        let isWhole = try translating("Reading the database's form", path: path) {
            try database.queue.read { try Schema.migrator.hasCompletedMigrations($0) }
        }
        guard isWhole else {
            let isEmpty = try database.queue.read {
                try Int.fetchOne($0, sql: "SELECT count(*) FROM sqlite_schema") == 0
            }
            throw StorageError(
                .older, "The database '\(path)' " + (isEmpty ? "is empty" : "was made by an older costguard"),
                hint: "run 'costguard scan' once: it brings the file to today's form")
        }
        try translating("Reading the database's form", path: path) {
            try database.queue.read { try Views.create(in: $0) }
        }
        return database
    }

    /// What a person should know of the file's place: network disks.
    package var warnings: [FileWarning] { DatabaseFile.warnings(at: path) }

    /// Reads the whole file and returns what is damaged in it, ten faults at most; empty where it is sound.
    package func damage() async throws -> [String] {
        try await read("Checking the database") { db in
            try String.fetchAll(db, sql: "PRAGMA quick_check(10)").filter { $0 != "ok" }
        }
    }

    private static func configuration(readOnly: Bool) -> Configuration {
        var configuration = Configuration()
        configuration.readonly = readOnly
        configuration.foreignKeysEnabled = true
        configuration.busyMode = .timeout(10)
        return configuration
    }

    /// Files made before 0.2 do not give back what is freed: they are written anew, once. Where the disk has no room for
    /// that, or somebody reads just now, the next time.
    private func makeShrinkable() {
        try? queue.writeWithoutTransaction { db in
            guard try Int.fetchOne(db, sql: "PRAGMA auto_vacuum") != 2 else { return }
            try db.execute(sql: "VACUUM")
            try db.execute(sql: "PRAGMA wal_checkpoint(TRUNCATE)")
        }
    }

    func set(_ pragmas: String...) throws {
        try queue.writeWithoutTransaction { db in
            for pragma in pragmas { try db.execute(sql: "PRAGMA \(pragma)") }
        }
    }

    private func refuseForeignAndNewer() throws {
        let (mark, tables, isNewer, isUnreleased) = try CostDatabase.translating("Opening the database", path: path) {
            try queue.read { db in
                (
                    try Int.fetchOne(db, sql: "PRAGMA application_id") ?? 0,
                    // The migrator's own table stands before our mark: a disk that was full just then, or a kill,
                    // must not make the file a stranger's for good.
                    try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_schema WHERE tbl_name <> 'grdb_migrations'")
                        ?? 0,
                    try Schema.migrator.hasBeenSuperseded(db) && !EarlierFile.isOne(db),
                    try EarlierFile.isUnreleased(db)
                )
            }
        }
        if mark != Schema.applicationID && (mark != 0 || tables > 0) {
            throw StorageError(
                .foreign, "The file '\(path)' is a database of another program",
                hint: "name another place with --database; this file was left as it is")
        }
        if isUnreleased {
            throw StorageError(
                .older, "The database '\(path)' is older than 0.1.0",
                hint: "move it away and scan again; it still holds the journal of what was done")
        }
        if isNewer {
            throw StorageError(
                .newer, "The database '\(path)' was made by a newer costguard",
                hint: "install that version again, or name another place with --database")
        }
    }
}

extension CostDatabase {
    /// Runs a read in one transaction; SQLite's errors come out as `StorageError`.
    func read<Value: Sendable>(
        _ task: String, _ body: @escaping @Sendable (Database) throws -> Value
    ) async throws -> Value {
        do { return try await queue.read(body) } catch { throw StorageError.translated(error, while: task, path: path) }
    }

    /// Runs one transaction; it is kept whole or not at all.
    func write<Value: Sendable>(
        _ task: String, _ body: @escaping @Sendable (Database) throws -> Value
    ) async throws -> Value {
        do { return try await queue.write(body) } catch {
            throw StorageError.translated(error, while: task, path: path)
        }
    }

    /// As `write`, but a loss of power may undo it: for what the next scan sees again. What is written by `write` later
    /// makes it last as well, so that a scan waits for the disk once and not a hundred times.
    func writeForNow(_ task: String, _ body: @escaping @Sendable (Database) throws -> Void) async throws {
        do {
            try await queue.writeWithoutTransaction { db in
                try db.execute(sql: "PRAGMA synchronous = NORMAL")
                defer { try? db.execute(sql: "PRAGMA synchronous = FULL") }
                try db.inTransaction {
                    try body(db)
                    return .commit
                }
            }
        } catch { throw StorageError.translated(error, while: task, path: path) }
    }

    /// As `write`, but not given up when the caller's task is cancelled: what has happened outside must be kept.
    func writeThoughCancelled(_ task: String, _ body: @escaping @Sendable (Database) throws -> Void) async throws {
        try await Task { try await write(task, body) }.value
    }

    static func translating<Value>(_ task: String, path: String, _ body: () throws -> Value) throws -> Value {
        do { return try body() } catch { throw StorageError.translated(error, while: task, path: path) }
    }
}

extension SQLStatement {
    /// Run by SQLite's own calls on GRDB's connection: where hundreds of thousands of rows go in and out, the wrapping of
    /// each value costs more than SQLite does. Everything else goes through GRDB. Lives no longer than the transaction
    /// that it was made in.
    convenience init(_ sql: String, _ db: Database) throws {
        guard let handle = db.sqliteConnection else { throw DatabaseError(message: "the connection is closed") }
        try self.init(sql, on: SQLConnection(of: handle))
    }
}
