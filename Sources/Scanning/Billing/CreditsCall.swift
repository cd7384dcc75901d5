// AWS's own list of credits: what each is worth, what is left, until when, for what. Free of charge.
// Source: API reference of Billing, GetCredits and CreditData, read 2026-11.

import AWSAPI
import CostModel
import Foundation

enum CreditsCall {
    static let operation = "GetCredits"
    /// AWS takes no day that is a year or more ago; a credit that began earlier is listed all the same while it is in use.
    private static let lookBack: TimeInterval = 360 * .day

    /// Throws `AWSError`, `JSONAnswerError` or `ScanError`.
    static func credits(
        of account: AccountID, at now: Date, _ client: AWSClient, _ home: Region
    ) async throws -> [AWSCredit] {
        let request = Request(
            accountId: account.digits, startDate: Int(now.addingTimeInterval(-lookBack).timeIntervalSince1970))
        let data = try await client.json(
            .billing, operation, body: try JSONEncoder().encode(request), region: home.code)
        let answer: Answer = try AWSJSON.decode(data, of: operation)
        return try (answer.credits ?? []).map { try $0.credit() }
    }

    private struct Request: Encodable {
        let accountId: String
        let startDate: Int
    }

    private struct Answer: Decodable {
        struct Amount: Decodable {
            let currencyCode: String
            let currencyAmount: String
        }
        struct Credit: Decodable {
            let creditId: String
            let creditType: String?
            let description: String?
            let initialAmount: Amount
            let remainingAmount: Amount
            let estimatedAmount: Amount?
            let startDate: Double?
            let endDate: Double?
            let applicableProductNames: [String]?
            let creditStatus: String?

            func credit() throws -> AWSCredit {
                AWSCredit(
                    id: creditId, type: creditType ?? "", description: description ?? "",
                    initial: try usd(initialAmount), remaining: try usd(remainingAmount),
                    estimated: try estimatedAmount.map(usd), startsAt: try startDate.map(time),
                    expiresAt: try endDate.map(time), products: applicableProductNames ?? [],
                    isEnabled: creditStatus != "DISABLED")
            }

            private func time(_ seconds: Double) throws -> Date {
                guard let time = UTCTime.aws(seconds: seconds) else {
                    throw ScanError(
                        "A time of credit '\(creditId.prefix(32))' cannot be read: got '\(seconds)' expected seconds"
                            + " since 1970")
                }
                return time
            }

            /// AWS writes credits as what they take off a bill at times: below zero.
            private func usd(_ amount: Amount) throws -> Money {
                guard amount.currencyCode == "USD", let money = Money(billed: amount.currencyAmount) else {
                    throw ScanError(
                        "The amount of credit '\(creditId.prefix(32))' cannot be read: got"
                            + " '\(amount.currencyAmount.prefix(40))' in '\(amount.currencyCode.prefix(8))' expected an"
                            + " amount in 'USD'")
                }
                return money < .zero ? .zero - money : money
            }
        }
        let credits: [Credit]?
    }
}
