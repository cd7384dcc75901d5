// Which kinds of resource are known where: the listings that unknown columns are told by.

import CostModel

/// The latest listings of an account.
struct ListingRecord {
    private struct Cell: Hashable { let kind, region: String }
    /// Nil: known. Otherwise why not.
    private var gaps: [Cell: String] = [:]
    private var known: Set<Cell> = []

    init(account: AccountID, on connection: SQLConnection) throws(SQLError) {
        let select = try connection.prepare("SELECT kind, region, status, error FROM listings WHERE account = ?")
        try select.bind([.text(account.digits)])
        while try select.step() {
            let cell = Cell(kind: select.text(0) ?? "", region: select.text(1) ?? "")
            switch select.text(2) ?? "" {
            case "ok": known.insert(cell)
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

    /// Why a kind is not known in the account as a whole; nil where every region that was tried gave a listing.
    func whyAnywhere(_ kind: ResourceKind) -> String? {
        let gap = gaps.filter { $0.key.kind == kind.rawValue }.min { $0.key.region < $1.key.region }
        if let gap { return "\(Self.plural(kind)) not listed in \(gap.key.region): \(gap.value)" }
        if kind == .credit || known.contains(where: { $0.kind == kind.rawValue }) { return nil }
        return "\(Self.plural(kind)) not listed"
    }

    static func plural(_ kind: ResourceKind) -> String {
        ViewSchema.of(kind)?.name ?? kind.rawValue.replacing("_", with: " ") + "s"
    }
}
