// The list prices that the views reckon with.

enum CreatePrices {
    /// Items: `ec2:t3.micro` per hour, `ipv4` per hour (region `*`: everywhere), storage per GB-month or as the
    /// price list says. A price that is not there is not known.
    static let sql = """
        CREATE TABLE price (
            item TEXT NOT NULL,
            region TEXT NOT NULL,
            nano_usd INTEGER NOT NULL,
            PRIMARY KEY (item, region)
        ) WITHOUT ROWID;
        CREATE TABLE price_list (
            only INTEGER PRIMARY KEY CHECK (only = 1),
            date TEXT NOT NULL,
            fingerprint INTEGER NOT NULL
        );
        """
}
