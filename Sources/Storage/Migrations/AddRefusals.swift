// What the journal knows besides: that AWS refused, and that somebody was told.

enum AddRefusals {
    /// `refusal` is AWS's error code where it said no; NULL: it did not, or an older version wrote the line. That a line
    /// was told stands beside the journal, whose lines are never written again.
    static let sql = """
        ALTER TABLE journal ADD COLUMN refusal TEXT;
        CREATE TABLE journal_told (
            entry INTEGER PRIMARY KEY REFERENCES journal(id),
            at INTEGER NOT NULL
        );
        """
}
