// How a credit went down: what was left of it at each scan. For curves; marks are judged on the present balance.

import Foundation

/// What was left of a credit at one scan. A scan at which nobody knew leaves no point.
package struct BalancePoint: Hashable, Sendable {
    /// The credit's.
    package let name: String
    /// When the scan looked.
    package let at: Date
    /// What was left at `at`, metered onward from what the source told.
    package let left: Money
    /// What the source told.
    package let told: Money
    /// When the source last changed its figure.
    package let asOf: Date?
    /// Who told it.
    package let source: BalanceSource

    /// A point, all its parts given.
    package init(name: String, at: Date, left: Money, told: Money, asOf: Date?, source: BalanceSource) {
        self.name = name
        self.at = at
        self.left = left
        self.told = told
        self.asOf = asOf
        self.source = source
    }
}
