// Marks that a credit has passed, found in one run.

import CostModel

/// One credit and the marks that it has newly passed.
package struct Crossing: Sendable {
    /// As it stood when the marks were passed.
    package let balance: CreditBalance
    /// In the order of the configuration; not empty.
    package let levels: [AlertLevel]

    /// What one credit has passed; at least one mark.
    package init(balance: CreditBalance, levels: [AlertLevel]) {
        self.balance = balance
        self.levels = levels
    }

    /// The balances and marks that judgements of the `credits` view name.
    package static func all(_ judgements: [Judgement], balances: [CreditBalance]) -> [Crossing] {
        let ids = Set(judgements.map(\.resource.id))
        return balances.compactMap { balance in
            let levels = balance.levels.filter { ids.contains("\(balance.name)/\($0.text)") }
            return levels.isEmpty ? nil : Crossing(balance: balance, levels: levels)
        }
    }
}
