// Marks that people typed: `costguard alerts add` and `remove`. What a mark is stands in AlertLevel.

package import Foundation

/// A edit on a mark: that it is added to a credit, or taken away.
package struct AlertEdit: Hashable, Sendable {
    /// The credit's name; nil: every credit.
    package let credit: String?
    /// The mark.
    package let level: AlertLevel
    /// False: it was taken away.
    package let isAdded: Bool
    /// When it was typed.
    package let at: Date
    /// A edit as typed.
    package init(credit: String?, level: AlertLevel, isAdded: Bool, at: Date) {
        self.credit = credit
        self.level = level
        self.isAdded = isAdded
        self.at = at
    }
}

extension [AlertEdit] {
    /// The edit that holds on a mark of a credit: the last one on this credit, else the last one on every credit.
    package func last(on level: AlertLevel, of credit: String) -> AlertEdit? {
        let edits = filter { $0.level == level }
        return edits.last { $0.credit == credit } ?? edits.last { $0.credit == nil }
    }

    /// The marks of a credit with what was typed: added ones at the end, without those that were taken away.
    ///
    /// - Parameter fixed: marks that stand in the configuration, which holds whatever was typed.
    package func applied(to levels: [AlertLevel], of credit: String, fixed: [AlertLevel] = []) -> [AlertLevel] {
        var all = levels
        for edit in self where edit.credit == nil || edit.credit == credit {
            if !all.contains(edit.level) { all.append(edit.level) }
        }
        return all.filter { level in
            fixed.contains(level) || last(on: level, of: credit)?.isAdded ?? levels.contains(level)
        }
    }
}

/// Keeps edits on marks. What was typed before any account was known belongs to the first one that is scanned.
package protocol AlertLedger: Sendable {
    /// The last edit on each mark of each credit, oldest first; nil asks for those without an account alone.
    func alertEdits(account: AccountID?) async throws -> [AlertEdit]
    /// Adds a edit. Durable when it returns.
    func record(_ edit: AlertEdit, account: AccountID?) async throws
    /// Edits without an account are this one's from now on.
    func adoptAlertEdits(account: AccountID) async throws
    /// Whether a mail of this id was stored, sent or not.
    func hasMail(_ id: String) async throws -> Bool
}
