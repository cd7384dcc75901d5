// What the statements below GRDB do where SQLite does not take a value.

import CostModel
import GRDB
import GRDBSQLite
import SQLite
import Testing

@testable import Storage

@Suite struct StatementTests {
    @Test("A value that SQLite does not take is an error, and not NULL in its place")
    func valueTooLarge() throws {
        let queue = try DatabaseQueue()
        try queue.write { db in
            try db.execute(sql: "CREATE TABLE thing (name TEXT)")
            sqlite3_limit(db.sqliteConnection, SQLITE_LIMIT_LENGTH, 100)
            let insert = try SQLStatement("INSERT INTO thing VALUES (?)", db)
            #expect(throws: (any Error).self) {
                try insert.bind(String(repeating: "x", count: 200), at: 1)
                try insert.run()
            }
            #expect(try Int.fetchOne(db, sql: "SELECT count(*) FROM thing") == 0)
        }
    }
}
