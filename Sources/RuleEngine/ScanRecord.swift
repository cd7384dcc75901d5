// What is known of the whole account: which kinds of resource were listed where, and what AWS was asked of single
// resources and did not tell, for refused or failed is not the same as not asked yet.

import CostModel
import Foundation
import SQLite

/// The latest listings of an account.
struct ListingRecord {
    private struct Cell: Hashable { let kind, region: String }
    /// Nil: known. Otherwise why not.
    private var gaps: [Cell: String] = [:]
    private var known: Set<Cell> = []
    /// Known but for items without an id that could be read.
    private var incomplete: Set<Cell> = []

    init(account: AccountID, on connection: RuleConnection) throws(SQLError) {
        let select = try connection.prepare(
            "SELECT kind, region, status, error, nameless FROM \(SQLiteJudge.viewPrefix)listings WHERE account = ?")
        try select.bind([.text(account.digits)])
        while try select.step() {
            let cell = Cell(kind: select.text(0) ?? "", region: select.text(1) ?? "")
            switch select.text(2) ?? "" {
            case "ok":
                known.insert(cell)
                if select.integer(4) > 0 { incomplete.insert(cell) }
            case "stale": gaps[cell] = "seen too long ago"
            // Everything has always been denied there: nothing of the account is there.
            case "closed": break
            case let status: gaps[cell] = select.text(3) ?? status
            }
        }
    }

    /// Why a kind is not known in a region; nil where it is. Credits come from the configuration: they are
    /// known unless a listing says otherwise.
    func why(_ kind: ResourceKind, in region: String) -> String? {
        let cell = Cell(kind: kind.rawValue, region: region)
        if let gap = gaps[cell] { return "\(Self.plural(kind)) not listed: \(gap)" }
        if known.contains(cell) || kind == .credit { return nil }
        return "\(Self.plural(kind)) not listed"
    }

    /// Why what rests on every resource of a kind is not known in a region: one that cannot be read may be the one that
    /// a join looks for.
    func whyJoined(_ kind: ResourceKind, in region: String) -> String? {
        if let why = why(kind, in: region) { return why }
        guard incomplete.contains(Cell(kind: kind.rawValue, region: region)) else { return nil }
        return "\(Self.plural(kind)) not all listed: one cannot be read"
    }

    /// Why a kind is not known in the account as a whole; nil where every region that was tried gave a listing.
    func whyAnywhere(_ kind: ResourceKind) -> String? {
        let gap = gaps.filter { $0.key.kind == kind.rawValue }.min { $0.key.region < $1.key.region }
        if let gap { return "\(Self.plural(kind)) not listed in \(gap.key.region): \(gap.value)" }
        let cell = incomplete.filter { $0.kind == kind.rawValue }.min { $0.region < $1.region }
        if let cell { return whyJoined(kind, in: cell.region).map { "\($0) in \(cell.region)" } }
        if kind == .credit || known.contains(where: { $0.kind == kind.rawValue }) { return nil }
        return "\(Self.plural(kind)) not listed"
    }

    static func plural(_ kind: ResourceKind) -> String {
        ViewSchema.of(kind)?.name ?? kind.rawValue.replacing("_", with: " ") + "s"
    }
}

/// The questions of an account that have no answer.
struct UnansweredRecord {
    private struct Key: Hashable { let kind, region, id: String }
    /// Why, by column.
    private var facts: [Key: [String: String]] = [:]
    /// A refusal counts for as long as an answer does in the views.
    private static let life: Int64 = 21_600

    init(account: AccountID, now: Date, on connection: RuleConnection) throws(SQLError) {
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
