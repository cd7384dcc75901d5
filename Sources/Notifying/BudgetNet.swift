// A budget that sees what credits pay: AWS's own net, which also holds while costguard does not run.
// Source: AWS Budgets API reference, CreateBudget; botocore 1.43.11, budgets: CostTypes include credits and refunds
// unless said otherwise, and such a budget shows 0 USD while a credit pays.

package import AWSAPI
package import CostModel

/// A monthly budget of cost that leaves credits and refunds out, and mails at marks.
package struct BudgetNet: Hashable, Sendable {
    /// The IAM actions that making and looking need. AWS asks for these two, whatever the call.
    package static let permissions = ["budgets:ModifyBudget", "budgets:ViewBudget"]
    /// Percent of the limit that was spent.
    package static let marks = [50, 80, 100]

    /// Unique in the account.
    package let name: String
    /// USD a month, above 0.
    package let limit: Money
    /// Who is told, by AWS itself.
    package let email: String

    /// A budget to be made.
    package init(name: String, limit: Money, email: String) {
        self.name = name
        self.limit = limit
        self.email = email
    }

    /// Makes it. Throws `AWSError`.
    /// - Parameter region: any of the partition in which the account lives.
    /// - Returns: false where the account has a budget of this name: then nothing was changed.
    package func make(in account: AccountID, _ client: AWSClient, region: Region) async throws -> Bool {
        do {
            _ = try await client.json(
                .budgets, "CreateBudget", body: try AWSJSON.encode(request(account)), region: region.code)
            return true
        } catch let error as AWSError where error.code == "DuplicateRecordException" {
            return false
        }
    }

    private func request(_ account: AccountID) -> Request {
        let reader = Request.Subscriber(subscriptionType: "EMAIL", address: email)
        func mark(_ type: String, _ percent: Int) -> Request.Mark {
            Request.Mark(
                notification: .init(
                    notificationType: type, comparisonOperator: "GREATER_THAN", threshold: percent,
                    thresholdType: "PERCENTAGE"), subscribers: [reader])
        }
        return Request(
            accountId: account.digits,
            budget: .init(
                budgetName: name, budgetLimit: .init(amount: limit.description, unit: "USD"),
                costTypes: .init(includeCredit: false, includeRefund: false), timeUnit: "MONTHLY", budgetType: "COST"),
            notificationsWithSubscribers: Self.marks.map { mark("ACTUAL", $0) } + [mark("FORECASTED", 100)])
    }

    private struct Request: Encodable {
        struct Spend: Encodable {
            let amount: String
            let unit: String
        }
        struct CostTypes: Encodable {
            let includeCredit: Bool
            let includeRefund: Bool
        }
        struct Budget: Encodable {
            let budgetName: String
            let budgetLimit: Spend
            let costTypes: CostTypes
            let timeUnit: String
            let budgetType: String
        }
        struct Notification: Encodable {
            let notificationType: String
            let comparisonOperator: String
            let threshold: Int
            let thresholdType: String
        }
        struct Subscriber: Encodable {
            let subscriptionType: String
            let address: String
        }
        struct Mark: Encodable {
            let notification: Notification
            let subscribers: [Subscriber]
        }
        let accountId: String
        let budget: Budget
        let notificationsWithSubscribers: [Mark]
    }
}
