// How Planning reads a judged row: a column that is not known never reads as a value.

import CostModel
import Foundation

extension Judgement {
    /// The column's value, `.null` where there is none; nil where it is not known, or the row lacks the column.
    func known(_ column: String) -> FactValue? {
        unknownColumns.contains(column) ? nil : row[column]
    }

    /// The column as text; nil where it is not known, or none.
    func knownText(_ column: String) -> String? { known(column)?.text }

    /// The column as a yes or no; nil where it is not known. NULL is not known: no flag has a third value.
    func knownFlag(_ column: String) -> Bool? {
        guard let value = known(column), value != .null else { return nil }
        return value.isTrue
    }

    /// What is known of the keys of its disks; nil where nobody asked.
    var diskKeys: DiskKeys? { knownText("disk_keys").flatMap { DiskKeys($0) } }

    /// All tags; nil where they are not known or not a JSON object of texts.
    var tags: [String: String]? {
        guard let json = knownText("tags") else { return nil }
        return try? JSONDecoder().decode([String: String].self, from: Data(json.utf8))
    }

    /// The same judgement with more behind its reason.
    func saying(_ more: String) -> Judgement {
        Judgement(
            rule: rule, resource: resource, name: name, outcome: outcome, conditions: conditions, evidence: evidence,
            missing: missing, reason: "\(reason); \(more)", row: row, unknownColumns: unknownColumns,
            unanswered: unanswered)
    }

    /// The same judgement, where it matters with a word on what a person might do instead of a stop by AWS.
    var tellingOfShutdown: Judgement {
        guard knownText("shutdown_behavior") == "terminate" else { return self }
        return saying("a stop by AWS keeps it, but a shutdown from within would terminate it")
    }

    /// The same judgement with more that is missing: guardrails need facts that no condition read.
    func lacking(_ more: [MissingFact]) -> Judgement {
        Judgement(
            rule: rule, resource: resource, name: name, outcome: outcome, conditions: conditions, evidence: evidence,
            missing: missing + more.filter { !missing.contains($0) }, reason: reason, row: row,
            unknownColumns: unknownColumns, unanswered: unanswered)
    }
}
