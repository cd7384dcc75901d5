// How a credit went down: what was left of it at each scan. For curves; marks are judged on the present balance.

import Foundation

/// What was left of a credit at one scan. A scan at which nobody knew leaves no point.
public struct BalancePoint: Hashable, Sendable {
    /// The credit's.
    public let name: String
    /// When the scan looked.
    public let at: Date
    /// What was left at `at`, metered onward from what the source told.
    public let left: Money
    /// What the source told.
    public let told: Money
    /// When the source last changed its figure.
    public let asOf: Date?
    /// Who told it.
    public let source: BalanceSource

    /// A point, all its parts given.
    public init(name: String, at: Date, left: Money, told: Money, asOf: Date?, source: BalanceSource) {
        (self.name, self.at, self.left) = (name, at, left)
        (self.told, self.asOf, self.source) = (told, asOf, source)
    }
}
