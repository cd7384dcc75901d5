// Elastic IP addresses and the view `addresses`.

enum CreateAddresses {
    /// Every public IPv4 address is billed, associated or not.
    static let sql =
        Migrations.kindTable("address", facts: "public_ip TEXT, associated INTEGER, attached_instance TEXT") + """
            CREATE VIEW addresses AS
            SELECT \(Migrations.viewHead),
                p.nano_usd / 1e9 AS hourly_usd,
                p.nano_usd / 1e9 * 730 AS monthly_usd,
                r.public_ip, r.associated, r.attached_instance,
                r.unknown
            FROM address r
            JOIN account a ON a.account = r.account
            LEFT JOIN price p ON p.item = 'ipv4' AND p.region = '*'
            WHERE r.current = 1;
            """
}
