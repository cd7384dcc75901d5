// What the doctor asks of AWS's own words on money: credits, plan, and the alarms that credits blind. All free of charge.

import CostModel
import Foundation
import Pipeline
import Scanning

struct DoctorMoney {
    let connection: AWSConnection
    let ports: AWSPorts
    let account: AccountID
    let now: Date
    /// Those of the configuration: their amounts stand there.
    let known: [CreditGrant]

    func findings() async -> [DoctorFinding] { [await credits(), await alerts(), await budgets()] }

    private func credits() async -> DoctorFinding {
        let figures = await ports.billing.credits(account: account, at: now)
        let usable = (figures.credits ?? []).filter { $0.left > .zero && $0.expiresAt ?? now >= now }
        if !usable.isEmpty {
            let left = usable.reduce(Money.zero) { $0 + $1.left }
            return .fine("credits", "AWS lists \(usable.count), \(left.cents) USD left")
        }
        if let left = figures.plan?.remaining { return .fine("credits", "Free Tier plan, \(left.cents) USD left") }
        let hint = "enter what AWS's page shows, such as"
        guard let gap = figures.gaps.first else {
            return .worth("credits", "AWS lists none for this account", hint, type: entering)
        }
        let lost = "a balance comes from what you type"
        var finding = DoctorFinding.worth("credits", "\(gap.operation): \(gap.error): \(lost)", hint, type: entering)
        finding.trial = DoctorFinding.Trial(operation: gap.operation, cause: gap.error, lost: lost)
        return finding
    }

    /// A command that is taken in this state: the amount of a credit that the configuration has is said there.
    private var entering: String {
        guard let first = known.first else { return "costguard credits set 100 --used 37" }
        return "costguard credits set \(first.name == CreditArguments.usualName ? "" : "'\(first.name)' ")--used 37"
    }

    private func alerts() async -> DoctorFinding {
        do {
            guard let areOn = try await BillingAlerts.areOn(connection.client, home: connection.mainRegion) else {
                return .worth("billing alerts", "AWS does not tell whether they are on")
            }
            return areOn
                ? .fine("billing alerts", "on: AWS publishes EstimatedCharges")
                : .worth(
                    "billing alerts", "off: AWS publishes no EstimatedCharges",
                    "switch on 'Receive CloudWatch billing alerts' in the console's Billing preferences")
        } catch {
            return .untold(
                "billing alerts", error, "GetBillingPreferences",
                lost: "whether AWS's billing alerts are on is not known")
        }
    }

    private func budgets() async -> DoctorFinding {
        do {
            let budgets = try await AWSBudgets.all(of: account, connection.client, home: connection.mainRegion)
            let blind = budgets.filter(\.isBlindedByCredits).map(\.name)
            if budgets.isEmpty {
                return .worth(
                    "budgets", "none: AWS itself warns of nothing",
                    "a free one that sees what credits pay",
                    type: "costguard init --budget 100 --email ADDRESS")
            }
            guard !blind.isEmpty else { return .fine("budgets", "\(budgets.count), none of them counts credits") }
            return .worth(
                "budgets", "\(blind.joined(separator: ", ")): credits are counted in, so it shows 0 USD while one pays",
                "in AWS Budgets, leave credits and refunds out of it (advanced options)")
        } catch {
            return .untold("budgets", error, "DescribeBudgets", lost: "whether a budget warns you is not known")
        }
    }
}
