// Sets up: the order of questions, file, topic and nets. Asking is InitQuestions', the file's text ConfigurationText's,
// a course's file CourseFile's, AWS's own nets InitNets'.

import ArgumentParser
import CostModel
import Foundation
import Notifying
import RuleEngine

/// `costguard init`: asks, and writes the configuration.
struct InitCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration.verb(
        "init", "Set up: write the configuration, make the mail topic and AWS's own nets, print the lines for cron.",
        """
        Asks on a terminal; by flags it needs no answers. With --email it makes an SNS topic named 'costguard' and
        subscribes the address, which must confirm by the link in AWS's mail. With --budget and --gpu-alarms it makes
        alarms of AWS's own, which also work while costguard does not run; each change is shown first, and asked.
        Both work later too, beside a configuration that exists: of that one only what is named is changed, in its place,
        and comments and all else stay.

          costguard init
          costguard init --learner-lab --credit 50 --used 12.40
          costguard init --email me@example.org --unattended
          costguard init --from course.yaml --used 12.40 --email me@example.org
          costguard init --profile class --credit 100 --granted 2026-09-01 --expires 2027-06-30 --email me@example.org --no-unattended
          costguard init --budget 100 --gpu-alarms --email me@example.org
          costguard init --join
        """)

    @OptionGroup var common: CommonOptions
    @OptionGroup var aws: AWSOptions
    @OptionGroup(title: "Kinds of accounts") var kind: AccountKindOptions
    @OptionGroup(title: "Nets of AWS") var nets: NetOptions

    @Option(parsing: .unconditional, help: ArgumentHelp("The credit's amount in USD.", valueName: "usd"))
    var credit: String?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("Used up of it so far, in USD, as AWS's or the lab's page shows it.", valueName: "usd"))
    var used: String?

    @Option(help: ArgumentHelp("The credit's name. Default: credit, or lab.", valueName: "name"))
    var creditName: String?

    @Option(
        help: ArgumentHelp(
            "The credit's first day, such as 2026-09-01 or '1 Sep 2026'; without it what is spent is not known.",
            valueName: "day"))
    var granted: String?

    @Option(help: ArgumentHelp("The credit's last day, written alike.", valueName: "day"))
    var expires: String?

    @Option(help: ArgumentHelp("Of the times that you read. Default: the system's.", valueName: "zone"))
    var timezone: String?

    @Option(help: ArgumentHelp("Where mails go.", valueName: "address"))
    var email: String?

    @Option(
        help: ArgumentHelp(
            "The region of the mail topic. Default: us-east-1, or the main region of the account's part of AWS.",
            valueName: "region"), transform: RegionArgument.parse)
    var topicRegion: Region?

    @Option(
        help: ArgumentHelp(
            "A service outside of AWS, such as https://hc-ping.com/YOUR-UUID, that mails when runs do not come.",
            valueName: "url"))
    var heartbeat: String?

    @Flag(inversion: .prefixedNo, help: "Let cron stop what is due, without asking anybody.")
    var unattended: Bool?

    @Flag(inversion: .prefixedNo, help: "Let cron stop GPU machines though nobody reports the GPU's load.")
    var gpuLoadUnknown: Bool?

    @Flag(
        inversion: .prefixedNo,
        help: "Let cron stop GPU machines whose load nobody reports, 2 hours after their owner was told.")
    var gpuAfterNotice: Bool?

    @Flag(inversion: .prefixedNo, help: "Let cron stop machines whose scratch disks then lose their data.")
    var losesInstanceStore: Bool?

    @Option(
        help: ArgumentHelp(
            "For so long, such as 7d, cron only tells what it would have stopped.", valueName: "time"))
    var rehearse: String?

    @Flag(help: "Join what 'install lambda' has made in this account: share its memory and its mails.")
    var join = false

    @Flag(help: "Take what is shown as agreed: a course's file, a net.")
    var yes = false

    @Flag(
        help:
            "Ask all again over an existing configuration, or take a course's file over it. What is not said stays, and a copy is kept beside it."
    )
    var force = false

    func validate() throws {
        try nets.validate()
        try CreditInput.check(credit: credit, granted: granted, expires: expires)
        if let rehearse, (DurationText.seconds(rehearse) ?? 0) <= 0 {
            throw ValidationError("--rehearse takes a time such as 7d, got '\(rehearse)'")
        }
        if let timezone, SystemTimeZone.typed(timezone) == nil {
            throw ValidationError("--timezone: \(SystemTimeZone.fault(timezone))")
        }
        guard kind.from != nil else { return }
        let other: [(String, Bool)] = [
            ("--learner-lab", kind.learnerLab), ("--credit", credit != nil), ("--granted", granted != nil),
            ("--expires", expires != nil), ("--unattended", unattended != nil),
            ("--gpu-load-unknown", gpuLoadUnknown != nil), ("--loses-instance-store", losesInstanceStore != nil),
            ("--gpu-after-notice", gpuAfterNotice != nil), ("--rehearse", rehearse != nil), ("--join", join),
            ("--heartbeat", heartbeat != nil),
        ]
        if let first = other.first(where: \.1) {
            throw ValidationError("\(first.0) cannot stand beside --from: the course's file says it")
        }
    }

    func run() async throws {
        let terminal = common.terminal
        let paths = try common.paths
        let exists = FileManager.default.fileExists(atPath: paths.configuration)
        if exists, nets.isAsked, !force, !writesConfiguration { return try await makeNets(email) }
        let setup = InitSetup(command: self, paths: paths)
        let isChange = exists && kind.from == nil
        guard force || !exists || isChange && (writesConfiguration || email != nil || aws.profile != nil) else {
            throw CommandError(
                "There is a configuration already: '\(paths.configuration)'",
                hint: kind.from == nil
                    ? "name what is to change, such as --email me@example.org; --force asks all again and keeps the rest"
                    : "--force takes the course's file, keeps what yours says besides, and a copy beside it",
                status: .refused)
        }
        let answers: InitAnswers
        if let file = kind.from {
            answers = try await setup.fromCourse(file)
        } else if isChange {
            answers = try await setup.change(asking: force)
        } else {
            answers = try await setup.fromQuestions()
        }
        if let email = answers.email {
            terminal.warn("AWS has sent a mail to \(email): open its link within two days, or no alarm will reach you.")
        }
        // The nets come last: that one fails must not hide the lines for cron.
        if !isChange || force || kind.learnerLab || unattended == true || gpuAfterNotice == true {
            try setup.advise(answers)
        }
        let offers = !isChange && !nets.isAsked && !answers.isLearnerLab
        let budget = offers ? InitNets.offer(answers.email, terminal) : nil
        if nets.isAsked || budget != nil { try await makeNets(answers.email, budget) }
    }

    /// Whether anything is said that only a new configuration can hold.
    private var writesConfiguration: Bool {
        kind.from != nil || kind.learnerLab || credit != nil || used != nil || creditName != nil || granted != nil
            || expires != nil || topicRegion != nil || unattended != nil || gpuLoadUnknown != nil
            || gpuAfterNotice != nil || losesInstanceStore != nil || rehearse != nil || timezone != nil
            || heartbeat != nil || join
    }

    private func makeNets(_ email: String?, _ offered: String? = nil) async throws {
        let session = try Session(common, aws)
        try session.checkFiles()
        var nets = nets
        nets.budget = nets.budget ?? offered
        try await InitNets(session: session, options: aws, nets: nets, email: email, yes: yes).run()
    }
}

/// Whose account it is.
struct AccountKindOptions: ParsableArguments {
    @Flag(help: "For AWS Academy's Learner Lab: its two regions, its 4-hour keys, a balance that you type.")
    var learnerLab = false

    @Option(
        help: ArgumentHelp(
            "Take a course's configuration from this file; what it would arm is shown first, and asked.",
            valueName: "file"))
    var from: String?
}
