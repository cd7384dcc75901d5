// What of a row is not known, and which conditions are unknown for it.

import CostModel
import Foundation
import SQLite

/// Tells what of a row is not known, for one rule. Most rows of a region lack the same, so that is found once.
final class RowKnowledge {
    let rule: Rule
    private let listings: ListingRecord
    private let unanswered: UnansweredRecord
    /// By condition: why a subquery of it reads something unknown.
    let otherGaps: [String?]
    /// By condition: the places of the metrics that it rests on.
    private let metricsRead: [[Int]]
    private var known: [Place: Common] = [:]
    /// Rows come by region: what was found last is mostly what the next one has.
    private var last: (region: [UInt8], marked: [UInt8], common: Common)?

    private struct Place: Hashable { let region, marked: String }

    /// What all rows of a region with the same `unknown` have in common; metrics aside.
    final class Common {
        /// Why, by column.
        let columns: [String: String]
        let names: Set<String>
        /// By condition, whether something that it reads is unknown, whatever the metrics say.
        let gaps: [Bool]
        /// Why no metric is known.
        let metricGap: String?
        /// Nil where the text is no region's code: such a row cannot come from a scan.
        let region: Region?

        init(columns: [String: String], gaps: [Bool], metricGap: String?, region: Region?) {
            self.columns = columns
            names = Set(columns.keys)
            self.gaps = gaps
            self.metricGap = metricGap
            self.region = region
        }
    }

    init(rule: Rule, listings: ListingRecord, unanswered: UnansweredRecord, otherGaps: [String?]) {
        self.rule = rule
        self.listings = listings
        self.unanswered = unanswered
        self.otherGaps = otherGaps
        metricsRead = rule.conditions.map { condition in
            rule.metrics.indices.filter { condition.expression.reads.contains(rule.metrics[$0].name) }
        }
    }

    /// By the columns of a statement in which a row's region and its `unknown` stand.
    func common(of row: SQLStatement, region: Int, marked: Int) -> Common {
        if let last, row.equals(last.region, region), row.equals(last.marked, marked) { return last.common }
        let place = row.text(region) ?? ""
        let marks = row.text(marked)
        let common = common(region: place, marked: marks)
        if let marks { last = (Array(place.utf8), Array(marks.utf8), common) }
        return common
    }

    /// - Parameter marked: the row's `unknown` column: names, separated by commas.
    func common(region: String, marked: String?) -> Common {
        let place = Place(region: region, marked: marked ?? "")
        if let found = known[place] { return found }
        let viewGap = listings.why(rule.view.kind, in: region)
        var columns: [String: String] = [:]
        for column in rule.view.columns {
            columns[column.name] =
                viewGap ?? column.needs.lazy.compactMap { self.listings.whyJoined($0, in: region) }.first
        }
        for part in place.marked.split(separator: ",") {
            let name = part.trimmingCharacters(in: .whitespaces)
            let late = rule.view.column(name)?.isLate ?? false
            columns[name] = columns[name] ?? (late ? MissingFact.notAsked : "AWS did not say")
        }
        let metricGap = viewGap ?? columns["launch_time"].map { "last start: \($0)" }
        let gaps = rule.conditions.indices.map { index in
            otherGaps[index] != nil || (metricGap != nil && !metricsRead[index].isEmpty)
                || rule.conditions[index].expression.reads.contains { columns[$0] != nil }
        }
        let common = Common(columns: columns, gaps: gaps, metricGap: metricGap, region: Region(region))
        known[place] = common
        return common
    }

    /// Whether something that a condition reads is unknown.
    func gap(ofCondition index: Int, _ common: Common, isMetricKnown: (Int) -> Bool) -> Bool {
        common.gaps[index] || metricsRead[index].contains { !isMetricKnown($0) }
    }

    /// Why, by column, lets and metrics included.
    ///
    /// - Parameters:
    ///   - unanswered: what AWS was asked of the row and did not tell.
    ///   - why: of a metric by its place; nil where it is known.
    func unknown(
        _ common: Common, unanswered: [String: String], why: (Int) -> String?
    ) -> [String: String] {
        var result = common.columns
        for (column, why) in unanswered where result[column] == MissingFact.notAsked { result[column] = why }
        for (index, metric) in rule.metrics.enumerated() {
            if let gap = common.metricGap ?? why(index) { result[metric.name] = gap }
        }
        guard !result.isEmpty else { return result }
        for item in rule.lets {
            if let root = item.expression.reads.first(where: { result[$0] != nil }) { result[item.name] = result[root] }
        }
        return result
    }

    /// What AWS was asked of a row and did not tell, of the columns that are not known.
    func unanswered(of key: ResourceKey, _ common: Common) -> [String: String] {
        common.names.isEmpty ? [:] : unanswered.facts(of: key).filter { common.names.contains($0.key) }
    }

    /// The columns of what `unknown` gave; mostly those that all such rows lack, of which there is one set.
    func columns(of unknown: [String: String], _ common: Common) -> Set<String> {
        unknown.count == common.columns.count ? common.names : Set(unknown.keys)
    }

    /// Whether a condition's outcome is not known, as far as what it reads decides.
    func gap(ofCondition index: Int, in unknown: [String: String]) -> Bool {
        otherGaps[index] != nil
            || (!unknown.isEmpty && rule.conditions[index].expression.reads.contains { unknown[$0] != nil })
    }
}
