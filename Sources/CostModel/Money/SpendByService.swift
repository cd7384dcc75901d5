// Spend by service: by AWS's bill where it is known, else by what the meter saw.

package import Foundation

/// What one service took.
package struct ServiceSpend: Hashable, Sendable {
    /// The service by AWS's name on the bill, or what the meter calls the kind of thing.
    package let name: String
    /// Spent in the stretch.
    package let amount: Money

    /// A service and what it took.
    package init(name: String, amount: Money) {
        self.name = name
        self.amount = amount
    }
}

/// Spend by service in a half-open stretch: by one measure alone, never two of them mixed.
package struct SpendByService: Hashable, Sendable {
    /// Who measured.
    package enum Basis: String, CaseIterable, Sendable, Codable {
        /// AWS's bill, gross: before credits.
        case billed
        /// costguard, at list price.
        case metered
    }
    /// Who measured.
    package let basis: Basis
    /// First instant.
    package let from: Date
    /// The instant up to which it goes: of a bill, when AWS told it.
    package let until: Date
    /// Dearest first; what took nothing is left out.
    package let services: [ServiceSpend]

    /// A stretch, all its parts given; in any order.
    package init(basis: Basis, from: Date, until: Date, services: [ServiceSpend]) {
        self.basis = basis
        self.from = from
        self.until = until
        self.services = services.filter { $0.amount != .zero }.sorted { ($1.amount, $0.name) < ($0.amount, $1.name) }
    }

    /// All of them together.
    package var total: Money { services.reduce(.zero) { $0 + $1.amount } }
}
