// What the doctor asks of AWS's own words on money: this month's charges, credits, the plan. All free of charge.

import AWSAPI
import CostModel
import Foundation
import Pipeline

struct DoctorMoney {
    let connection: AWSConnection
    let ports: AWSPorts
    let account: AccountID
    let now: Date
    /// Those of the configuration: their amounts stand there.
    let known: [CreditGrant]

    func findings() async -> [DoctorFinding] { [await billing(), await credits()] }

    private func billing() async -> DoctorFinding {
        let figures = await ports.billing.figures(account: account, at: now, costsSince: nil)
        if let gap = figures.gaps.first {
            let lost = "AWS's own figure of this month is not known"
            var finding = DoctorFinding.worth("billing", "\(gap.operation): \(gap.error): \(lost)")
            finding.trial = DoctorFinding.Trial(operation: gap.operation, cause: gap.error, lost: lost)
            return finding
        }
        guard let charges = figures.estimatedCharges else {
            return .worth(
                "billing", "EstimatedCharges has no data: that is not 0 USD",
                connection.client.callerIsLearnerLab
                    ? nil : "switch on 'Receive CloudWatch billing alerts' in the console's Billing preferences")
        }
        return .fine("billing", "EstimatedCharges answers: \(charges.amount.cents) USD this month")
    }

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
}
