// Leaves costguard running where no machine stays on: a stack of CloudFormation with a function, its schedule and its memory.

import AWSAPI
import ArgumentParser
import CostModel
import Foundation

/// Which stack is meant.
struct StackOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The stack's name.", valueName: "name"))
    var stack = CloudStack.usualName

    @Option(
        help: ArgumentHelp("The stack's region. Default: that of the AWS configuration.", valueName: "region"),
        transform: RegionArgument.parse)
    var region: Region?

    @OptionGroup var agreement: Agreement

    func validate() throws {
        // CloudFormation's own rule for names.
        guard stack.wholeMatch(of: /[A-Za-z][A-Za-z0-9-]{0,127}/) != nil else {
            throw ValidationError(
                "--stack: '\(stack)' is no name of a stack: letters, digits and hyphens, a letter first")
        }
    }

    func installer(_ common: CommonOptions, _ aws: AWSOptions) async throws -> LambdaInstall {
        let session = try Session(common, aws)
        let connection = try await session.connectionWithKeys(aws)
        let region = region ?? connection.homeRegion
        return LambdaInstall(
            session: session, client: connection.client, account: try await connection.account(in: region),
            stack: CloudStack(client: connection.client, name: stack, region: region) { try await Task.sleep(for: $0) })
    }
}

/// `costguard install lambda`.
struct InstallLambdaCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration.verb(
        "lambda", "Have AWS Lambda run costguard in your own account: no machine has to stay on.",
        """
        Makes one stack of CloudFormation: a function, its schedule, a role that may do
        what 'iam-policy' prints and no more, a private bucket for its memory, a mail
        topic, and alarms that tell when it does not run. About 3 to 5 cents a month.
        It shows that first, and asks. Called again, it takes a newer program, or
        changes what is named. The keys must be those of an administrator; the program
        is the zip of a release, which 'install.sh --lambda' fetches.

          costguard install lambda --email me@example.org
          costguard install lambda --may-stop --notice
          costguard install lambda --email me@example.org --role LabRole
        """)

    @OptionGroup var common: CommonOptions
    @OptionGroup var aws: AWSOptions
    @OptionGroup var options: StackOptions

    @Option(help: ArgumentHelp("Where mails go.", valueName: "address"))
    var email: String?

    @Flag(inversion: .prefixedNo, help: "Let it stop what is idle.")
    var mayStop: Bool?

    @Flag(inversion: .prefixedNo, help: "Let it look for what eats a credit beside EC2: 'kinds: usual'. On by default.")
    var kinds: Bool?

    @Flag(
        inversion: .prefixedNo,
        help: "With --may-stop: let it stop idle databases, database clusters and warehouses too.")
    var mayStopKinds: Bool?

    @Flag(
        inversion: .prefixedNo,
        help: "Let it stop GPU machines whose load nobody reports, 2 hours after their owner was told.")
    var notice: Bool?

    @Option(parsing: .unconditional, help: ArgumentHelp("The credit's amount in USD.", valueName: "usd"))
    var credit: String?

    @Option(help: ArgumentHelp("The credit's first day.", valueName: "day"))
    var granted: String?

    @Option(help: ArgumentHelp("The credit's last day.", valueName: "day"))
    var expires: String?

    @Option(help: ArgumentHelp("A role that exists, by name or ARN. Default: one is made.", valueName: "role"))
    var role: String?

    @Option(
        help: ArgumentHelp("Time between two runs, such as 15m or 1h.", valueName: "time"),
        transform: { try Cadence(typed: $0) })
    var every: Cadence?

    @Option(
        help: ArgumentHelp(
            "The program, as a release has it. Default: the one that lies here or beside this program.",
            valueName: "file"))
    var zip: String?

    @Flag(help: "Only print the template.")
    var print = false

    @Option(
        help: ArgumentHelp(
            "With --print: a template that fetches this release by itself, for CloudFormation's page in a browser.",
            valueName: "url"))
    var fetch: String?

    @Option(help: ArgumentHelp("With --fetch: what the release's SHA-256 must be.", valueName: "sum"))
    var sha256: String?

    func validate() throws {
        if let email, !Owners.isAddress(email) {
            throw ValidationError("--email: '\(email)' is no mail address: write it as me@example.org")
        }
        try CreditInput.check(credit: credit, granted: granted, expires: expires)
        guard (fetch == nil) == (sha256 == nil), fetch == nil || print else {
            throw ValidationError("--fetch and --sha256 are for --print, and go together")
        }
        if let fetch, fetch.wholeMatch(of: /https:\/\/[^\s"'\\$]+/) == nil {
            throw ValidationError("--fetch: '\(fetch)' is no address that begins with https://")
        }
        if let sha256, sha256.wholeMatch(of: /[0-9a-fA-F]{64}/) == nil {
            throw ValidationError("--sha256: '\(sha256)' is no SHA-256: 64 hexadecimal digits")
        }
    }

    func run() async throws {
        if print { return try common.terminal.write(try StackTemplate.text(source), to: nil) }
        let installer = try await options.installer(common, aws)
        try await installer.install(
            LambdaWish(zip: try zip ?? LambdaInstall.zipAtHand(), said: try said(installer)),
            confirmation: options.agreement.confirmation("install lambda"))
    }

    private var source: StackTemplate.Source {
        if let fetch, let sha256 { .release(url: fetch, sha256: sha256.lowercased()) } else { .bucket }
    }

    /// The template's parameters that this command names.
    private func said(_ installer: LambdaInstall) throws -> [String: String] {
        var said: [String: String] = [:]
        said["Email"] = email
        said["MayStop"] = mayStop.map { $0 ? "yes" : "no" }
        said["Kinds"] = kinds.map { $0 ? "usual" : "none" }
        said["MayStopKinds"] = mayStopKinds.map { $0 ? "yes" : "no" }
        said["Notice"] = notice.map { $0 ? "yes" : "no" }
        said["Credit"] = credit.flatMap(CreditInput.amount).map(\.cents)
        said["CreditFrom"] = granted.flatMap(Self.day)
        said["CreditTo"] = expires.flatMap(Self.day)
        said["Every"] = every.map(\.rate)
        said["RoleArn"] = try role.map { try Self.arn(of: $0, in: installer.account, installer.stack.region) }
        return said
    }

    private static func day(_ typed: String) -> String? {
        CreditInput.start(typed).map { String(UTCTime.text($0).prefix(10)) }
    }

    private static func arn(of role: String, in account: AccountID, _ region: Region) throws -> String {
        if role.hasPrefix("arn:") { return role }
        // IAM's own rule for names.
        guard role.wholeMatch(of: /[\w+=,.@-]{1,64}/) != nil, let partition = Partition.containing(region.code) else {
            throw ValidationError("--role: '\(role)' is neither the name of a role nor its ARN")
        }
        return "arn:\(partition.name):iam::\(account):role/\(role)"
    }
}

/// `costguard uninstall lambda`.
struct UninstallLambdaCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration.verb(
        "lambda", "Delete the stack. The bucket with its memory stays.",
        "Installed again, costguard goes on with what it remembers.")

    @OptionGroup var common: CommonOptions
    @OptionGroup var aws: AWSOptions
    @OptionGroup var options: StackOptions

    func run() async throws {
        try await options.installer(common, aws).uninstall(
            confirmation: options.agreement.confirmation("uninstall lambda"))
    }
}
