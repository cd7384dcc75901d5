// A database seen from outside, through SQLite's own door and past all that is ours.

import GRDBSQLite

/// Looks at database files.
package enum SQLiteFile {
    /// `ok`, or what SQLite finds damaged in the whole file.
    package static func integrity(of path: String) -> String {
        var handle: OpaquePointer? = nil
        var statement: OpaquePointer? = nil
        defer {
            sqlite3_finalize(statement)
            sqlite3_close(handle)
        }
        guard sqlite3_open_v2(path, &handle, SQLITE_OPEN_READWRITE, nil) == SQLITE_OK,
            sqlite3_prepare_v2(handle, "PRAGMA integrity_check", -1, &statement, nil) == SQLITE_OK,
            sqlite3_step(statement) == SQLITE_ROW, let text = sqlite3_column_text(statement, 0)
        else { return "cannot be opened" }
        return String(cString: text)
    }

    /// What a query finds, a text for each column; NULL is empty. Nil where the file or the query is none.
    package static func rows(_ sql: String, of path: String) -> [[String]]? {
        var handle: OpaquePointer? = nil
        var statement: OpaquePointer? = nil
        defer {
            sqlite3_finalize(statement)
            sqlite3_close(handle)
        }
        guard sqlite3_open_v2(path, &handle, SQLITE_OPEN_READWRITE, nil) == SQLITE_OK,
            sqlite3_prepare_v2(handle, sql, -1, &statement, nil) == SQLITE_OK
        else { return nil }
        var rows: [[String]] = []
        while sqlite3_step(statement) == SQLITE_ROW {
            rows.append(
                (0..<sqlite3_column_count(statement)).map { column in
                    sqlite3_column_text(statement, column).map { String(cString: $0) } ?? ""
                })
        }
        return rows
    }
}
