// Sets up: the order of questions, file and topic. Asking is InitQuestions', the file's text ConfigurationText's.

import ArgumentParser
import CostModel
import Foundation
import Notifying
import RuleEngine

/// `costguard init`: asks, and writes the configuration.
struct InitCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration.verb(
        "init", "Set up: write the configuration, make the mail topic, print the lines for cron and IAM.",
        """
        Asks on a terminal; by flags it needs no answers. With --email it makes an SNS topic named 'costguard' and
        subscribes the address, which must confirm by the link in AWS's mail. Nothing else in the account changes.

          costguard init
          costguard init --profile class --credit 100 --granted 2026-09-01 --expires 2027-06-30 --email me@example.org --no-unattended
        """)

    @OptionGroup var common: CommonOptions
    @OptionGroup var aws: AWSOptions

    @Option(help: ArgumentHelp("The credit's amount in USD.", valueName: "usd"))
    var credit: String?

    @Option(help: ArgumentHelp("The credit's name.", valueName: "name"))
    var creditName: String = "credit"

    @Option(
        help: ArgumentHelp(
            "The credit's first day, YYYY-MM-DD; without it what is spent is not known.", valueName: "day"))
    var granted: String?

    @Option(help: ArgumentHelp("The credit's last day, YYYY-MM-DD.", valueName: "day"))
    var expires: String?

    @Option(help: ArgumentHelp("Where mails go.", valueName: "address"))
    var email: String?

    @Option(help: ArgumentHelp("The region of the mail topic.", valueName: "region"), transform: RegionArgument.parse)
    var topicRegion: Region = .northVirginia

    @Flag(inversion: .prefixedNo, help: "Let cron stop what is due, without asking anybody.")
    var unattended: Bool?

    @Flag(inversion: .prefixedNo, help: "Let cron stop GPU machines though nobody reports the GPU's load.")
    var gpuLoadUnknown: Bool?

    @Flag(inversion: .prefixedNo, help: "Let cron stop machines whose scratch disks then lose their data.")
    var losesInstanceStore: Bool?

    @Flag(help: "Replace an existing configuration; the old one is kept beside it.")
    var force = false

    func run() async throws {
        let terminal = common.terminal
        let paths = try Paths(configuration: common.config, database: common.database, environment: common.environment)
        let exists = FileManager.default.fileExists(atPath: paths.configuration)
        guard force || !exists else {
            throw CommandError(
                "There is a configuration already: '\(paths.configuration)'",
                hint: "edit it, or write a new one with --force (the old one is kept beside it)", status: .refused)
        }
        var answers = try InitQuestions(terminal: terminal).complete(given)
        // What will be written must be readable before anything is made in the account.
        _ = try SettingsFile.parse(RuleFile(origin: "the answers", text: ConfigurationText.text(answers)))
        if let address = answers.email { answers.topic = try await makeTopic(for: address, answers, terminal) }
        try ConfigurationText.write(ConfigurationText.text(answers), to: paths.configuration)
        terminal.say("Wrote \(paths.configuration)")
        if let email = answers.email {
            terminal.warn("AWS has sent a mail to \(email): open its link within two days, or no alarm will reach you.")
        }
        let partition = try AccountPartition.name(
            topic: answers.topic, region: nil, profile: answers.profile, environment: common.environment)
        let text = try InitAdvice.text(
            program: InitAdvice.program, files: files, topic: answers.topic, partition: partition,
            unattended: answers.unattended)
        try terminal.write(text, to: nil)
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
        get throws {
            var answers = InitAnswers(profile: aws.profile, creditName: creditName)
            (answers.amount, answers.granted, answers.expires, answers.email) = (credit, granted, expires, email)
            (answers.unattendedGiven, answers.gpuGiven, answers.storeGiven) = (
                unattended, gpuLoadUnknown, losesInstanceStore
            )
            return answers
        }
    }

    private func makeTopic(for address: String, _ answers: InitAnswers, _ terminal: Terminal) async throws -> String {
        let connection = try AWSConnection(
            profile: answers.profile, endpointURL: aws.endpointURL, environment: common.environment, terminal: terminal,
            clock: { Date() })
        let topics = SNSTopics(client: connection.client)
        let topic = try await topics.create(named: "costguard", in: topicRegion)
        _ = try await topics.subscribe(email: address, to: topic)
        return topic
    }
}
