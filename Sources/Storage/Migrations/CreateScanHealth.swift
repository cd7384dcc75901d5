// Whether scans succeed, by profile.

enum CreateScanHealth {
    static let sql = """
        CREATE TABLE scan_health (
            profile TEXT PRIMARY KEY,
            account TEXT,
            seen_at INTEGER,
            failing_since INTEGER,
            failures INTEGER NOT NULL,
            error TEXT
        ) WITHOUT ROWID;
        """
}
