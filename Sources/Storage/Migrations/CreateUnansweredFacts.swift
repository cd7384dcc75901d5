// Facts that cost a call each, and that AWS was asked for in vain: a refusal is not the same as a question nobody asked.

enum CreateUnansweredFacts {
    /// One row for what was asked of a resource last, where no answer came. `why`: NULL where the question fell away.
    /// `id` is empty where everything of the kind that was asked in the region at once was refused: then nothing there is
    /// known that was not asked.
    static let sql = """
        CREATE TABLE unanswered_fact (
            account TEXT NOT NULL,
            region TEXT NOT NULL,
            kind TEXT NOT NULL,
            id TEXT NOT NULL,
            column_name TEXT NOT NULL,
            why TEXT,
            at INTEGER NOT NULL,
            PRIMARY KEY (account, region, kind, id, column_name)
        ) WITHOUT ROWID;
        """
}
