// A person's word before anything is changed: yes; above the limits of cron the number itself, a name where more than
// a limit speaks against it.

import CostModel
import Foundation
import Planning

/// What must be said before something is done.
struct Confirmation {
    /// What is typed on a terminal: `yes`, a number, a name.
    let word: String
    /// Why more than a yes is asked for, in words; nil: a yes suffices, or the question has said it.
    let above: String?
    /// What the options of the command say to it; nil: a person is asked.
    let scripted: Scripted?
    /// The command that asks again, as it was typed, without what answers by itself.
    let command: String
    /// The verb whose help tells how a script answers.
    let verb: String

    /// An answer that was given with the command.
    enum Scripted {
        case agrees
        /// It does not answer what is asked; why.
        case differs(String)
    }

    /// Of the `count` steps of a plan: above a limit, the number itself must be typed.
    ///
    /// - Parameters:
    ///   - above: which limit they are above; nil: none.
    ///   - typed: with `--yes`: `--count`.
    init(count: Int, above: String?, yes: Bool, typed: Int?, command: String) {
        word = above == nil ? "yes" : String(count)
        self.above = above
        self.command = command
        verb = "apply"
        scripted =
            if !yes {
                nil
            } else if let typed, typed != count {
                .differs("there are \(count) steps, --count says \(typed)")
            } else if let above, typed == nil {
                .differs(above)
            } else {
                .agrees
            }
    }

    /// Of a word that may be more than `yes`.
    ///
    /// - Parameters:
    ///   - typed: what `--confirm` says in the place of a terminal.
    ///   - verb: whose help tells of that.
    init(word: String, above: String? = nil, yes: Bool, typed: String?, command: String, verb: String) {
        self.word = word
        self.above = above
        self.command = command
        self.verb = verb
        scripted =
            if let typed {
                typed == word ? .agrees : .differs("what is asked for is '\(word)', --confirm says '\(typed)'")
            } else if yes {
                word == "yes"
                    ? .agrees
                    : .differs(
                        "\(above.map { "\($0); " } ?? "")--yes does not suffice for this: '\(word)' is to be typed, or said "
                            + "by --confirm")
            } else {
                nil
            }
    }

    /// Returns when the word was given; what is to be done was shown before.
    ///
    /// - Throws: `refused` where it was not, or where nobody can be asked.
    func obtain(_ terminal: Terminal) throws {
        switch scripted {
        case .agrees: return
        case .differs(let why): throw refusal(why)
        case nil: break
        }
        guard Terminal.canAsk else {
            throw CommandError(
                "Nobody can be asked: this is no terminal",
                hint: "say '\(command)' in a terminal; 'costguard \(verb) --help' tells how a script answers",
                status: .refused)
        }
        if let above { terminal.say("Mind: \(above).") }
        let answer = terminal.ask("Type \(word) to go on:")
        guard answer == word else { throw refusal("the answer was not '\(word)'") }
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
