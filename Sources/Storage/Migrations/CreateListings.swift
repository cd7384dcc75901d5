// What was last listed, and what came of it.

enum CreateListings {
    /// A listing is stale when its last success is 6 hours older than the account's latest scan. A region in which
    /// every listing was denied since the first is closed, unless nothing at all was ever seen of the account:
    /// then it is the permissions that are missing, and silence would be wrong.
    static let sql = """
        CREATE TABLE listing (
            account TEXT NOT NULL,
            region TEXT NOT NULL,
            kind TEXT NOT NULL,
            outcome TEXT NOT NULL CHECK (outcome IN ('complete', 'denied', 'failed')),
            service TEXT NOT NULL,
            operation TEXT NOT NULL,
            tried_at INTEGER NOT NULL,
            good_at INTEGER,
            error TEXT,
            always_denied INTEGER NOT NULL,
            PRIMARY KEY (account, region, kind)
        ) WITHOUT ROWID;
        CREATE VIEW listings AS
        SELECT l.account, l.region, l.kind,
            CASE
                WHEN NOT EXISTS (
                        SELECT 1 FROM listing o
                        WHERE o.account = l.account AND o.region = l.region AND o.always_denied = 0)
                    AND EXISTS (
                        SELECT 1 FROM listing g
                        WHERE g.account = l.account AND g.region <> 'global' AND g.good_at IS NOT NULL)
                    THEN 'closed'
                WHEN l.outcome <> 'complete' THEN l.outcome
                WHEN l.good_at < a.now - 21600 THEN 'stale'
                ELSE 'ok'
            END AS status,
            l.good_at AS listed_at,
            l.error
        FROM listing l LEFT JOIN account a ON a.account = l.account;
        """
}
