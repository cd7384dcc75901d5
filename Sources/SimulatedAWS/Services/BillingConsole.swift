// Billing: the list of credits, and the preferences of the bill. Members begin with a small letter here.
// Source: API reference of Billing, GetCredits, CreditData and GetBillingPreferences, read 2026-11.

import Foundation

enum BillingConsole {
    static let actions: [String: JSONAction] = [
        "GetCredits": getCredits, "GetBillingPreferences": getBillingPreferences,
    ]

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

    private struct PreferencesInput: Decodable { var features: [String] }

    private struct Preference: Encodable {
        var feature: String
        var key: String
        var value: String
    }

    static func getBillingPreferences(_ world: inout World, _ call: Call) throws -> Data {
        let input = try call.input(PreferencesInput.self)
        guard input.features == ["BILLING_ALERTS"] else {
            throw AWSFailure("ValidationException", "Only the feature BILLING_ALERTS is simulated")
        }
        let value = world.billing.billingAlertsEnabled ? "ENABLED" : "DISABLED"
        return try JSONEncoder().encode([
            "billingPreferences": [Preference(feature: "BILLING_ALERTS", key: "billing-alerts", value: value)]
        ])
    }
}
