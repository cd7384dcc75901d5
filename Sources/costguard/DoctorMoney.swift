// What the doctor asks of AWS's own words on money: credits, plan, and the alarms that credits blind. All free of charge.

import CostModel
import Foundation
import Pipeline
import Scanning

struct DoctorMoney {
    let connection: AWSConnection
    let doors: AWSDoors
    let account: AccountID
    let now: Date

    func findings() async -> [DoctorFinding] { [await credits(), await alerts(), await budgets()] }

    private func credits() async -> DoctorFinding {
        let figures = await doors.billing.credits(account: account, at: now)
        let usable = (figures.credits ?? []).filter { $0.left > .zero && $0.expiresAt ?? now >= now }
        if !usable.isEmpty {
            let left = usable.reduce(Money.zero) { $0 + $1.left }
            return .fine("credits", "AWS lists \(usable.count), \(left.cents) USD left")
        }
        if let left = figures.plan?.remaining { return .fine("credits", "Free Tier plan, \(left.cents) USD left") }
        let told = figures.gaps.map { "\($0.operation): \($0.error)" }.joined(separator: "; ")
        return .worth(
            "credits", told.isEmpty ? "AWS lists none for this account" : told,
            "enter what AWS's page shows: costguard credits set 100 --used 37")
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
        } catch { return .worth("billing alerts", "not known: \(error)") }
    }

    private func budgets() async -> DoctorFinding {
        do {
            let budgets = try await AWSBudgets.all(of: account, connection.client, home: connection.mainRegion)
            let blind = budgets.filter(\.isBlindedByCredits).map(\.name)
            if budgets.isEmpty {
                return .worth(
                    "budgets", "none: AWS itself warns of nothing",
                    "a free one that sees what credits pay: costguard init --budget 100 --email ADDRESS")
            }
            guard !blind.isEmpty else { return .fine("budgets", "\(budgets.count), none of them counts credits") }
            return .worth(
                "budgets", "\(blind.joined(separator: ", ")): credits are counted in, so it shows 0 USD while one pays",
                "in AWS Budgets, leave credits and refunds out of it (advanced options)")
        } catch { return .worth("budgets", "not known: \(error)") }
    }
}
