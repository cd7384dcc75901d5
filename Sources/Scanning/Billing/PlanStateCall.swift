// What a Free Tier plan has left. Free of charge. Source: botocore 1.43.11, freetier GetAccountPlanState.

import AWSAPI
import CostModel
import Foundation

enum PlanStateCall {
    static let operation = "GetAccountPlanState"

    /// Nil for an account without a plan, such as one older than the plans. Throws `AWSError` or `ScanError`.
    static func plan(_ client: AWSClient) async throws -> FreeTierPlan? {
        do {
            let data = try await client.json(
                .freeTier, operation, body: Data("{}".utf8), region: Region.northVirginia.code)
            let answer: Answer = try AWSJSON.decode(data, of: operation)
            return try answer.plan()
        } catch let error as AWSError where error.code == "ResourceNotFoundException" {
            return nil
        }
    }

    private struct Answer: Decodable {
        struct Amount: Decodable {
            let amount: Double
            let unit: String
        }
        let accountPlanType: String
        let accountPlanRemainingCredits: Amount?
        let accountPlanExpirationDate: Double?

        func plan() throws -> FreeTierPlan {
            FreeTierPlan(
                type: accountPlanType, remaining: try accountPlanRemainingCredits.map(usd),
                expiresAt: try accountPlanExpirationDate.map(time))
        }

        private func time(_ seconds: Double) throws -> Date {
            guard let time = AWSTime.parse(seconds: seconds) else {
                throw ScanError(
                    "The end of the Free Tier plan cannot be read: got '\(seconds)' expected seconds since 1970")
            }
            return time
        }

        private func usd(_ amount: Amount) throws -> Money {
            guard amount.unit == "USD", let money = Money(usd: amount.amount) else {
                throw ScanError(
                    "The credits of the Free Tier plan cannot be read: got '\(amount.amount)' in"
                        + " '\(amount.unit.prefix(8))' expected an amount in 'USD'")
            }
            return money
        }
    }
}
