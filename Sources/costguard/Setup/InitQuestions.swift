// The questions of `init`, in plain words. One whose answer cannot be read is asked again; where there is no terminal
// nothing is asked.

import AWSAPI
import CostModel
import Foundation

struct InitQuestions {
    let terminal: Terminal
    let environment: [String: String]
    /// What holds now, where a configuration is changed; nil for a new one.
    var present: Settings?
    let now: Date

    /// How often one question is asked.
    private static let most = 4

    func complete(_ given: InitAnswers) throws -> InitAnswers {
        var answers = given
        if Terminal.canAsk {
            terminal.say(
                present == nil
                    ? "A few questions. An empty answer is the careful one, and all can be changed later."
                    : "A few questions. An empty answer leaves all as it is.")
            try ask(&answers)
        }
        if let email = answers.email { try InitAnswers.check(email: email) }
        if present == nil { answers.timeZone = answers.timeZone ?? systemZone }
        return answers
    }

    private func ask(_ answers: inout InitAnswers) throws {
        answers.profile = try answers.profile ?? profile()
        if answers.isLearnerLab { try askLab(&answers) } else { try askCredit(&answers) }
        let zone = present.map { $0.timeZone == .gmt ? "UTC" : $0.timeZone.identifier } ?? systemZone
        answers.timeZone = try answers.timeZone ?? self.zone(empty: zone)
        answers.email =
            try answers.email
            ?? text("Which address shall alarms go to?", none: "none", present?.topic, InitAnswers.check(email:))
        try askCron(&answers)
        // Between a lab's sessions nothing runs, and nobody is to be alarmed.
        guard answers.heartbeat == nil, !answers.isLearnerLab else { return }
        answers.heartbeat = try text(
            "If this machine is off, costguard is silent, and so are its mails. A service\n"
                + "outside of AWS, such as healthchecks.io (free), mails you then. Its ping\n"
                + "address, https://hc-ping.com/…?", none: "none", present?.heartbeat.map { "\($0.host)/…" },
            InitAnswers.heartbeat)
    }

    private var systemZone: String { SystemTimeZone.name(environment) ?? "UTC" }

    func profile() throws -> String? {
        try text("Which profile of your AWS configuration?", none: "the default", present?.profile) { name in
            let known = (try? SharedConfiguration.load(environment: environment))?.profileNames ?? []
            if known.contains(name) { return name }
            let near = NearestName.hint(for: name, among: known) ?? "leave it empty to use the default"
            throw CommandError("There is no profile '\(name)'", hint: near)
        }
    }

    private func zone(empty: String) throws -> String? {
        try Self.asked("Which time zone do you live in? (empty: \(empty))", terminal) { text in
            guard let zone = SystemTimeZone.typed(text) else {
                throw CommandError(
                    SystemTimeZone.fault(text), hint: "TZ names are listed by 'timedatectl list-timezones'")
            }
            return zone
        }
    }

    private func askCredit(_ answers: inout InitAnswers) throws {
        let credit = present?.credits.first { [name = answers.creditName] in $0.name == name }
        if answers.amount == nil {
            answers.amount = try text(
                "How large is your credit, in USD?", none: "none", credit.map { "\($0.amount)" }, Self.amount)
        }
        guard let amount = answers.amount ?? credit?.amount else { return }
        if answers.granted == nil {
            answers.granted = try text(
                "Since which day do you have it? Such as 2026-09-01 or 1 Sep 2026.\n", none: "not known",
                credit?.granted.map(UTCTime.dayText)
            ) { try day($0, isEnd: false, after: nil) }
        }
        let start = answers.granted.flatMap(CreditInput.start)
        if answers.expires == nil {
            answers.expires = try text(
                "Its last day?", none: "never", credit?.expires.map { UTCTime.dayText($0.addingTimeInterval(-1)) }
            ) { try day($0, isEnd: true, after: start) }
        }
        guard answers.used == nil else { return }
        answers.used = try text("How much of it is left, in USD, as AWS's page shows it?", none: "not known", nil) {
            line in
            let left = try Self.amount(line, orZero: true)
            guard left <= amount else {
                throw CommandError(
                    "\(left) USD is more than the credit of \(amount) USD", hint: "write what is left of it")
            }
            return amount - left
        }
    }

    private static func amount(_ text: String) throws -> Money { try amount(text, orZero: false) }

    private static func amount(_ text: String, orZero: Bool) throws -> Money {
        if let money = CreditInput.amount(text), orZero || money > .zero { return money }
        throw CommandError("'\(text)' is no amount", hint: "write such as 100, $100 or 62.50 USD")
    }

    private func day(_ text: String, isEnd: Bool, after start: Date?) throws -> String {
        guard let date = isEnd ? CreditInput.expiry(text) : CreditInput.start(text) else {
            throw CommandError(TypedDay.fault(text), hint: TypedDay.forms)
        }
        func refusal(_ why: String) -> CommandError { CommandError("'\(text)' \(why)", hint: "look at the year") }
        if isEnd, date <= now { throw refusal("has passed: there would be nothing left to guard") }
        if !isEnd, date > now { throw refusal("has not come yet") }
        if let start, date <= start { throw refusal("is before the credit's first day") }
        return CreditInput.written(text)
    }

    /// As the lab's page writes it.
    private func askLab(_ answers: inout InitAnswers) throws {
        guard answers.amount == nil || answers.used == nil else { return }
        let question = "What does the lab's page show? Type it as it stands, such as 'Used $12.40 of $50':"
        let shown = try Self.asked(question, terminal) { line in
            guard let shown = LearnerLab.amounts(line) else {
                throw CommandError(
                    "'\(line)' cannot be read", hint: "two amounts are wanted: what is used, and the whole")
            }
            return shown
        }
        answers.used = answers.used ?? shown?.used
        answers.amount = answers.amount ?? shown?.amount
    }

    private func askCron(_ answers: inout InitAnswers) throws {
        let cron = present?.unattended
        if answers.unattendedGiven == nil {
            answers.unattendedGiven = try yes(
                answers.isLearnerLab
                    ? "May costguard stop idle machines by itself while it watches?\nDisks stay, memory is lost."
                    : "May costguard stop idle machines by itself when cron runs it?\nDisks stay, memory is lost.",
                cron.map { $0.actions.contains(.stop) })
        }
        guard answers.unattendedGiven ?? cron?.actions.contains(.stop) ?? false else {
            return terminal.say("It will only look and mail. To change that: costguard init --unattended")
        }
        if answers.gpuNoticeGiven == nil, answers.gpuGiven == nil {
            let credit = answers.amount ?? present?.credits.map(\.amount).min()
            terminal.say(GPUText.waiting(credit: credit, prices: try? Assets.prices()))
            answers.gpuNoticeGiven = try yes(GPUText.question, cron.map { $0.notices.gpuLoadUnknown != nil })
        }
        if answers.storeGiven == nil {
            answers.storeGiven = try yes(
                "Most GPU machines (g4dn, g5) and some others (i3) have scratch disks that are\nwiped at a stop. May it stop those?",
                cron?.losesInstanceStore)
        }
        // A lab is one person's, and its sessions are shorter than a week.
        guard answers.rehearsesUntil == nil, cron?.from == nil, !answers.isLearnerLab else { return }
        let isShared = try yes(
            "Do others work in this account? Then it only tells for a week what it would\nhave stopped.",
            cron.map { _ in false })
        if isShared == true { answers.rehearsesUntil = InitAnswers.day(after: InitAnswers.week, from: now) }
    }

    private func text<Value>(
        _ question: String, none: String, _ present: String?, _ read: (String) throws -> Value
    ) throws -> Value? {
        let empty = present.map { "stays \($0)" } ?? none
        return try Self.asked("\(question)\(question.hasSuffix("\n") ? "" : " ")(empty: \(empty))", terminal, read)
    }

    /// Nil where it stays as it is.
    private func yes(_ question: String, _ present: Bool?) throws -> Bool? {
        let empty = present.map { " (empty: stays \($0 ? "yes" : "no")) [y/n]" } ?? " [y/N]"
        let answer = try Self.asked(question + empty, terminal) { line in
            guard let yes = ["y": true, "yes": true, "n": false, "no": false][line.lowercased()] else {
                throw CommandError("'\(line)' is neither yes nor no", hint: "type y or n; nothing means no")
            }
            return yes
        }
        return answer ?? (present == nil ? false : nil)
    }

    /// An answer that can be read; nil for an empty one, and at the end of input.
    ///
    /// - Throws: after some answers that cannot be.
    static func asked<Value>(
        _ question: String, _ terminal: Terminal, _ read: (String) throws -> Value
    ) throws -> Value? {
        for _ in 0..<most {
            guard let line = terminal.ask(question), !line.isEmpty else { return nil }
            do { return try read(line) } catch { terminal.complain("\(error)") }
        }
        throw CommandError(
            "Nothing was written: \(most) answers could not be read",
            hint: "call it again, or say it by a flag: costguard init --help", status: .usage)
    }

    /// No is the answer to anything that is not clearly yes.
    static func yes(_ question: String, _ terminal: Terminal) -> Bool {
        ["y", "yes"].contains((terminal.ask(question + " [y/N]") ?? "").lowercased())
    }
}
