// Spend by service: by AWS's bill where it is known, else by what the meter saw.

import Foundation

/// What one service took.
public struct ServiceSpend: Hashable, Sendable {
    /// The service by AWS's name on the bill, or what the meter calls the kind of thing.
    public let name: String
    /// Spent in the stretch.
    public let amount: Money

    /// A service and what it took.
    public init(name: String, amount: Money) { (self.name, self.amount) = (name, amount) }
}

/// Spend by service in a half-open stretch: by one measure alone, never two of them mixed.
public struct SpendByService: Hashable, Sendable {
    /// Who measured.
    public enum Basis: String, Sendable {
        /// AWS's bill, gross: before credits.
        case billed
        /// costguard, at list price.
        case metered
    }
    /// Who measured.
    public let basis: Basis
    /// First instant.
    public let from: Date
    /// The instant up to which it goes: of a bill, when AWS told it.
    public let until: Date
    /// Dearest first; what took nothing is left out.
    public let services: [ServiceSpend]

    /// A stretch, all its parts given; in any order.
    public init(basis: Basis, from: Date, until: Date, services: [ServiceSpend]) {
        (self.basis, self.from, self.until) = (basis, from, until)
        self.services = services.filter { $0.amount != .zero }.sorted { ($1.amount, $0.name) < ($0.amount, $1.name) }
    }

    /// All of them together.
    public var total: Money { services.reduce(.zero) { $0 + $1.amount } }
}
