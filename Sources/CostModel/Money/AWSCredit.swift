// What AWS itself says of an account's credits: one by one, or the sum that a Free Tier plan has left.
// Leaves which of them pays next, and what the user calls them, to the pipeline.

package import Foundation

/// One credit as AWS's Billing lists it. Source: API reference of Billing, CreditData, read 2026-11.
package struct AWSCredit: Hashable, Sendable {
    /// AWS's number of it, unique for ever.
    package let id: String
    /// Such as `Promotion`, `Refund`, `TrueUp`.
    package let type: String
    /// AWS's own words, such as `AWS Educate`.
    package let description: String
    /// What it was worth on its first day.
    package let initial: Money
    /// What is left after the bills that are final: it changes once a month.
    package let remaining: Money
    /// What is left after this month's bill as it stands; AWS renews it about daily. Nil: not told.
    package let estimated: Money?
    /// From when it pays.
    package let startsAt: Date?
    /// First instant at which it is worth nothing.
    package let expiresAt: Date?
    /// The services that it pays for, by AWS's names; empty: all.
    package let products: [String]
    /// Whether AWS applies it to bills.
    package let isEnabled: Bool

    /// One credit, all its parts given.
    package init(
        id: String, type: String, description: String, initial: Money, remaining: Money, estimated: Money?,
        startsAt: Date?, expiresAt: Date?, products: [String], isEnabled: Bool
    ) {
        self.id = id
        self.type = type
        self.description = description
        self.initial = initial
        self.remaining = remaining
        self.estimated = estimated
        self.startsAt = startsAt
        self.expiresAt = expiresAt
        self.products = products
        self.isEnabled = isEnabled
    }

    /// The newer of AWS's two figures, never below zero.
    package var left: Money { max(.zero, estimated ?? remaining) }

    /// Whether it pays for EC2 and its disks, which is nearly all that is metered.
    package var coversEC2: Bool {
        products.isEmpty || products.contains { $0.contains("EC2") || $0.contains("Elastic Compute Cloud") }
    }
}

/// What a Free Tier plan says of itself. Source: API reference of Free Tier, GetAccountPlanState, read 2026-11.
package struct FreeTierPlan: Hashable, Sendable {
    /// `FREE` or `PAID`.
    package let type: String
    /// `NOT_STARTED`, `ACTIVE` or `EXPIRED`; nil: not told, as by versions before this was kept.
    package let status: String?
    /// All its credits together; nil where AWS tells none.
    package let remaining: Money?
    /// When a free plan ends; nil on a paid one.
    package let expiresAt: Date?
    /// When it was first told that the plan is over; nil: it is not.
    package let endedAt: Date?

    /// A plan, all its parts given.
    package init(
        type: String, status: String? = nil, remaining: Money?, expiresAt: Date?, endedAt: Date? = nil
    ) {
        self.type = type
        self.status = status
        self.remaining = remaining
        self.expiresAt = expiresAt
        self.endedAt = endedAt
    }

    /// Whether it is over.
    package var isOver: Bool { status == "EXPIRED" }

    /// When AWS closes the account, and with it ends every credit of it: a free plan's end, by its date or before it. Nil
    /// on a paid plan, whose credits have ends of their own.
    package var closesAt: Date? {
        guard type == "FREE" else { return nil }
        return [expiresAt, isOver ? endedAt : nil].compactMap { $0 }.min()
    }

    /// Who pays when the credits are gone; nil for a plan of a type that is not known.
    package var payer: Payer? {
        switch type {
        case "PAID": .card
        case "FREE": isOver ? .nobody : .closes
        default: nil
        }
    }

    /// What comes after the credits.
    package enum Payer: Sendable {
        /// The card is charged.
        case card
        /// AWS closes the account.
        case closes
        /// AWS has closed it.
        case nobody
    }
}
