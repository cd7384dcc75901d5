// What pays the account's bill: credits, and a Free Tier plan.
// Amounts are whole nano-USD, as a bill must add up.

package import Foundation

/// The account's credits.
package struct Funding: Sendable {
    /// One credit as AWS lists it.
    package struct Credit: Sendable {
        /// Digits.
        package var id: String
        /// Such as `AWS Educate`.
        package var description: String
        /// Nano-USD on its first day.
        package var nanoUSD: Int
        /// From when it pays.
        package var startsAt: Date
        /// First instant at which it is worth nothing.
        package var expiresAt: Date
        /// The services that it pays for, by their names on the bill; empty: all.
        package var products: [String] = []
        /// Such as `Promotion`.
        package var type = "Promotion"
        /// Whether AWS applies it.
        package var isEnabled = true

        /// A credit for everything.
        package init(id: String, description: String, nanoUSD: Int, startsAt: Date, expiresAt: Date) {
            self.id = id
            self.description = description
            self.nanoUSD = nanoUSD
            self.startsAt = startsAt
            self.expiresAt = expiresAt
        }
    }

    /// A Free Tier plan.
    package struct Plan: Sendable {
        /// `FREE` or `PAID`.
        package var type = "FREE"
        /// Nano-USD on its first day; nil: AWS tells none.
        package var nanoUSD: Int?
        /// From when it pays.
        package var startsAt: Date
        /// When it ends; nil on a paid plan.
        package var expiresAt: Date?

        /// A free plan.
        package init(nanoUSD: Int?, startsAt: Date, expiresAt: Date?) {
            self.nanoUSD = nanoUSD
            self.startsAt = startsAt
            self.expiresAt = expiresAt
        }
    }

    /// Nothing in the list, unless changed.
    package var credits: [Credit] = []
    /// Nil: the account has none, and AWS says so.
    package var plan: Plan?
    /// How far the figures of credits and plan are behind.
    package var delay: TimeInterval = 24 * 3_600

    /// An account that nothing pays for.
    package init() {}

    /// What is left of each credit, in the order of the list, when all that was billed by an instant is drawn: day by
    /// day from the soonest to expire, then the one for the fewest services, then the oldest. Source: AWS Billing
    /// user guide, "AWS credits", step 1.
    func left(_ billing: Billing, at end: Date, knownAt now: Date) -> [Int] {
        var left = credits.map(\.nanoUSD)
        let order = credits.indices.filter { credits[$0].isEnabled }.sorted { rank($0) < rank($1) }
        guard var day = credits.map(\.startsAt).min().map(Timestamp.calendar.startOfDay) else { return left }
        while day < end {
            let next = day.addingTimeInterval(86_400)
            for (service, amount) in billing.gross(from: day, to: min(next, end), knownAt: now).sorted(by: <) {
                var due = max(0, amount)
                for index in order where pays(credits[index], service, on: day) {
                    let paid = min(due, left[index])
                    left[index] = left[index] - paid
                    due = due - paid
                }
            }
            day = next
        }
        return left
    }

    private func rank(_ index: Int) -> (Date, Int, Date) {
        let credit = credits[index]
        return (credit.expiresAt, credit.products.isEmpty ? .max : credit.products.count, credit.startsAt)
    }

    private func pays(_ credit: Credit, _ service: String, on day: Date) -> Bool {
        credit.startsAt < day.addingTimeInterval(86_400) && credit.expiresAt > day
            && (credit.products.isEmpty || credit.products.contains(service))
    }
}
