// What was written under a clock that was ahead, kept beside; and how far the clock was off when AWS last told the time.

enum CreateSetAside {
    /// `at`: when it was set aside. `fate`: `gone`, the row was taken out and `content` is all of it; or `moved`, its times
    /// were set back and `content` holds the key and the times as they were. `ahead`: seconds, negative where behind.
    static let sql = """
        CREATE TABLE set_aside (
            row INTEGER PRIMARY KEY,
            at INTEGER NOT NULL,
            name TEXT NOT NULL,
            fate TEXT NOT NULL CHECK (fate IN ('gone', 'moved')),
            content TEXT NOT NULL
        );
        CREATE TABLE clock_reading (
            only INTEGER PRIMARY KEY CHECK (only = 1),
            at INTEGER NOT NULL,
            ahead REAL NOT NULL
        );
        """
}
