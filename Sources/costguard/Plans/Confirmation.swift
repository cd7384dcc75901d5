// A person's word before anything is changed: yes, or above the limits of cron the number itself.

import CostModel
import Foundation
import Planning

/// What must be said before `count` steps are done.
struct Confirmation {
    let count: Int
    /// Why the number itself must be typed; nil: a yes suffices.
    let above: String?
    let yes: Bool
    /// With `--yes`: `--count`.
    let typed: Int?
    /// The command that asks again, as it was typed, without what answers by itself.
    let command: String

    /// Returns when the word was given; what is to be done was shown before.
    ///
    /// - Throws: `refused` where it was not, or where nobody can be asked.
    func obtain(_ terminal: Terminal) throws {
        if yes {
            if let typed, typed != count { throw refusal("there are \(count) steps, --count says \(typed)") }
            if let above, typed == nil { throw refusal(above) }
            return
        }
        guard Terminal.canAsk else {
            throw CommandError(
                "Nobody can be asked: this is no terminal",
                hint: "say '\(command)' in a terminal; 'costguard apply --help' tells how a script answers",
                status: .refused)
        }
        if let above { terminal.say("Mind: \(above).") }
        let wanted = above == nil ? "yes" : String(count)
        let answer = terminal.ask("Type \(wanted) to go on:")
        guard answer == wanted else { throw refusal("the answer was not '\(wanted)'") }
    }

    private func refusal(_ why: String) -> CommandError {
        CommandError("Nothing was changed: \(why)", hint: "'\(command)' asks again", status: .refused)
    }

    /// Which of the limits that one run of cron has these steps are above, in words; nil: none.
    static func above(_ steps: [PlanStep], _ settings: GuardrailSettings, running: Int) -> String? {
        let limit = Limits.ofOneRun(settings, running: running)
        if steps.count > limit {
            return
                "\(CountText.text(steps.count, "step")) \(steps.count == 1 ? "is" : "are") above the limit of \(limit)"
        }
        guard let over = Limits.overUSD(settings, steps) else { return nil }
        let bound = "the limit of \(over.limit) USD an hour (guardrails.maxUSDPerHour)"
        guard let sum = over.perHour else { return "a machine has no known price, which counts as above \(bound)" }
        return "\(CountText.text(steps.count, "machine")) of \(sum.cents) USD an hour: above \(bound)"
    }
}
