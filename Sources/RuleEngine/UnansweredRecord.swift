// What AWS was asked of single resources and did not tell: refused or failed is not the same as not asked yet.

import CostModel
import Foundation

/// The questions of an account that have no answer.
struct UnansweredRecord {
    private struct Key: Hashable { let kind, region, id: String }
    /// Why, by column.
    private var facts: [Key: [String: String]] = [:]
    /// A refusal counts for as long as an answer does in the views.
    private static let life: Int64 = 21_600

    init(account: AccountID, now: Date, on connection: SQLConnection) throws(SQLError) {
        let select = try connection.prepare(
            """
            SELECT kind, region, id, column_name, why FROM unanswered_fact
            WHERE account = ? AND at >= ? AND why IS NOT NULL
            """)
        try select.bind([.text(account.digits), .integer(Int64(now.timeIntervalSince1970) - Self.life)])
        while try select.step() {
            let key = Key(kind: select.text(0) ?? "", region: select.text(1) ?? "", id: select.text(2) ?? "")
            facts[key, default: [:]][select.text(3) ?? ""] = select.text(4)
        }
    }

    /// Why, by column: its own, or that everything in its region was refused.
    func facts(of resource: ResourceKey) -> [String: String] {
        guard !facts.isEmpty else { return [:] }
        func found(_ id: String) -> [String: String] {
            facts[Key(kind: resource.kind.rawValue, region: resource.region.code, id: id)] ?? [:]
        }
        return found("").merging(found(resource.id)) { $1 }
    }
}
