// The steps of `init`: answers or a course's file, the topic, the file, the balance, and what to do next.

import AWSAPI
import CostModel
import Foundation
import Notifying
import RuleEngine
import Storage

struct InitSetup {
    let command: InitCommand
    let paths: Paths
    /// Told by AWS where it is asked for a topic.
    private let time = AWSClock.ofThisMachine()

    init(command: InitCommand, paths: Paths) { (self.command, self.paths) = (command, paths) }

    private var common: CommonOptions { command.common }
    private var terminal: Terminal { common.terminal }

    /// Asks what no flag says, and writes the file.
    func fromQuestions() async throws -> InitAnswers {
        var answers = try InitQuestions(terminal: terminal).complete(given)
        try checkNets(address: answers.email, topic: nil)
        let balance = try balance(answers)
        // What will be written must be readable before anything is made in the account.
        let settings = try SettingsFile.parse(
            RuleFile(origin: "the answers", text: ConfigurationText.text(answers)))
        if let address = answers.email { answers.topic = try await makeTopic(for: address, answers.profile) }
        try ConfigurationText.write(ConfigurationText.text(answers), to: paths.configuration, at: time.now)
        if let balance { try await enter(balance, of: answers.creditName, settings) }
        return answers
    }

    /// Takes a course's file, once the student has agreed to it.
    func fromCourse(_ file: String) async throws -> InitAnswers {
        var course = try CourseFile.read(file, rules: common.rules, terminal: terminal)
        try course.agree(yes: command.yes, terminal: terminal)
        var answers = try course.ask(given, terminal: terminal)
        try checkNets(address: answers.email, topic: course.settings.topic)
        let balance = try course.balance(answers)
        let distrusted = course.settings.profile == nil ? nil : course.distrusted
        if let profile = command.aws.profile ?? answers.profile { try course.set(profile: profile) }
        if let address = answers.email {
            try course.checkTopicIsFree()
            let topic = try await makeTopic(for: address, course.settings.profile, distrusted)
            answers.topic = topic
            try course.set(topic: topic)
        }
        try ConfigurationText.write(course.text, to: paths.configuration, at: time.now)
        if let balance { try await enter(balance, of: answers.creditName, course.settings) }
        (answers.profile, answers.topic) = (course.settings.profile, course.settings.topic)
        answers.isLearnerLab = LearnerLab.isMeant(by: course.settings)
        answers.unattendedGiven = !course.settings.unattended.actions.isEmpty
        return answers
    }

    /// A net of which nobody would be told is not made: that is said before the file is written, for the same command
    /// would then find the file. On a terminal the address is asked for.
    private func checkNets(address: String?, topic: String?) throws {
        guard command.nets.isAsked, address == nil, topic == nil, !Terminal.canAsk else { return }
        throw CommandError(
            "Nothing was written: nobody would be told by \(command.nets.budget == nil ? "--gpu-alarms" : "--budget")",
            hint: "add --email ADDRESS", status: .usage)
    }

    /// Prints what to do next.
    func advise(_ answers: InitAnswers) throws {
        let text = InitAdvice.text(
            program: InitAdvice.program, files: files, unattended: answers.unattended,
            lab: answers.isLearnerLab ? answers.creditName : nil)
        try terminal.write(text, to: nil)
        guard answers.isLearnerLab, answers.used == nil else { return }
        terminal.warn(
            "What is left of the lab's budget is not known yet. As its page shows 'Used $12.40 of $50', type:")
        terminal.warn("  costguard credits set '\(answers.creditName)' 50 --used 12.40")
    }

    /// Cron has neither our directory nor our options.
    private var files: [String] {
        let here = URL(fileURLWithPath: FileManager.default.currentDirectoryPath)
        func option(_ name: String, _ path: String?) -> [String] {
            path.map { [name, "'\(URL(fileURLWithPath: $0, relativeTo: here).standardizedFileURL.path)'"] } ?? []
        }
        return option("--config", common.config) + option("--database", common.database)
    }

    private var given: InitAnswers {
        let isLab = command.kind.learnerLab
        var answers = InitAnswers(
            profile: command.aws.profile,
            creditName: command.creditName ?? (isLab ? LearnerLab.creditName : CreditWords.usualName))
        (answers.isLearnerLab, answers.isNamed) = (isLab, command.creditName != nil)
        (answers.amount, answers.used, answers.email) = (command.credit, command.used, command.email)
        (answers.granted, answers.expires) = (command.granted, command.expires)
        (answers.unattendedGiven, answers.gpuGiven, answers.storeGiven) = (
            command.unattended, command.gpuLoadUnknown, command.losesInstanceStore
        )
        return answers
    }

    /// What was used, checked against the amount; nil where nobody said.
    private func balance(_ answers: InitAnswers) throws -> Money? {
        guard let used = answers.used else { return nil }
        guard answers.amount.flatMap(CreditText.amount) != nil else {
            throw CommandError(
                "--used says what is used of a credit whose amount is not given", hint: "add --credit USD",
                status: .usage)
        }
        return try InitAnswers.money(used)
    }

    /// The balance goes into the database: the configuration holds a credit's terms, not what is left of it.
    private func enter(_ used: Money, of name: String, _ settings: Settings) async throws {
        guard let grant = settings.credits.first(where: { $0.name == name }) else { return }
        let lock = try WriterLock(database: paths.database)
        defer { lock.release() }
        let database = try CostDatabase.open(at: paths.database, prices: Assets.prices())
        let credit = EnteredCredit(
            name: name, at: time.now, amount: grant.amount, used: used, granted: grant.granted, expires: grant.expires,
            renews: grant.renews, levels: nil)
        try await database.enter(credit, account: try await database.lastScans().max { $0.at < $1.at }?.account)
        terminal.say("Noted: \(used.cents) of \(grant.amount.cents) USD of '\(name)' are used.")
    }

    private func makeTopic(
        for address: String, _ profile: String?, _ distrusted: DistrustedFile? = nil
    ) async throws -> String {
        let connection = try AWSConnection(
            profile: profile, endpointURL: command.aws.endpointURL, environment: common.environment,
            distrusted: distrusted, terminal: terminal, clock: time)
        if let refused = await connection.tellTime() {
            let outlook = try await connection.outlook(at: time.now, lasting: nil)
            throw outlook.lapse(refused, inLab: command.kind.learnerLab, environment: common.environment) ?? refused
        }
        let topics = SNSTopics(client: connection.client)
        let topic = try await topics.create(
            named: InitNets.topicName, in: command.topicRegion ?? connection.mainRegion)
        _ = try await topics.subscribe(email: address, to: topic)
        return topic
    }
}
