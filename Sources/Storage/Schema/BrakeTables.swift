// The brake on a credit: who armed it, what has fired, what was read last, and whether a pause holds it too.

enum BrakeTables {
    /// - `brake`: an arming; `ended_at`: when somebody disarmed it, or another took its place.
    /// - `brake_firing`: `distance_nano`: how much less than the mark was spent; `done_at`: when all was stopped or tried
    ///   first; `ended_at` NULL: it is in force, and a rung is so once.
    /// - `brake_state`: one row an account: the figure that was believed last, one that is doubted, and what kept the last
    ///   run from acting.
    static let sql = """
        CREATE TABLE brake (
            row INTEGER PRIMARY KEY,
            account TEXT NOT NULL,
            credit TEXT NOT NULL,
            since INTEGER NOT NULL,
            who TEXT NOT NULL,
            ended_at INTEGER,
            ended_by TEXT
        );
        CREATE UNIQUE INDEX brake_of ON brake(account) WHERE ended_at IS NULL;
        CREATE TABLE brake_firing (
            row INTEGER PRIMARY KEY,
            account TEXT NOT NULL,
            mark TEXT NOT NULL,
            action TEXT NOT NULL,
            at INTEGER NOT NULL,
            distance_nano INTEGER NOT NULL,
            done_at INTEGER,
            ended_at INTEGER
        );
        CREATE UNIQUE INDEX brake_firing_of ON brake_firing(account, mark, action) WHERE ended_at IS NULL;
        CREATE TABLE brake_state (
            account TEXT PRIMARY KEY,
            source TEXT,
            spent_nano INTEGER,
            read_at INTEGER,
            doubt_nano INTEGER,
            doubt_since INTEGER,
            noted_at INTEGER NOT NULL,
            held TEXT
        );
        ALTER TABLE pause ADD COLUMN with_brake INTEGER NOT NULL DEFAULT 0;

        """

    /// What the rungs were when it was armed, for people; NULL: nobody kept that.
    static let rungs = """
        ALTER TABLE brake ADD COLUMN rungs TEXT;

        """
}
