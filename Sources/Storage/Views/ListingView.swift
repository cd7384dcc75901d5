// What is known of each list: `listings`.

enum ListingView {
    /// A listing is stale when its last success is 6 hours older than the account's latest scan. A region in which
    /// every listing was denied since the first is closed, unless nothing at all was ever seen of the account:
    /// then it is the permissions that are missing, and silence would be wrong.
    static let listings = """
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
            l.error,
            l.nameless
        FROM listing l LEFT JOIN account a ON a.account = l.account
        """
}
