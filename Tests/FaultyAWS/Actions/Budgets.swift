// Budgets: those that exist, and a new one. What a budget sees is not simulated, only what it is made to see.

import Foundation
import SimulatedAWS

enum Budgets {
    static let actions: [String: JSONAction] = ["DescribeBudgets": describeBudgets, "CreateBudget": createBudget]

    private struct Spend: Codable {
        var amount: String
        var unit: String
    }

    private struct CostTypes: Codable {
        var includeCredit: Bool?
        var includeRefund: Bool?
    }

    private struct Budget: Codable {
        var budgetName: String
        var budgetLimit: Spend?
        var budgetType: String
        var timeUnit: String
        var costTypes: CostTypes?
    }

    private struct DescribeInput: Decodable {
        var accountId: String
        var maxResults: Int?
        var nextToken: String?
    }

    private struct DescribeOutput: Encodable {
        var budgets: [Budget]
        var nextToken: String?
    }

    static func describeBudgets(_ world: inout World, _ call: Call) throws -> Data {
        let input = try call.input(DescribeInput.self)
        try check(input.accountId, world, call)
        let start = try input.nextToken.map(call.position) ?? 0
        let size = input.maxResults ?? 100
        let shown = world[Extras.self].budgets.dropFirst(start).prefix(size).map { budget in
            Budget(
                budgetName: budget.name, budgetLimit: Spend(amount: budget.limit, unit: "USD"), budgetType: "COST",
                timeUnit: "MONTHLY",
                costTypes: CostTypes(includeCredit: budget.includesCredit, includeRefund: budget.includesRefund))
        }
        let hasMore = world[Extras.self].budgets.count > start + size
        return try CloudWatch.encoded(
            DescribeOutput(budgets: Array(shown), nextToken: hasMore ? call.token(start + size) : nil))
    }

    private struct CreateInput: Decodable {
        struct Subscriber: Decodable { var address: String }
        struct Mark: Decodable {
            var notificationType: String
            var threshold: Double
        }
        struct Notification: Decodable {
            var notification: Mark
            var subscribers: [Subscriber]
        }

        var accountId: String
        var budget: Budget
        var notificationsWithSubscribers: [Notification]?
    }

    static func createBudget(_ world: inout World, _ call: Call) throws -> Data {
        let input = try call.input(CreateInput.self)
        try check(input.accountId, world, call)
        guard !world[Extras.self].budgets.contains(where: { $0.name == input.budget.budgetName }) else {
            throw AWSFailure("DuplicateRecordException", "The budget already exists: \(input.budget.budgetName)")
        }
        guard let limit = input.budget.budgetLimit, limit.unit == "USD", let amount = Double(limit.amount), amount > 0
        else { throw AWSFailure("InvalidParameterException", "Budget limit must be a positive amount in USD") }
        var budget = CostBudget(name: input.budget.budgetName, limit: limit.amount)
        budget.includesCredit = input.budget.costTypes?.includeCredit ?? true
        budget.includesRefund = input.budget.costTypes?.includeRefund ?? true
        budget.marks = (input.notificationsWithSubscribers ?? []).map {
            "\($0.notification.notificationType) \(Int($0.notification.threshold))"
        }
        budget.subscribers = (input.notificationsWithSubscribers ?? []).flatMap { $0.subscribers.map(\.address) }
        world[Extras.self].budgets.append(budget)
        return Data("{}".utf8)
    }

    private static func check(_ account: String, _ world: World, _ call: Call) throws {
        guard account == world.account else {
            throw AWSFailure.denied(.budgets, action: call.action, caller: call.caller.arn)
        }
    }
}
