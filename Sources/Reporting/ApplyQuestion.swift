// What a person is shown before a plan's steps are done: each machine, what its stop loses and saves, then one question.

import CostModel
import Foundation

/// The steps that wait for a person's word.
package struct ApplyQuestion: Sendable {
    private let steps: [PlanStep]
    private let planID: String
    private let account: AccountID
    private let losses: [ResourceKey: [String]]

    /// - Parameter findings: the rules' latest word, which tells what a stop loses; what they do not tell is not shown.
    package init(_ steps: [PlanStep], planID: String, account: AccountID, findings: [Finding]) {
        self.steps = steps
        self.planID = planID
        self.account = account
        losses = findings.reduce(into: [:]) { losses, finding in
            if losses[finding.resource] == nil { losses[finding.resource] = finding.loses }
        }
    }

    /// Two lines a step: `stop hw3-gpu i-0a1b Oregon (us-west-2), saves 12.62 USD a day`, then what is lost.
    package func text(_ context: TextContext) -> String {
        var lines = TextLines(context)
        for step in steps {
            let title = CommonText.title(step.resource, step.name)
            let name = title == step.resource.id ? "" : "\(title)  "
            let saving = step.savingPerMonth.map { ", saves \(Self.aDay($0)) a day" } ?? ""
            lines.add(
                "\(name)\(step.resource.id)  \(CommonText.place(step.resource.region))\(saving)",
                head: "\(step.action.rawValue)  ")
            let lost = losses[step.resource] ?? []
            if !lost.isEmpty { lines.add("you lose \(lost.joined(separator: ", "))", head: "      ") }
        }
        return lines.text
    }

    /// `Stop 2 machines of account 123456789012 by plan 7f3a91c2, saving 25.24 USD a day.`
    package var sentence: String {
        let saving = SavingSum(steps).aDay.map { ", saving \($0)" } ?? ""
        let what = CountText.text(steps.count, "machine")
        return "Stop \(what) of account \(account) by plan \(planID)\(saving)."
    }

    private static func aDay(_ perMonth: Money) -> String { "\(CommonText.perDay(perMonth: perMonth).cents) USD" }
}
