// Metric points by series and day, and which range of each series has been asked for and answered.

import CostModel
import GRDB

/// Reads and writes series inside a transaction.
struct MetricSeriesTable {
    private let find: RawStatement

    init(_ db: Database) throws {
        find = try RawStatement(
            """
            SELECT id, asked_from, asked_until FROM metric_series WHERE account = ? AND region = ? AND kind = ?
                AND resource_id = ? AND namespace = ? AND metric = ? AND statistic = ? AND period = ?
            """, db)
    }

    struct Asked {
        let id: Int64
        let range: Range<Int64>?
    }

    /// What of the query is still to be asked; nil where nothing is.
    func missing(_ query: MetricQuery) throws -> MetricQuery? {
        guard let asked = try asked(query)?.range, asked.upperBound >= query.start else { return query }
        if asked.lowerBound <= query.start {
            return asked.upperBound < query.end ? query.part(from: Int(asked.upperBound), to: query.end) : nil
        }
        // Its past alone, up to what is there.
        let isEndThere = asked.upperBound >= query.end && asked.lowerBound < query.end
        return isEndThere ? query.part(from: query.start, to: Int(asked.lowerBound)) : query
    }

    /// Nil for a series that was never asked for.
    func asked(_ query: MetricQuery) throws -> Asked? {
        defer { find.reset() }
        MetricSeriesTable.bindName(of: query, to: find)
        guard try find.step(), let id = find.integer(0) else { return nil }
        guard let from = find.integer(1), let until = find.integer(2), from <= until else {
            return Asked(id: id, range: nil)
        }
        return Asked(id: id, range: from..<until)
    }

    /// The first eight parameters.
    static func bindName(of query: MetricQuery, to statement: RawStatement) {
        let key = query.resource
        statement.bind(1, key.account.digits)
        statement.bind(2, key.region.code)
        statement.bind(3, key.kind.rawValue)
        statement.bind(4, key.id)
        statement.bind(5, query.namespace)
        statement.bind(6, query.metric)
        statement.bind(7, query.statistic.rawValue)
        statement.bind(8, Int64(query.period))
    }
}
