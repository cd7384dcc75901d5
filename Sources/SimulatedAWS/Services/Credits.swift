// What AWS tells of who pays: the list of credits, and what a Free Tier plan has left. Members begin with a small letter
// here. Source: API reference of Billing, GetCredits and CreditData, read 2026-11.

import Foundation

/// Reading the billing console.
package enum BillingConsole {
    static let actions: [String: JSONAction] = ["GetCredits": getCredits]

    private struct CreditsInput: Decodable {
        var accountId: String
        var startDate: Double
        var endDate: Double?
    }

    private struct Amount: Encodable {
        var currencyCode = "USD"
        var currencyAmount: String
    }

    private struct CreditData: Encodable {
        var accountId: String
        var creditId: String
        var creditType: String
        var description: String
        var initialAmount: Amount
        var remainingAmount: Amount
        var estimatedAmount: Amount
        var startDate: Int
        var endDate: Int
        var applicableProductNames: [String]
        var creditStatus: String
    }

    static func getCredits(_ world: inout World, _ call: Call) throws -> Data {
        let input = try call.input(CreditsInput.self)
        let age = call.now.timeIntervalSince1970 - input.startDate
        guard input.accountId == world.account else {
            throw AWSFailure.denied(.billing, action: call.action, caller: call.caller.arn)
        }
        guard age > 0, age <= 366 * 86_400, (input.endDate ?? input.startDate) >= input.startDate else {
            throw AWSFailure("ValidationException", "startDate must be a past date, not more than one year ago")
        }
        let funding = world.funding
        let billing = world.billing
        let account = world.account
        let told = call.now.addingTimeInterval(-funding.delay)
        let month = Timestamp.fromDay(Timestamp.day(call.now).prefix(8) + "01") ?? call.now
        let final = funding.left(billing, at: min(month, told), knownAt: call.now)
        let open = funding.left(billing, at: told, knownAt: call.now)
        func amount(_ nanoUSD: Int) -> Amount { Amount(currencyAmount: CostExplorer.decimal(nanoUSD)) }
        let data = funding.credits.indices.map { index in
            let credit = funding.credits[index]
            return CreditData(
                accountId: account, creditId: credit.id, creditType: credit.type, description: credit.description,
                initialAmount: amount(credit.nanoUSD), remainingAmount: amount(final[index]),
                estimatedAmount: amount(open[index]), startDate: Int(credit.startsAt.timeIntervalSince1970),
                endDate: Int(credit.expiresAt.timeIntervalSince1970), applicableProductNames: credit.products,
                creditStatus: credit.isEnabled ? "ENABLED" : "DISABLED")
        }
        return try JSONEncoder().encode(["credits": data])
    }
}

enum FreeTier {
    static let actions: [String: JSONAction] = ["GetAccountPlanState": getAccountPlanState]

    private struct Amount: Encodable {
        var amount: Double
        var unit = "USD"
    }

    private struct PlanState: Encodable {
        var accountId: String
        var accountPlanType: String
        var accountPlanStatus: String
        var accountPlanRemainingCredits: Amount?
        /// The service model says ISO 8601 here, where other times of JSON services are seconds.
        var accountPlanExpirationDate: String?
    }

    static func getAccountPlanState(_ world: inout World, _ call: Call) throws -> Data {
        guard let plan = world.funding.plan else {
            throw AWSFailure("ResourceNotFoundException", "No account plan was found for this account")
        }
        let end = call.now.addingTimeInterval(-world.funding.delay)
        let spent = world.billing.gross(from: plan.startsAt, to: end, knownAt: call.now).values.reduce(0, +)
        let isOver = plan.expiresAt.map { $0 <= call.now } ?? false
        return try JSONEncoder().encode(
            PlanState(
                accountId: world.account, accountPlanType: plan.type, accountPlanStatus: isOver ? "EXPIRED" : "ACTIVE",
                accountPlanRemainingCredits: plan.nanoUSD.map { Amount(amount: Double(max(0, $0 - spent)) / 1e9) },
                accountPlanExpirationDate: plan.expiresAt.map(Timestamp.iso)))
    }
}
