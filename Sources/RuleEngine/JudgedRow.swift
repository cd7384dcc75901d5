// One row of a rule's view as read.

import CostModel

struct JudgedRow {
    let key: ResourceKey
    let name: String?
    let number: Int64
    /// View columns, metrics with coverage, lets.
    let values: FactRow
    /// Why, by column. A let is unknown where anything that it rests on is.
    let unknown: [String: String]
    /// Its columns.
    let unknownColumns: Set<String>
    /// Of those, what AWS was asked for and did not tell, with why.
    let unanswered: [String: String]
    /// What SQLite said of each condition.
    let truths: [Bool?]
}
