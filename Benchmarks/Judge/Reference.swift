// What SQLite alone needs to look at every point: the same number of points in a plain table, summed by one statement
// on one thread.

import Foundation
import GRDBSQLite

enum Reference {
    static func fill(_ path: String, points: Int) throws {
        let handle = try open(path)
        defer { sqlite3_close_v2(handle) }
        let statements = [
            "PRAGMA synchronous = OFF",
            "CREATE TABLE point (series INTEGER, start INTEGER, value REAL, PRIMARY KEY (series, start)) WITHOUT ROWID",
            """
            WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < \(points))
            INSERT INTO point SELECT i / 24, 1790000000 + i % 24 * 3600, (i * 7919 % 1000) / 10.0 FROM n
            """,
        ]
        for sql in statements { try check(sqlite3_exec(handle, sql, nil, nil, nil), handle) }
    }

    /// Of a processor, the better of two readings: the first may read from the disk.
    static func seconds(_ path: String) throws -> Double {
        let handle = try open(path)
        defer { sqlite3_close_v2(handle) }
        return try (0..<2).map { _ in
            let began = Meter.processorSeconds
            try check(sqlite3_exec(handle, "SELECT sum(value), count(*) FROM point", nil, nil, nil), handle)
            return Meter.processorSeconds - began
        }.min() ?? 0
    }

    private static func open(_ path: String) throws -> OpaquePointer {
        var handle: OpaquePointer?
        let flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
        guard sqlite3_open_v2(path, &handle, flags, nil) == SQLITE_OK, let handle else {
            throw CocoaError(.fileReadUnknown)
        }
        return handle
    }

    private static func check(_ code: Int32, _ handle: OpaquePointer) throws {
        guard code == SQLITE_OK else {
            throw NSError(domain: String(cString: sqlite3_errmsg(handle)), code: Int(code))
        }
    }
}
