// The steps of `init`: answers or a course's file, the topic, the file, the balance, and what to do next.

import AWSAPI
import CostModel
import Foundation
import Notifying
import RuleEngine
import Storage
import YAML

struct InitSetup {
    let command: InitCommand
    let paths: Paths
    /// Told by AWS where it is asked for a topic.
    private let time = AWSClock.ofThisMachine()

    init(command: InitCommand, paths: Paths) {
        self.command = command
        self.paths = paths
    }

    private var common: CommonOptions { command.common }
    private var terminal: Terminal { common.terminal }

    /// Asks what no flag says, and writes a new file.
    func fromQuestions() async throws -> InitAnswers {
        var answers = try questions(present: nil).complete(try given())
        try checkNets(address: answers.email, topic: nil)
        if answers.amount == nil {
            if answers.granted != nil || answers.expires != nil { throw noAmount("A credit's days are given") }
            if answers.used != nil { throw noAmount("--used says what is used of a credit") }
        }
        let file = try ConfigurationFile(paths.configuration)
        var edits = InitEdits(ConfigurationText.template(isLearnerLab: answers.isLearnerLab), path: paths.configuration)
        // What will be written must be readable before anything is made in the account.
        try edits.apply(answers)
        if command.join { try await join(&answers, edits.settings) }
        try await addTopic(to: &answers, edits.settings)
        try edits.apply(answers)
        try file.write(edits.text)
        terminal.say("Wrote \(paths.configuration)")
        try await enter(answers, edits.settings)
        return answers
    }

    /// Changes what was named, by flags or by answers, in the file that is there.
    func change(asking: Bool) async throws -> InitAnswers {
        let file = try ConfigurationFile(paths.configuration)
        try file.checkWritable()
        var edits = InitEdits(file.text ?? "", path: paths.configuration)
        let present = try SettingsFile.load(paths.configuration, required: true)
        var answers = try given()
        try nameCredit(of: &answers, present)
        if asking { answers = try questions(present: present).complete(answers) }
        if let email = answers.email { try InitAnswers.check(email: email) }
        try edits.apply(answers)
        if command.join { try await join(&answers, edits.settings) }
        try await addTopic(to: &answers, edits.settings)
        try edits.apply(answers)
        if edits.editor.changed.isEmpty {
            terminal.say("Nothing to change: \(paths.configuration) says so already")
        } else {
            try file.write(edits.text, copiedAt: command.force ? time.now : nil)
            terminal.say("Changed in \(paths.configuration): \(edits.editor.changed.joined(separator: ", "))")
        }
        try await enter(answers, edits.settings)
        let cron = edits.settings.unattended
        answers.unattendedGiven = cron.actions.contains(.stop)
        answers.storeGiven = cron.losesInstanceStore
        answers.topic = answers.topic ?? edits.settings.topic
        answers.gpuGiven = cron.gpuLoadUnknown
        answers.gpuNoticeGiven = cron.notices.gpuLoadUnknown != nil
        answers.isLearnerLab = LearnerLab.isMeant(by: edits.settings)
        return answers
    }

    /// Which credit words without a name are about: the only one that is there.
    private func nameCredit(of answers: inout InitAnswers, _ present: Settings) throws {
        let names = present.credits.map(\.name)
        if !answers.isNamed, !names.contains(answers.creditName), names.count == 1 { answers.creditName = names[0] }
        guard answers.amount == nil, answers.granted != nil || answers.expires != nil || answers.used != nil,
            !names.contains(answers.creditName)
        else { return }
        if names.isEmpty { throw noAmount("There is no credit '\(answers.creditName)' yet") }
        throw CommandError(
            "There is no credit '\(answers.creditName)' in '\(paths.configuration)'",
            hint: "it names \(names.joined(separator: ", ")): say which with --credit-name", status: .usage)
    }

    private func noAmount(_ what: String) -> CommandError {
        CommandError(
            "\(what) without its amount (--used, --granted, --expires)", hint: "add --credit USD", status: .usage)
    }

    /// Takes a course's file, once the student has agreed to it; what the student's own file says besides is kept.
    func fromCourse(_ file: String) async throws -> InitAnswers {
        var course = try CourseFile.read(file, rules: common.rules, terminal: terminal)
        try course.agree(yes: command.yes, terminal: terminal)
        var answers = try course.ask(try given(), questions(present: nil))
        try checkNets(address: answers.email, topic: course.settings.topic)
        let used = try course.balance(answers)
        let distrusted = course.settings.profile == nil ? nil : course.distrusted
        if let profile = command.aws.profile ?? answers.profile { try course.set(profile: profile) }
        if let address = answers.email {
            try course.checkTopicIsFree()
            let topic = try await makeTopic(for: address, course.settings.profile, distrusted)
            answers.topic = topic
            try course.set(topic: topic)
        }
        let own = try ConfigurationFile(paths.configuration)
        if let text = own.text { try course.adopt(text) }
        try own.write(course.text, copiedAt: time.now)
        terminal.say("Wrote \(paths.configuration)")
        if used != nil { try await enter(answers, course.settings) }
        answers.profile = course.settings.profile
        answers.topic = course.settings.topic
        answers.isLearnerLab = LearnerLab.isMeant(by: course.settings)
        answers.unattendedGiven = !course.settings.unattended.actions.isEmpty
        return answers
    }

    private func questions(present: Settings?) -> InitQuestions {
        InitQuestions(terminal: terminal, environment: common.environment, present: present, now: time.now)
    }

    /// The address reads the topic that the file names; where it names none, or another region is asked for, one is made.
    private func addTopic(to answers: inout InitAnswers, _ settings: Settings) async throws {
        guard let address = answers.email else { return }
        do {
            if let topic = answers.topic ?? settings.topic, command.topicRegion == nil || command.join {
                try await subscribe(address, to: topic, settings.profile)
            } else {
                answers.topic = try await makeTopic(for: address, settings.profile)
            }
        } catch {
            guard Terminal.canAsk else { throw error }
            // The other answers are not lost for it.
            terminal.complain("\(error)")
            terminal.warn("No mails for now. Once that is mended: costguard init --email \(address)")
            answers.email = nil
        }
    }

    /// The memory and the topic of the stack that 'install lambda' makes are this machine's too.
    private func join(_ answers: inout InitAnswers, _ settings: Settings) async throws {
        let connection = try await connection(settings.profile, nil)
        let stack = CloudStack(
            client: connection.client, name: CloudStack.usualName, region: command.topicRegion ?? connection.homeRegion
        ) { try await Task.sleep(for: $0) }
        guard let state = try await stack.state(), let database = state.outputs["Database"] else {
            throw CommandError(
                "Nothing was written: there is no stack '\(stack.name)' in \(stack.region) to join",
                hint: "'costguard install lambda' makes it; --topic-region names another region", status: .refused)
        }
        answers.database = database
        answers.topic = state.outputs["Topic"]
        terminal.say("Joins the stack '\(stack.name)' in \(stack.region): its memory is \(database)")
    }

    /// A net of which nobody would be told is not made: that is said before the file is written, for the same command
    /// would then find the file. On a terminal the address is asked for.
    private func checkNets(address: String?, topic: String?) throws {
        guard command.nets.isAsked, address == nil, topic == nil, !Terminal.canAsk else { return }
        throw CommandError(
            "Nothing was written: nobody would be told by \(command.nets.budget == nil ? "--gpu-alarms" : "--budget")",
            hint: "add --email ADDRESS", status: .usage)
    }

    /// Says what would keep a GPU machine from being stopped after a notice, though that is allowed.
    private func warn(_ answers: InitAnswers) {
        guard answers.gpuNoticeGiven == true, answers.unattended else { return }
        if answers.topic == nil, answers.email == nil {
            terminal.warn("Nobody can be told yet, so no GPU machine is stopped: costguard init --email ADDRESS")
        }
        if answers.storeGiven != true {
            terminal.warn(
                "GPU machines with scratch disks (g4dn, g5) are still left to you: costguard init --loses-instance-store"
            )
        }
    }

    /// Prints what to do next.
    func advise(_ answers: InitAnswers) throws {
        warn(answers)
        let text = InitAdvice.text(
            program: InitAdvice.program, files: files, unattended: answers.unattended,
            stopsUnknown: answers.gpuGiven ?? false, tells: answers.gpuNoticeGiven ?? false,
            lab: answers.isLearnerLab ? answers.creditName : nil)
        try terminal.write(text, to: nil)
        guard answers.isLearnerLab, answers.used == nil, answers.amount != nil || command.kind.from != nil else {
            return
        }
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

    private func given() throws -> InitAnswers {
        let isLab = command.kind.learnerLab
        var answers = InitAnswers(
            profile: command.aws.profile,
            creditName: command.creditName ?? (isLab ? LearnerLab.creditName : CreditArguments.usualName))
        answers.isLearnerLab = isLab
        answers.isNamed = command.creditName != nil
        answers.amount = command.credit.flatMap(CreditInput.amount)
        answers.used = try command.used.map(InitAnswers.money)
        answers.granted = command.granted.map(CreditInput.written)
        answers.expires = command.expires.map(CreditInput.written)
        answers.timeZone = command.timezone.flatMap(SystemTimeZone.typed)
        answers.email = command.email
        answers.heartbeat = try command.heartbeat.map(InitAnswers.heartbeat)
        answers.unattendedGiven = command.unattended
        answers.gpuGiven = command.gpuLoadUnknown
        answers.gpuNoticeGiven = command.gpuAfterNotice
        answers.storeGiven = command.losesInstanceStore
        answers.rehearsesUntil = command.rehearse.flatMap(DurationText.seconds).map {
            InitAnswers.day(after: $0, from: time.now)
        }
        return answers
    }

    /// The balance goes into the database: the configuration holds a credit's terms, not what is left of it.
    private func enter(_ answers: InitAnswers, _ settings: Settings) async throws {
        guard let used = answers.used, let grant = settings.credits.first(where: { $0.name == answers.creditName })
        else { return }
        let (database, lock) = try await Session(common, command.aws).openForWriting()
        defer { lock.release() }
        let credit = EnteredCredit(
            name: grant.name, at: time.now, amount: grant.amount, used: used, granted: grant.granted,
            expires: grant.expires, renews: grant.renews, levels: nil)
        try await database.enter(credit, account: try await database.lastScans().max { $0.at < $1.at }?.account)
        terminal.say("Noted: \(used.cents) of \(grant.amount.cents) USD of '\(grant.name)' are used.")
    }

    private func makeTopic(
        for address: String, _ profile: String?, _ distrusted: DistrustedFile? = nil
    ) async throws -> String {
        let connection = try await connection(profile, distrusted)
        let topic = try await SNSTopics(client: connection.client).create(
            named: InitNets.topicName, in: command.topicRegion ?? connection.mainRegion)
        _ = try await SNSTopics(client: connection.client).subscribe(email: address, to: topic)
        return topic
    }

    private func subscribe(_ address: String, to topic: String, _ profile: String?) async throws {
        let topics = SNSTopics(client: try await connection(profile, nil).client)
        _ = try await topics.subscribe(email: address, to: topic)
    }

    private func connection(_ profile: String?, _ distrusted: DistrustedFile?) async throws -> AWSConnection {
        let connection = try AWSConnection(
            kinds: [], profile: profile, endpointURL: command.aws.endpointURL, environment: common.environment,
            distrusted: distrusted, terminal: terminal, clock: time)
        if let refused = await connection.tellTime() {
            let outlook = try await connection.outlook(at: time.now, lasting: nil)
            throw outlook.lapse(refused, inLab: command.kind.learnerLab, environment: common.environment) ?? refused
        }
        return connection
    }
}
