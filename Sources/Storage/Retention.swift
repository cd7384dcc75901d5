// Forgets what nobody can ask for any more, a bounded piece at a time. Never forgotten are the journal, AWS's figures,
// prices, what people typed, and mails that are owed.

import CostModel
package import Foundation
import GRDB

/// How long things are kept, in days.
package struct RetentionPeriods: Hashable, Sendable {
    /// What a scan could not see and where it looked, but of an account's last finished one; its time and cost are kept
    /// longer.
    package var wordDays: Int
    /// Metric points of less than an hour: rules ask them of windows of under 3 hours.
    package var briefDays: Int
    /// Plans. A plan of last month is not applied any more.
    package var planDays: Int
    /// Hourly metric points, scans but an account's last finished one, and facts asked one by one; CloudWatch keeps hourly
    /// points longer than any rule's window. Of balances that are older the last of each day stays.
    package var pointDays: Int
    /// Ended versions of resources, usage that has ended, how credits went down, what was set aside, and mails that were
    /// sent. AWS's figures stay: they are few, and what was spent since a grant is summed from them.
    package var historyDays: Int
    /// The periods that `forget` uses unless told otherwise.
    package init(
        wordDays: Int = 7, briefDays: Int = 15, planDays: Int = 30, pointDays: Int = 63, historyDays: Int = 400
    ) {
        self.wordDays = wordDays
        self.briefDays = briefDays
        self.planDays = planDays
        self.pointDays = pointDays
        self.historyDays = historyDays
    }
}

extension CostDatabase {
    /// Deletes what is older than its period, at most `limit` rows of each kind, in one transaction, and gives some of the
    /// room back to the disk, 8 MB at most; what is left over goes next time. Cheap where nothing is old.
    ///
    /// - Parameter now: periods end where this day begins, UTC, or that of the newest scan where that is earlier: a clock
    ///   that is ahead makes nothing old.
    /// - Returns: how many rows were deleted, or in old scans emptied; steps that no plan has any more are not counted.
    /// - Throws: `StorageError`.
    @discardableResult
    package func forget(
        olderThan periods: RetentionPeriods = RetentionPeriods(), now: Date, limit: Int = 50_000
    ) throws -> Int {
        try CostDatabase.translating("Forgetting what is old", path: path) {
            let count = try queue.write { db in
                guard let newest = try Int64.fetchOne(db, sql: "SELECT max(at) FROM scan") else { return 0 }
                return try CostDatabase.forget(periods, today: min(now.seconds, newest) / .day, limit, in: db)
            }
            try set("incremental_vacuum(\(CostDatabase.pagesGivenBack))")
            return count
        }
    }

    /// At a time, of 4 KiB.
    private static let pagesGivenBack = 2000

    /// Whole days, so that most runs find nothing to do.
    private static func forget(_ periods: RetentionPeriods, today: Int64, _ limit: Int, in db: Database) throws -> Int {
        func before(_ days: Int) -> Int64 { (today - Int64(days)) * .day }
        let points = before(periods.pointDays)
        let old =
            [(oldWords, before(periods.wordDays)), (oldBrief, before(periods.briefDays))]
            + [(oldPlans, before(periods.planDays)), (oldScans, points)]
            + old(points: points, history: before(periods.historyDays))
        var count = 0
        for (sql, before) in old {
            try db.execute(sql: sql, arguments: ["before": before, "limit": limit])
            count += db.changesCount
        }
        try db.execute(sql: orphanedSteps)
        for (periodsOfSeries, before) in [("period < 3600", before(periods.briefDays)), ("period >= 3600", points)] {
            try db.execute(
                sql: "UPDATE metric_series SET asked_from = :before WHERE asked_from < :before AND \(periodsOfSeries)",
                arguments: ["before": before])
        }
        return count
    }

    private static func old(points: Int64, history: Int64) -> [(sql: String, before: Int64)] {
        let versions = KindTable.names.map { table in
            """
            DELETE FROM \(table) WHERE row IN (SELECT row FROM \(table)
                WHERE current = 0 AND last_seen < :before LIMIT :limit)
            """
        }
        return versions.map { ($0, history) }
            + [
                (oldPoints, points), (oldSeries, points), (oldFacts, points), (oldQuestions, points),
                (oldHours, points),
            ]
            + [oldMails, oldUsage, oldSurplus, oldServiceUse, oldUnwatched, oldBalances, oldAside].map { ($0, history) }
    }

    private static let oldPoints = days(of: "1")
    private static let oldBrief = days(of: "s.period < 3600")

    // CROSS JOIN keeps the order: one seek in the days of each series, not one pass over all.
    private static func days(of series: String) -> String {
        """
        DELETE FROM metric_day WHERE (series, day) IN (
            SELECT d.series, d.day FROM metric_series s CROSS JOIN metric_day d ON d.series = s.id
            WHERE \(series) AND d.day < :before / \(Int.day) LIMIT :limit)
        """
    }
    private static let oldSeries = """
        DELETE FROM metric_series WHERE id IN (
            SELECT s.id FROM metric_series s WHERE s.asked_until < :before
                AND NOT EXISTS (SELECT 1 FROM metric_day d WHERE d.series = s.id) LIMIT :limit)
        """
    private static let oldFacts = """
        DELETE FROM late_fact WHERE (account, region, kind, id, column_name) IN (
            SELECT account, region, kind, id, column_name FROM late_fact WHERE at < :before LIMIT :limit)
        """
    private static let oldQuestions = """
        DELETE FROM unanswered_fact WHERE (account, region, kind, id, column_name) IN (
            SELECT account, region, kind, id, column_name FROM unanswered_fact WHERE at < :before LIMIT :limit)
        """
    // The last finished scan of an account stays: it says who we are and when we last looked.
    private static let oldScans = "DELETE FROM scan WHERE id IN (\(earlierScans("1")))"
    private static let oldWords = """
        UPDATE scan SET regions = '[]', closed = '[]', gaps = '[]' WHERE id IN (
            \(earlierScans("(s.regions, s.closed, s.gaps) IS NOT ('[]', '[]', '[]')")))
        """

    private static func earlierScans(_ condition: String) -> String {
        """
        SELECT s.id FROM scan s WHERE s.at < :before AND \(condition) AND EXISTS (
            SELECT 1 FROM scan n WHERE n.account = s.account AND n.at > s.at AND n.finished_at IS NOT NULL)
        LIMIT :limit
        """
    }
    private static let oldPlans = """
        DELETE FROM plan WHERE row IN (SELECT row FROM plan WHERE created_at < :before LIMIT :limit)
        """
    // A plan that was set aside can come back, and must not find another one's steps.
    private static let orphanedSteps = """
        DELETE FROM plan_steps WHERE id NOT IN (SELECT steps_id FROM plan) AND id NOT IN (
            SELECT json_extract(content, '$.steps_id') FROM set_aside
            WHERE name = 'plan' AND json_extract(content, '$.steps_id') IS NOT NULL)
        """
    private static let oldUsage = """
        DELETE FROM usage_span WHERE row IN (SELECT row FROM usage_span WHERE stopped < :before LIMIT :limit)
        """
    private static let oldSurplus = """
        DELETE FROM surplus_span WHERE (account, region, id, started) IN (
            SELECT account, region, id, started FROM surplus_span WHERE stopped < :before LIMIT :limit)
        """
    private static let oldServiceUse = """
        DELETE FROM service_use WHERE (account, region, kind, started, id, item) IN (
            SELECT account, region, kind, started, id, item FROM service_use WHERE stopped < :before LIMIT :limit)
        """
    private static let oldUnwatched = """
        DELETE FROM unwatched WHERE (account, region, kind, started) IN (
            SELECT account, region, kind, started FROM unwatched WHERE stopped < :before LIMIT :limit)
        """
    // Of a day the last word stays.
    private static let oldHours = """
        DELETE FROM balance_history WHERE (account, name, at) IN (
            SELECT account, name, at FROM balance_history b WHERE at < :before AND EXISTS (
                SELECT 1 FROM balance_history n WHERE n.account = b.account AND n.name = b.name AND n.at > b.at
                    AND n.at < (b.at / 86400 + 1) * 86400) LIMIT :limit)
        """
    private static let oldBalances = """
        DELETE FROM balance_history WHERE (account, name, at) IN (
            SELECT account, name, at FROM balance_history WHERE at < :before LIMIT :limit)
        """
    private static let oldAside = """
        DELETE FROM set_aside WHERE row IN (SELECT row FROM set_aside WHERE at < :before LIMIT :limit)
        """
    private static let oldMails = """
        DELETE FROM mail WHERE row IN (SELECT row FROM mail WHERE sent_at < :before LIMIT :limit)
        """
}
