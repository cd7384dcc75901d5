// The options that most verbs share.

import AWSAPI
import ArgumentParser
package import CostModel
import Foundation
import Storage
import Synchronization

/// Where things are, and how to talk.
struct CommonOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Configuration file.", valueName: "file"))
    var config: String?

    @Option(help: ArgumentHelp("Database file, or s3://BUCKET/KEY.", valueName: "file"))
    var database: String?

    @Option(
        help: ArgumentHelp(
            "Rule file or directory, used instead of the built-in rules; +PATH adds to them. Repeatable.",
            valueName: "path"))
    var rules: [String] = []

    @Flag(name: .shortAndLong, help: "Say less: only what must be heard.")
    var quiet = false

    @Flag(
        name: .shortAndLong,
        help: "Say more: the whole of a plan, where the keys are from, every kind of call that was made.")
    var verbose = false

    var terminal: Terminal { Terminal(quiet: quiet) }

    /// For what is said when the verb itself has ended.
    static let isVerbose = Atomic(false)

    func validate() { if verbose { CommonOptions.isVerbose.store(true, ordering: .relaxed) } }

    /// This program's; with a home by the user database where no variable tells, as under a service manager.
    var environment: [String: String] {
        var environment = ProcessInfo.processInfo.environment
        if environment["HOME"] == nil { environment["HOME"] = UserPath.home(of: nil) }
        return environment
    }

    /// Where the files are that these name, or that stand where they stand by default.
    var paths: Paths {
        get throws { try Paths(configuration: config, database: database, environment: environment) }
    }
}

/// Where to look.
struct RegionOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Region to look at, by code or the console's name. Repeatable. Default: all enabled.",
            valueName: "region"),
        transform: RegionArgument.parse)
    var region: [Region] = []
}

/// Which account of the database a report is about.
struct AccountOption: ParsableArguments {
    @Option(help: ArgumentHelp("Account, 12 digits. Default: the one that was scanned last.", valueName: "account"))
    var account: AccountID?

    /// The last scan of that account; nil where there is none at all.
    ///
    /// - Throws: where an account is named that the database does not know.
    func scan(in database: CostDatabase) async throws -> ScanSummary? {
        let scans = try await database.lastScans()
        guard let account else { return scans.max { $0.at < $1.at } }
        if let scan = scans.first(where: { $0.account == account }) { return scan }
        let known = scans.map { "\($0.account)" }.joined(separator: ", ")
        throw CommandError(
            "No scan has seen the account \(account)",
            hint: known.isEmpty ? "run 'costguard scan' first" : "the database holds \(known)")
    }
}

extension AccountID: ExpressibleByArgument {
    /// Twelve digits.
    package init?(argument: String) { self.init(argument) }
}

/// Which account and endpoint to speak to.
struct AWSOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Profile of the AWS configuration.", valueName: "name"))
    var profile: String?

    @Option(help: ArgumentHelp("Speak to a stand-in for AWS at this URL.", valueName: "url"))
    var endpointURL: String?
}

/// How to write data.
struct OutputOptions: ParsableArguments {
    enum Format: String, ExpressibleByArgument, CaseIterable { case text, json, csv, html }

    @Option(help: ArgumentHelp("text, json, csv or html.", valueName: "format"))
    var format: Format = .text

    @Option(
        name: .shortAndLong, help: ArgumentHelp("Write to this file instead of standard output.", valueName: "file"))
    var output: String?
}

extension OutputOptions {
    /// - Throws: where the format is none of those that a verb has.
    func allow(_ formats: Format..., of what: String) throws {
        guard !formats.contains(format) else { return }
        let names = formats.map(\.rawValue).joined(separator: " or ")
        throw ValidationError("there is no \(format.rawValue.uppercased()) of \(what): use --format \(names)")
    }
}

/// Whether any billed call may be made.
struct FreeOption: ParsableArguments {
    @Flag(help: "Make no call that AWS bills; the same as selfCost.monthlyUSD: 0. What is left out is told.")
    var freeOnly = false
}

/// `--fail-on`, for scripts.
struct FailOnOption: ParsableArguments {
    @Option(help: ArgumentHelp("Exit with 2 if a finding is at least this severe.", valueName: "severity"))
    var failOn: Severity?
}

extension Severity: ExpressibleByArgument {}

enum RegionArgument {
    static func parse(_ text: String) throws -> Region {
        guard let region = Region.named(text), region != .global else {
            let hint =
                Region.hint(for: text) ?? "write a code such as eu-west-1, or a name such as Ireland"
            throw ValidationError("'\(text)' is no region: \(hint)")
        }
        return region
    }
}
