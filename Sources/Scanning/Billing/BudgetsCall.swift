// The user's budgets at AWS, and whether they see what a credit pays. Reading them is free of charge.
// Source: botocore 1.43.11, budgets DescribeBudgets: IncludeCredit and IncludeRefund are true unless said otherwise.

package import AWSAPI
package import CostModel
import Foundation

/// A budget of AWS Budgets.
package struct AWSBudget: Hashable, Sendable {
    /// As the user named it.
    package let name: String
    /// Whether a credit lowers what it sees: then it shows about 0 USD while the credit pays, and never fires.
    package let isBlindedByCredits: Bool
}

/// Lists budgets.
package enum AWSBudgets {
    static let operation = "DescribeBudgets"

    /// The budgets of cost, by name. Throws `AWSError` or `JSONAnswerError`; no budget at all is an empty list.
    /// - Parameter home: the main region of the account's part of AWS.
    package static func all(of account: AccountID, _ client: AWSClient, home: Region) async throws -> [AWSBudget] {
        var budgets: [AWSBudget] = []
        do {
            try await client.jsonPages(.budgets, operation, region: home.code) { token in
                Request(accountId: account.digits, nextToken: token)
            } receive: { (answer: Answer) in
                budgets += (answer.budgets ?? []).filter { $0.budgetType == "COST" }.map(\.budget)
                return answer.nextToken
            }
        } catch let error as AWSError where error.code == "NotFoundException" {
            return []
        }
        return budgets.sorted { $0.name < $1.name }
    }

    private struct Request: Encodable {
        let accountId: String
        let nextToken: String?
    }

    private struct Answer: Decodable {
        struct CostTypes: Decodable { let includeCredit: Bool? }
        struct Filter: Decodable {}
        struct Budget: Decodable {
            let budgetName: String
            let budgetType: String
            let costTypes: CostTypes?
            let filterExpression: Filter?

            var budget: AWSBudget {
                // A budget by a filter of its own may leave credits out by that: nothing is claimed of it.
                AWSBudget(name: budgetName, isBlindedByCredits: costTypes?.includeCredit ?? (filterExpression == nil))
            }
        }
        let budgets: [Budget]?
        let nextToken: String?
    }
}
