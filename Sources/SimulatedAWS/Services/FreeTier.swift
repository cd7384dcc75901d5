// Free Tier: what a plan has left.

import Foundation

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
