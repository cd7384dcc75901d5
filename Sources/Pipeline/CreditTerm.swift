// A credit as its owner describes it: the configuration's words and those of `costguard credits set`, joined by name.
// The configuration holds for the terms, because it is the user's own file; a typed balance is an observation.

import CostModel
import Foundation

struct CreditTerm {
    let name: String
    let amount: Money
    /// Start of the first day that counts: of a credit that comes anew, its newest renewal.
    let granted: Date?
    let expires: Date?
    let levels: [AlertLevel]
    /// What was typed, and when; nil: no balance was.
    let entered: (used: Money, at: Date)?
    let isRenewed: Bool

    /// One for each name, those of the configuration first.
    static func joined(_ grants: [CreditGrant], _ entered: [EnteredCredit], at now: Date) -> [CreditTerm] {
        let configured = Set(grants.map(\.name))
        let typedOnly = entered.filter { !configured.contains($0.name) }.map { word in
            CreditGrant(
                name: word.name, amount: word.amount, granted: word.granted, expires: word.expires,
                renews: word.renews, levels: word.levels ?? AlertLevel.usual)
        }
        return (grants + typedOnly).map { grant in
            CreditTerm(grant, entered.first { $0.name == grant.name }, at: now)
        }
    }

    private init(_ grant: CreditGrant, _ word: EnteredCredit?, at now: Date) {
        name = grant.name
        amount = grant.amount
        levels = grant.levels
        expires = grant.expires ?? word?.expires
        let first = grant.granted ?? word?.granted
        let renewal = (grant.renews ?? word?.renews)?.latest(before: now, granted: first)
        granted = renewal.map { max($0, first ?? $0) } ?? first
        let typed = word.flatMap { word in word.used.map { (used: $0, at: word.at) } }
        // What was used before a renewal was used of another month's money.
        let isOld = renewal.map { typed.map(\.at) ?? .distantPast < $0 } ?? false
        isRenewed = isOld
        entered = isOld ? renewal.map { (used: .zero, at: $0) } : typed
    }
}
