// Forgets what nobody can ask for any more, a bounded piece at a time. The journal is never forgotten.

import CostModel
import Foundation
import GRDB

/// How long things are kept, in days.
public struct RetentionPeriods: Hashable, Sendable {
    /// Metric points and facts asked one by one; CloudWatch keeps hourly points longer than any rule's window. Of balances
    /// that are older one a day stays.
    public var pointDays: Int
    /// Ended versions of resources, scans, plans and mails that were sent. AWS's figures stay: they are few, and what was
    /// spent since a grant is summed from them.
    public var historyDays: Int
    /// The periods that `forget` uses unless told otherwise.
    public init(pointDays: Int = 63, historyDays: Int = 400) {
        (self.pointDays, self.historyDays) = (pointDays, historyDays)
    }
}

extension CostDatabase {
    /// Deletes what is older than its period, at most `limit` rows of each kind, in one short transaction. Call it
    /// after a scan: what is left over goes next time.
    /// - Returns: how many rows were deleted.
    @discardableResult
    public func forget(
        olderThan periods: RetentionPeriods = RetentionPeriods(), now: Date, limit: Int = 50_000
    ) async throws -> Int {
        let points = now.seconds - Int64(periods.pointDays) * 86400
        let history = now.seconds - Int64(periods.historyDays) * 86400
        return try await write("Forgetting what is old") { db in
            var count = 0
            for (sql, before) in CostDatabase.old(points: points, history: history) {
                try db.execute(sql: sql, arguments: ["before": before, "limit": limit])
                count += db.changesCount
            }
            try db.execute(
                sql: "UPDATE metric_series SET asked_from = :before WHERE asked_from < :before",
                arguments: ["before": points])
            return count
        }
    }

    private static func old(points: Int64, history: Int64) -> [(sql: String, before: Int64)] {
        let versions = KindTable.all.map { table in
            """
            DELETE FROM \(table.kind.rawValue) WHERE row IN (SELECT row FROM \(table.kind.rawValue)
                WHERE current = 0 AND last_seen < :before LIMIT :limit)
            """
        }
        return versions.map { ($0, history) }
            + [(oldPoints, points), (oldSeries, points), (oldFacts, points), (oldHours, points)]
            + [oldScans, oldPlans, oldMails, oldUsage, oldUnwatched, oldBalances].map { ($0, history) }
    }

    // Whole days alone. CROSS JOIN keeps the order: one seek in the days of each series, not one pass over all.
    private static let oldPoints = """
        DELETE FROM metric_day WHERE (series, day) IN (
            SELECT d.series, d.day FROM metric_series s CROSS JOIN metric_day d ON d.series = s.id
            WHERE d.day < :before / \(DayPoints.length) LIMIT :limit)
        """
    private static let oldSeries = """
        DELETE FROM metric_series WHERE id IN (
            SELECT s.id FROM metric_series s WHERE s.asked_until < :before
                AND NOT EXISTS (SELECT 1 FROM metric_day d WHERE d.series = s.id) LIMIT :limit)
        """
    private static let oldFacts = """
        DELETE FROM late_fact WHERE (account, region, kind, id, column_name) IN (
            SELECT account, region, kind, id, column_name FROM late_fact WHERE at < :before LIMIT :limit)
        """
    // The last finished scan of an account stays: it says who we are and when we last looked.
    private static let oldScans = """
        DELETE FROM scan WHERE id IN (
            SELECT s.id FROM scan s WHERE s.at < :before AND EXISTS (
                SELECT 1 FROM scan n WHERE n.account = s.account AND n.at > s.at AND n.finished_at IS NOT NULL)
            LIMIT :limit)
        """
    private static let oldPlans = """
        DELETE FROM plan WHERE row IN (SELECT row FROM plan WHERE created_at < :before LIMIT :limit)
        """
    private static let oldUsage = """
        DELETE FROM usage_span WHERE row IN (SELECT row FROM usage_span WHERE stopped < :before LIMIT :limit)
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
    private static let oldMails = """
        DELETE FROM mail WHERE row IN (SELECT row FROM mail WHERE sent_at < :before LIMIT :limit)
        """
}
