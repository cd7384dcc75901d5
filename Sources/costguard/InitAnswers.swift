// What `init` needs to know, from flags or from the person at the terminal.

import CostModel
import Foundation

/// The answers so far; nil where nobody has said.
struct InitAnswers {
    var profile: String?
    var creditName: String
    /// Whether a flag gave the credit's name.
    var isNamed = false
    var isLearnerLab = false
    var amount: String?
    var used: String?
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

    /// What is used of a credit, which may be more than it was worth.
    ///
    /// - Throws: where it is no amount.
    static func money(_ text: String) throws -> Money {
        guard let used = CreditText.amount(text) else {
            throw CommandError(
                "--used: '\(text)' is no amount", hint: "write USD as 12.40, 0 or more", status: .usage)
        }
        return used
    }
}

/// Asks in plain words what the flags left open; asks nothing where there is no terminal.
struct InitQuestions {
    let terminal: Terminal

    func complete(_ given: InitAnswers) throws -> InitAnswers {
        var answers = given
        if Terminal.canAsk {
            terminal.say("A few questions. An empty answer is always the careful one, and all can be changed later.")
            try ask(&answers)
        }
        try check(answers)
        return answers
    }

    private func ask(_ answers: inout InitAnswers) throws {
        answers.profile = answers.profile ?? text("Which profile of your AWS configuration? (empty: the default)")
        if answers.isLearnerLab { try askLab(&answers) } else { askCredit(&answers) }
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

    private func askCredit(_ answers: inout InitAnswers) {
        guard answers.amount == nil else { return }
        answers.amount = text("How large is your credit, in USD? (empty: none)")
        guard answers.amount != nil else { return }
        answers.granted =
            answers.granted
            ?? text("Since which day do you have it? (YYYY-MM-DD; empty: then what is spent is not known)")
        answers.expires = answers.expires ?? text("Its last day? (YYYY-MM-DD, empty: never)")
    }

    /// As the lab's page writes it; asked again until it can be read.
    private func askLab(_ answers: inout InitAnswers) throws {
        guard answers.amount == nil || answers.used == nil else { return }
        for _ in 0..<3 {
            guard let line = text("What does the lab's page show? Type it as it stands, such as 'Used $12.40 of $50':")
            else { return }
            if let (used, amount) = LearnerLab.amounts(line) {
                (answers.used, answers.amount) = (answers.used ?? used, answers.amount ?? amount)
                return
            }
            terminal.warn("'\(line)' cannot be read: two amounts are wanted, what is used and the whole.")
        }
        throw CommandError(
            "The lab's budget is not known",
            hint: "say it by flags: costguard init --learner-lab --credit 50 --used 12.40",
            status: .usage)
    }

    private func text(_ question: String) -> String? {
        let answer = terminal.ask(question) ?? ""
        return answer.isEmpty ? nil : answer
    }

    private func yes(_ question: String) -> Bool { Self.yes(question, terminal) }

    /// No is the answer to anything that is not clearly yes.
    static func yes(_ question: String, _ terminal: Terminal) -> Bool {
        ["y", "yes"].contains((terminal.ask(question + " [y/N]") ?? "").lowercased())
    }

    private func check(_ answers: InitAnswers) throws {
        if let email = answers.email { try Self.check(email: email) }
        if answers.amount == nil, answers.granted != nil || answers.expires != nil {
            throw CommandError("A credit's days are given without its amount", hint: "add --credit USD", status: .usage)
        }
    }

    static func check(email: String) throws {
        let parts = email.split(separator: "@", omittingEmptySubsequences: false)
        let plain = email.unicodeScalars.allSatisfy { $0.isASCII && $0.value > 0x20 && $0.value != 0x7F }
        guard parts.count == 2, parts.allSatisfy({ !$0.isEmpty }), plain, email.utf8.count <= 254 else {
            throw CommandError("'\(email)' is no mail address", hint: "write it as me@example.org", status: .usage)
        }
    }
}
