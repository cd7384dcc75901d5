// A whole copy of the database in one plain file, as it is at one moment: for a place that keeps files and no SQLite.
// Alone: what leaves for another place is no part of opening, reading or writing here.

import Foundation
import GRDB
import Glibc

extension CostDatabase {
    /// Writes all that is committed to a new file of mode 0600, which has no log beside it and may be opened as any other.
    ///
    /// Costs as much as reading and writing the whole database once.
    /// - Throws: `StorageError`; also where the file is there already.
    package func writeCopy(to copy: String) async throws {
        let file = Glibc.open(copy, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard file >= 0 else { throw DatabaseFile.failure("The copy '\(copy)' could not be created", errno) }
        close(file)
        do {
            // Not in a transaction: SQLite copies what a reader would see, what still stands in the log with it.
            try await queue.writeWithoutTransaction { db in
                try db.execute(sql: "VACUUM INTO ?", arguments: [copy])
            }
        } catch { throw StorageError.translated(error, while: "Copying the database", path: path) }
    }
}
