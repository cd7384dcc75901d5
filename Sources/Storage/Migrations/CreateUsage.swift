// What was used, from when to when, and which prices held.

enum CreateUsage {
    /// A span without `stopped` goes on: it ends at its place's mark. So a listing in which nothing changed costs one
    /// row. `name` is the thing's at the span's begin. `certainty`: 2 certain, 1 likely, 0 possible. `unwatched`: hours between two listings in which nobody
    /// looked. `price_history.nano_usd` NULL: from there on no price is known.
    static let sql = """
        CREATE TABLE usage_span (
            row INTEGER PRIMARY KEY,
            account TEXT NOT NULL,
            region TEXT NOT NULL,
            kind TEXT NOT NULL,
            id TEXT NOT NULL,
            name TEXT,
            item TEXT NOT NULL,
            units INTEGER NOT NULL CHECK (units > 0),
            certainty INTEGER NOT NULL CHECK (certainty IN (0, 1, 2)),
            started INTEGER NOT NULL,
            stopped INTEGER CHECK (stopped >= started)
        );
        CREATE INDEX usage_span_of ON usage_span(account, region, kind, id);
        CREATE INDEX usage_span_stopped ON usage_span(account, stopped);
        CREATE TABLE meter_mark (
            account TEXT NOT NULL,
            region TEXT NOT NULL,
            kind TEXT NOT NULL,
            since INTEGER NOT NULL,
            until INTEGER NOT NULL,
            PRIMARY KEY (account, region, kind)
        ) WITHOUT ROWID;
        CREATE TABLE unwatched (
            account TEXT NOT NULL,
            region TEXT NOT NULL,
            kind TEXT NOT NULL,
            started INTEGER NOT NULL,
            stopped INTEGER NOT NULL,
            PRIMARY KEY (account, region, kind, started)
        ) WITHOUT ROWID;
        CREATE TABLE price_history (
            item TEXT NOT NULL,
            region TEXT NOT NULL,
            valid_from INTEGER NOT NULL,
            nano_usd INTEGER,
            PRIMARY KEY (item, region, valid_from)
        ) WITHOUT ROWID;
        INSERT INTO price_history SELECT item, region, 0, nano_usd FROM price;
        """
}
