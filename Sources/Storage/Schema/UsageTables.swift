// What machines did, what was used from when to when, and what it costs.

/// What is used of services that bill by use.
enum ServiceUseTables {
    /// - `service_use`: buckets in which something was used; `id` is what, such as a model, `units` is how much an hour.
    /// - `service_mark`: between its times a bucket that is not in `service_use` had nothing.
    static let sql = """
        CREATE TABLE service_use (
            account TEXT NOT NULL,
            region TEXT NOT NULL,
            kind TEXT NOT NULL,
            id TEXT NOT NULL,
            item TEXT NOT NULL,
            started INTEGER NOT NULL,
            stopped INTEGER NOT NULL CHECK (stopped > started),
            units INTEGER NOT NULL CHECK (units > 0),
            PRIMARY KEY (account, region, kind, started, id, item)
        ) WITHOUT ROWID;
        CREATE TABLE service_mark (
            account TEXT NOT NULL,
            region TEXT NOT NULL,
            kind TEXT NOT NULL,
            since INTEGER NOT NULL,
            until INTEGER NOT NULL CHECK (until >= since),
            PRIMARY KEY (account, region, kind)
        ) WITHOUT ROWID;

        """
}

enum UsageTables {
    /// - `metric_series`: `asked_from` to `asked_until` (half-open) is the range that was answered without a hole.
    /// - `metric_day`: `day` counts from 1970-01-01 UTC; `points` is as `DayPoints` packs them.
    /// - `metric_request`: `month` is UTC, as 2026-11. `statistics`: calls of GetMetricStatistics; `metrics`: metrics that
    ///   GetMetricData was asked for.
    /// - `price`: items are `ec2:t3.micro` per hour, `ipv4` per hour (region `*`: everywhere), storage per GB-month or as
    ///   the price list says. A price that is not there is not known. `refreshed_at` NULL: of the list in the program.
    /// - `price_history.nano_usd` NULL: from there on no price is known.
    /// - `usage_span` without `stopped` goes on: it ends at its place's mark. So a listing in which nothing changed costs
    ///   one row. `name` is the thing's at the span's begin. `certainty`: 2 certain, 1 likely, 0 possible.
    /// - `surplus_span`: hours of burstable instances of which CloudWatch told what was charged on top; `units` are
    ///   millionths of a processor, 0 where nothing was. What is not here is not known.
    /// - `meter_mark.left_at`: since when scans do not look at the place any more, because its region is not named.
    /// - `unwatched`: hours between two listings in which nobody looked.
    static let sql = """
        CREATE TABLE metric_series (
            id INTEGER PRIMARY KEY,
            account TEXT NOT NULL,
            region TEXT NOT NULL,
            kind TEXT NOT NULL,
            resource_id TEXT NOT NULL,
            namespace TEXT NOT NULL,
            metric TEXT NOT NULL,
            statistic TEXT NOT NULL,
            period INTEGER NOT NULL,
            asked_from INTEGER,
            asked_until INTEGER,
            error TEXT,
            UNIQUE (account, region, kind, resource_id, namespace, metric, statistic, period)
        );
        CREATE TABLE metric_day (
            series INTEGER NOT NULL,
            day INTEGER NOT NULL,
            points BLOB NOT NULL,
            PRIMARY KEY (series, day)
        ) WITHOUT ROWID;
        CREATE TABLE metric_request (
            account TEXT NOT NULL,
            month TEXT NOT NULL,
            statistics INTEGER NOT NULL,
            metrics INTEGER NOT NULL,
            PRIMARY KEY (account, month)
        ) WITHOUT ROWID;
        CREATE TABLE price (
            item TEXT NOT NULL,
            region TEXT NOT NULL,
            nano_usd INTEGER NOT NULL,
            refreshed_at INTEGER,
            PRIMARY KEY (item, region)
        ) WITHOUT ROWID;
        CREATE TABLE price_list (
            only INTEGER PRIMARY KEY CHECK (only = 1),
            date TEXT NOT NULL,
            fingerprint INTEGER NOT NULL
        );
        CREATE TABLE price_history (
            item TEXT NOT NULL,
            region TEXT NOT NULL,
            valid_from INTEGER NOT NULL,
            nano_usd INTEGER,
            PRIMARY KEY (item, region, valid_from)
        ) WITHOUT ROWID;
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
        CREATE TABLE surplus_span (
            account TEXT NOT NULL,
            region TEXT NOT NULL,
            id TEXT NOT NULL,
            started INTEGER NOT NULL,
            stopped INTEGER NOT NULL CHECK (stopped > started),
            item TEXT NOT NULL,
            units INTEGER NOT NULL CHECK (units >= 0),
            PRIMARY KEY (account, region, id, started)
        ) WITHOUT ROWID;
        CREATE INDEX surplus_span_stopped ON surplus_span(stopped);
        CREATE TABLE meter_mark (
            account TEXT NOT NULL,
            region TEXT NOT NULL,
            kind TEXT NOT NULL,
            since INTEGER NOT NULL,
            until INTEGER NOT NULL,
            left_at INTEGER,
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

        """
}
