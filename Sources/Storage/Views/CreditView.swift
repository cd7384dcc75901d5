// Credits, a row for each and each mark: `credits`.

enum CreditView {
    /// When a credit was granted is not kept: its age is unknown. All figures are as of the scan: a mark is crossed when
    /// the money is spent, not when the source of the balance says so.
    static let credits = """
        SELECT b.name || '/' || l.level AS id, b.account, 'global' AS region, b.name, '{}' AS tags,
            NULL AS age_hours, NULL AS hourly_usd, NULL AS monthly_usd,
            b.source, b.granted_nano / 1e9 AS granted_usd, b.remaining_usd,
            round(max(b.burned_nano / 1e9, b.granted_nano / 1e9 - b.remaining_usd), 9) AS burned_usd,
            b.burned_percent, b.burn_per_hour_nano / 1e9 AS burn_usd_per_hour, b.runway_hours,
            b.burn_percent_per_day,
            \(day("b.expires_at")) AS expires_at,
            (b.expires_at - a.now) / 3600.0 AS expires_hours,
            \(day("b.forecast_ends_at")) AS forecast_ends_at,
            l.level, l.kind AS level_kind, l.value AS level_value,
            CASE WHEN l.kind = 'forecast' THEN \(day("l.value")) END AS level_at,
            'age_hours'
                || \(Views.unless("b.burned_nano IS NOT NULL", "burned_usd,remaining_usd"))
                || \(Views.unless("b.burned_percent IS NOT NULL", "burned_percent"))
                || \(Views.unless("b.burn_per_hour_nano IS NOT NULL", "burn_usd_per_hour,burn_percent_per_day"))
                || \(Views.unless("b.burned_nano IS NOT NULL AND b.burn_per_hour_nano IS NOT NULL", "runway_hours"))
                || \(Views.unless("b.burned_nano IS NOT NULL AND b.usual_per_hour_nano IS NOT NULL", "forecast_ends_at"))
                AS unknown
        FROM balance b JOIN balance_level l USING (account, name)
            LEFT JOIN account a ON a.account = b.account
        """

    private static func day(_ column: String) -> String { "strftime('%Y-%m-%dT%H:%M:%SZ', \(column), 'unixepoch')" }
}
