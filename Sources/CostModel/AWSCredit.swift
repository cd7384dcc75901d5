// What AWS itself says of an account's credits: one by one, or the sum that a Free Tier plan has left.
// Leaves which of them pays next, and what the user calls them, to the pipeline.

import Foundation

/// One credit as AWS's Billing lists it. Source: API reference of Billing, CreditData, read 2026-11.
public struct AWSCredit: Hashable, Sendable {
    /// AWS's number of it, unique for ever.
    public let id: String
    /// Such as `Promotion`, `Refund`, `TrueUp`.
    public let type: String
    /// AWS's own words, such as `AWS Educate`.
    public let description: String
    /// What it was worth on its first day.
    public let initial: Money
    /// What is left after the bills that are final: it changes once a month.
    public let remaining: Money
    /// What is left after this month's bill as it stands; AWS renews it about daily. Nil: not told.
    public let estimated: Money?
    /// From when it pays.
    public let startsAt: Date?
    /// First instant at which it is worth nothing.
    public let expiresAt: Date?
    /// The services that it pays for, by AWS's names; empty: all.
    public let products: [String]
    /// Whether AWS applies it to bills.
    public let isEnabled: Bool

    /// One credit, all its parts given.
    public init(
        id: String, type: String, description: String, initial: Money, remaining: Money, estimated: Money?,
        startsAt: Date?, expiresAt: Date?, products: [String], isEnabled: Bool
    ) {
        (self.id, self.type, self.description) = (id, type, description)
        (self.initial, self.remaining, self.estimated) = (initial, remaining, estimated)
        (self.startsAt, self.expiresAt, self.products, self.isEnabled) = (startsAt, expiresAt, products, isEnabled)
    }

    /// The newer of AWS's two figures, never below zero.
    public var left: Money { max(.zero, estimated ?? remaining) }

    /// Whether it pays for EC2 and its disks, which is nearly all that is metered.
    public var coversEC2: Bool {
        products.isEmpty || products.contains { $0.contains("EC2") || $0.contains("Elastic Compute Cloud") }
    }
}

/// What a Free Tier plan says of itself. Source: API reference of Free Tier, GetAccountPlanState, read 2026-11.
public struct FreeTierPlan: Hashable, Sendable {
    /// `FREE` or `PAID`.
    public let type: String
    /// `NOT_STARTED`, `ACTIVE` or `EXPIRED`; nil: not told, as by versions before this was kept.
    public let status: String?
    /// All its credits together; nil where AWS tells none.
    public let remaining: Money?
    /// When a free plan ends; nil on a paid one.
    public let expiresAt: Date?
    /// When it was first told that the plan is over; nil: it is not.
    public let endedAt: Date?

    /// A plan, all its parts given.
    public init(
        type: String, status: String? = nil, remaining: Money?, expiresAt: Date?, endedAt: Date? = nil
    ) {
        (self.type, self.status, self.remaining) = (type, status, remaining)
        (self.expiresAt, self.endedAt) = (expiresAt, endedAt)
    }

    /// Whether it is over.
    public var isOver: Bool { status == "EXPIRED" }

    /// When AWS closes the account, and with it ends every credit of it: a free plan's end, by its date or before it. Nil
    /// on a paid plan, whose credits have ends of their own.
    public var closesAt: Date? {
        guard type == "FREE" else { return nil }
        return [expiresAt, isOver ? endedAt : nil].compactMap { $0 }.min()
    }

    /// Who pays when the credits are gone; nil for a plan of a type that is not known.
    public var payer: Payer? {
        switch type {
        case "PAID": .card
        case "FREE": isOver ? .nobody : .closes
        default: nil
        }
    }

    /// What comes after the credits.
    public enum Payer: Sendable {
        /// The card is charged.
        case card
        /// AWS closes the account.
        case closes
        /// AWS has closed it.
        case nobody
    }
}
