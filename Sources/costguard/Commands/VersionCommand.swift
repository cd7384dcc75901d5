// Which costguard this is, and, asked for it, whether a newer one is out.

import AWSAPI
import ArgumentParser
import Foundation

/// `costguard version`.
struct VersionCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration.verb(
        "version", "Tell which costguard this is; with --check also whether a newer one is out.",
        """
        Without --check nothing outside is asked. With it the page of releases is asked once, by a plain request that
        tells nothing of you. Its address is that of --from, of COSTGUARD_RELEASES, or the one that costguard was
        installed from.

          costguard version --check
        """)

    @Flag(help: "Ask the page of releases whether a newer one is out.")
    var check = false

    @Option(
        help: ArgumentHelp(
            "Where releases are, as https://github.com/OWNER/REPO/releases; asked with --check.", valueName: "url"))
    var from: String?

    func validate() throws {
        if from != nil, !check { throw ValidationError("--from is where --check asks: add --check") }
    }

    func run() async throws {
        let terminal = Terminal(quiet: false)
        guard check else { return try terminal.write("costguard \(Version.text)", to: nil) }
        let environment = ProcessInfo.processInfo.environment
        let page = try ReleasePage(option: from, environment: environment, program: InitAdvice.program)
        let transport = try CurlTransport(certificates: .find(environment: environment))
        let newest = try await page.newest(transport, userAgent: AWSConnection.userAgent)
        try terminal.write(page.text(newest: newest, this: Version.text), to: nil)
    }
}
