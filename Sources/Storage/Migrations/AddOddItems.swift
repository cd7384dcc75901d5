// Lists of which an item could not be read, and addresses whose pools tell what they cost.

enum AddOddItems {
    /// `nameless` is how many items of the last good listing had no id that could be read: each may be any resource of
    /// the place, so that what rests on the whole list is not known.
    static let sql = """
        ALTER TABLE listing ADD COLUMN nameless INTEGER NOT NULL DEFAULT 0;
        DROP VIEW listings;
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
            l.error,
            l.nameless
        FROM listing l LEFT JOIN account a ON a.account = l.account;
        ALTER TABLE address ADD COLUMN pool TEXT;
        DROP VIEW addresses;
        \(addresses())
        """

    /// - Parameter more: columns that follow on the others.
    static func addresses(more: String = "") -> String {
        """
        CREATE VIEW addresses AS
        SELECT \(Migrations.viewHead),
            \(hourly) AS hourly_usd,
            \(hourly) * 730 AS monthly_usd,
            r.public_ip, r.associated, r.attached_instance, r.pool,\(more)
            r.unknown
        FROM address r
        JOIN account a ON a.account = r.account
        LEFT JOIN price own ON own.item = 'ipv4' AND own.region = r.region
        LEFT JOIN price p ON p.item = 'ipv4' AND p.region = '*'
        WHERE r.current = 1;
        """
    }

    /// AWS bills every public IPv4 address of its own, associated or not; those of the customer's own pools cost
    /// nothing, and what a carrier's costs is not known.
    private static let hourly = """
        CASE
            WHEN coalesce(r.pool, 'amazon') = 'amazon' THEN coalesce(own.nano_usd, p.nano_usd) / 1e9
            WHEN r.pool = 'customer-owned' OR r.pool LIKE 'ipv4pool-%' THEN 0.0
        END
        """
}
