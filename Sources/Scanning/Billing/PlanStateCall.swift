// What a Free Tier plan has left. Free of charge. Source: botocore 1.43.11, freetier GetAccountPlanState.

import AWSAPI
import CostModel
import Foundation

enum PlanStateCall {
    static let operation = "GetAccountPlanState"

    /// Nil for an account without a plan, such as one older than the plans. Throws `AWSError`, `JSONAnswerError` or
    /// `ScanError`.
    static func plan(_ client: AWSClient, _ home: Region) async throws -> FreeTierPlan? {
        do {
            let data = try await client.json(
                .freeTier, operation, body: Data("{}".utf8), region: home.code)
            let answer: Answer = try AWSJSON.decode(data, of: operation)
            return try answer.plan()
        } catch let error as AWSError where error.code == "ResourceNotFoundException" {
            return nil
        }
    }

    /// The one time of a JSON service that AWS writes as text, such as `2027-06-30T00:00:00Z`; seconds are read as
    /// well.
    private struct Instant: Decodable {
        let date: Date

        init(from decoder: any Decoder) throws {
            let value = try decoder.singleValueContainer()
            let seconds = try? value.decode(Double.self)
            guard let read = try seconds.map(UTCTime.aws(seconds:)) ?? UTCTime.aws(value.decode(String.self)) else {
                throw DecodingError.dataCorruptedError(in: value, debugDescription: "no time")
            }
            date = read
        }
    }

    private struct Answer: Decodable {
        struct Amount: Decodable {
            let amount: Double
            let unit: String
        }
        let accountPlanType: String
        let accountPlanStatus: String?
        let accountPlanRemainingCredits: Amount?
        let accountPlanExpirationDate: Instant?

        func plan() throws -> FreeTierPlan {
            FreeTierPlan(
                type: accountPlanType, status: accountPlanStatus, remaining: try accountPlanRemainingCredits.map(usd),
                expiresAt: accountPlanExpirationDate?.date)
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
