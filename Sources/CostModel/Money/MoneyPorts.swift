// The ports of money: who tells it, and who keeps it.

package import Foundation

/// Reads what AWS says of money.
package protocol BillingSource: Sendable {
    /// What was billed.
    /// - Parameters:
    ///   - costsSince: ask Cost Explorer from this day on (0.01 USD a page); nil leaves it alone.
    ///   - daily: one line a day, which may take more pages; false: one a month.
    func figures(account: AccountID, at now: Date, costsSince: Date?, daily: Bool) async -> BillingFigures
    /// What AWS itself says of credits and of a Free Tier plan. Free of charge.
    func credits(account: AccountID, at now: Date) async -> BillingFigures
    /// API calls made so far by this process and what they cost; for self-cost.
    func spent() -> (calls: Int, cost: Money)
}

extension BillingSource {
    /// By month.
    package func figures(account: AccountID, at now: Date, costsSince: Date?) async -> BillingFigures {
        await figures(account: account, at: now, costsSince: costsSince, daily: false)
    }
}

/// Keeps AWS's words on money, and turns the configured credits into balances.
package protocol MoneyStore: Sendable {
    /// Keeps what was answered; what was not asked or not answered stays as it was.
    func record(_ figures: BillingFigures, account: AccountID, at now: Date) async throws
    /// The newest of each figure.
    func latestFigures(account: AccountID) async throws -> BillingFigures
    /// Replaces the balances that the `credits` view shows.
    func replace(_ balances: [CreditBalance], account: AccountID, at now: Date) async throws
    /// The balances of the last scan, in the order of the configuration.
    func balances(account: AccountID) async throws -> [CreditBalance]
    /// What was left of each credit at earlier scans, oldest first: one point an hour at most.
    func balanceHistory(account: AccountID) async throws -> [BalancePoint]
}

/// Keeps what people type of their credits: every word with its time, the last one of a name holding.
package protocol CreditLedger: Sendable {
    /// The last word of each credit, by name. What was typed before any account was known is among them, for it
    /// belongs to the first account that is scanned; nil asks for that alone.
    func enteredCredits(account: AccountID?) async throws -> [EnteredCredit]
    /// Adds a word; earlier ones are kept as history.
    func enter(_ credit: EnteredCredit, account: AccountID?) async throws
    /// Takes back what was typed of a name. False: nothing was.
    func withdrawCredit(_ name: String, account: AccountID?, at now: Date) async throws -> Bool
    /// Every word on a name, newest first; withdrawn ones among them.
    func creditHistory(_ name: String, account: AccountID?) async throws -> [EnteredCredit]
    /// What was typed without an account is this one's from now on.
    func adoptCredits(account: AccountID) async throws
}
