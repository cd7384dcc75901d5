// What `init` needs to know, from flags or from the person at the terminal.

import CostModel
import Foundation

/// The answers so far; nil where nobody has said.
struct InitAnswers {
    var profile: String?
    var creditName: String
    var amount: String?
    var granted: String?
    var expires: String?
    var email: String?
    var topic: String?
    var unattendedGiven: Bool?
    var gpuGiven: Bool?
    var storeGiven: Bool?

    init(profile: String?, creditName: String) { (self.profile, self.creditName) = (profile, creditName) }

    var unattended: Bool { unattendedGiven ?? false }
    var gpuLoadUnknown: Bool { gpuGiven ?? false }
    var losesInstanceStore: Bool { storeGiven ?? false }
}

/// Asks in plain words what the flags left open; asks nothing where there is no terminal.
struct InitQuestions {
    let terminal: Terminal

    func complete(_ given: InitAnswers) throws -> InitAnswers {
        var answers = given
        if Terminal.canAsk { ask(&answers) }
        try check(answers)
        return answers
    }

    private func ask(_ answers: inout InitAnswers) {
        answers.profile = answers.profile ?? text("Which profile of your AWS configuration? (empty: the default)")
        if answers.amount == nil {
            answers.amount = text("How large is your credit, in USD? (empty: none)")
            if answers.amount != nil {
                answers.granted =
                    answers.granted
                    ?? text("Since which day do you have it? (YYYY-MM-DD; empty: then what is spent is not known)")
                answers.expires = answers.expires ?? text("Its last day? (YYYY-MM-DD, empty: never)")
            }
        }
        answers.email = answers.email ?? text("Which address shall alarms go to? (empty: none)")
        if answers.unattendedGiven == nil {
            answers.unattendedGiven = yes(
                "May costguard stop idle machines by itself when cron runs it? Disks stay, memory is lost.")
        }
        guard answers.unattended else { return }
        if answers.gpuGiven == nil {
            answers.gpuGiven = yes(
                "AWS does not tell how busy a GPU is. May it stop a GPU machine whose processor and network are idle,"
                    + " though the GPU might be working?")
        }
        if answers.storeGiven == nil {
            answers.storeGiven = yes(
                "Some machines (g4dn, g5, i3 and others) have scratch disks that are wiped at a stop. May it stop those?"
            )
        }
    }

    private func text(_ question: String) -> String? {
        let answer = terminal.ask(question) ?? ""
        return answer.isEmpty ? nil : answer
    }

    /// No is the answer to anything that is not clearly yes.
    private func yes(_ question: String) -> Bool {
        ["y", "yes"].contains((terminal.ask(question + " [y/N]") ?? "").lowercased())
    }

    private func check(_ answers: InitAnswers) throws {
        if let email = answers.email {
            let parts = email.split(separator: "@", omittingEmptySubsequences: false)
            let plain = email.unicodeScalars.allSatisfy { $0.isASCII && $0.value > 0x20 && $0.value != 0x7F }
            guard parts.count == 2, parts.allSatisfy({ !$0.isEmpty }), plain, email.utf8.count <= 254 else {
                throw CommandError("'\(email)' is no mail address", hint: "write it as me@example.org", status: .usage)
            }
        }
        if answers.amount == nil, answers.granted != nil || answers.expires != nil {
            throw CommandError("A credit's days are given without its amount", hint: "add --credit USD", status: .usage)
        }
    }
}
