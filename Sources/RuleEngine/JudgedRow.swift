// One row of a rule's view as read, and what of it is not known.

import CostModel
import Foundation

struct JudgedRow {
    let key: ResourceKey
    let name: String?
    let number: Int64
    /// View columns, metrics with coverage, lets.
    let values: [String: FactValue]
    /// Why, by column. A let is unknown where anything that it rests on is.
    let unknown: [String: String]
    /// What SQLite said of each condition.
    let truths: [Bool?]
}

/// Tells what of a row is not known, for one rule.
struct RowKnowledge {
    let rule: Rule
    let listings: ListingRecord
    let metrics: [MetricTable]
    /// By condition: why a subquery of it reads something unknown.
    let otherGaps: [String?]
    private let regions = RegionGaps()

    init(rule: Rule, listings: ListingRecord, metrics: [MetricTable], otherGaps: [String?]) {
        (self.rule, self.listings, self.metrics, self.otherGaps) = (rule, listings, metrics, otherGaps)
    }

    /// - Parameter marked: the row's `unknown` column: names, separated by commas.
    func unknown(region: String, marked: String?, row: Int64) -> [String: String] {
        let regional = regions.gaps(of: rule.view, in: region, by: listings)
        var result = regional.columns
        let viewGap = regional.view
        if let marked, !marked.isEmpty {
            for part in marked.split(separator: ",") {
                let name = part.trimmingCharacters(in: .whitespaces)
                let late = rule.view.column(name)?.isLate ?? false
                result[name] = result[name] ?? (late ? "not asked yet" : "AWS did not say")
            }
        }
        for (metric, table) in zip(rule.metrics, metrics) {
            if let gap = viewGap ?? result["launch_time"].map({ "last start: \($0)" }) ?? table.why(row) {
                result[metric.name] = gap
            }
        }
        guard !result.isEmpty else { return result }
        for item in rule.lets {
            if let root = item.expression.reads.first(where: { result[$0] != nil }) { result[item.name] = result[root] }
        }
        return result
    }

    /// Why a condition's outcome is not known, as far as what it reads decides.
    func gap(ofCondition index: Int, in unknown: [String: String]) -> Bool {
        otherGaps[index] != nil
            || (!unknown.isEmpty && rule.conditions[index].expression.reads.contains { unknown[$0] != nil })
    }
}

/// What listings leave unknown of a view, by region: the same for all of a region's rows, so found once.
private final class RegionGaps {
    struct Gaps {
        /// Why nothing of the view is known.
        let view: String?
        let columns: [String: String]
    }
    private var found: [String: Gaps] = [:]

    func gaps(of view: ViewSchema, in region: String, by listings: ListingRecord) -> Gaps {
        if let gaps = found[region] { return gaps }
        let whole = listings.why(view.kind, in: region)
        var columns: [String: String] = [:]
        for column in view.columns {
            columns[column.name] = whole ?? column.needs.lazy.compactMap { listings.why($0, in: region) }.first
        }
        let gaps = Gaps(view: whole, columns: columns)
        found[region] = gaps
        return gaps
    }
}
