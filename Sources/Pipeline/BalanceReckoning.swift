// Balances from what the database holds, without asking AWS: after a scan, and after somebody typed one.

import CostModel
import Foundation

/// Reckons balances anew.
package struct BalanceReckoning: Sendable {
    let local: LocalPorts

    /// A reckoning over these ports.
    package init(_ local: LocalPorts) { self.local = local }

    /// Replaces the stored balances of an account. What is spent since their sources told them is the meter's to say.
    @discardableResult
    package func reckon(grants: [CreditGrant], account: AccountID, at now: Date) async throws -> [CreditBalance] {
        let terms = CreditTerm.joined(grants, try await local.money.enteredCredits(account: account), at: now)
        let marks = try await local.observations.meterMarks(of: account)
        let told = Balances.told(
            terms, figures: try await local.money.latestFigures(account: account),
            before: try await local.money.balances(account: account), meteredSince: marks.map(\.since).max(), at: now)
        let spending = try await SpendCurve.read(
            local.observations, of: account, cuts: told.flatMap(\.cuts), at: now)
        let edits = try await local.outbox.alertEdits(account: account)
        let balances = Self.marked(CreditDrawdown.drawn(told, spending: spending, at: now), grants, edits)
        try await local.money.replace(balances, account: account, at: now)
        return balances
    }

    /// Balances of an account that no scan has seen: what was typed, with no burn known.
    package static func unscanned(
        grants: [CreditGrant], entered: [EnteredCredit], edits: [AlertEdit] = [], at now: Date
    ) -> [CreditBalance] {
        let balances = Balances.all(
            CreditTerm.joined(grants, entered, at: now), figures: BillingFigures(), spending: nil, before: [],
            at: now)
        return marked(balances, grants, edits)
    }

    /// With the marks that were typed; those that the configuration names stay.
    private static func marked(
        _ balances: [CreditBalance], _ grants: [CreditGrant], _ edits: [AlertEdit]
    ) -> [CreditBalance] {
        balances.map { balance in
            var marked = balance
            let fixed = grants.first { $0.name == balance.name && $0.namesMarks }?.levels ?? []
            marked.levels = edits.applied(to: balance.levels, of: balance.name, fixed: fixed)
            return marked
        }
    }
}
