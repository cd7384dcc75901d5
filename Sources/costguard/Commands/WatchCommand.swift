// The run on an interval, as a service: signals, the service manager, one line a run. When a run is due is
// WatchStage's; what a run does is RunWork's.

import ArgumentParser
import CostModel
import Foundation
import Pipeline
import Reporting
import RuleEngine
import Storage

/// `costguard watch`: what a service manager starts.
struct WatchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration.verb(
        "watch", "Run on an interval, as a service: at once, and then at every tick.",
        """
        Each tick does what 'costguard run' does, and says one line on standard error. A tick that was missed is made
        up for once. A run that fails is tried again at the next tick; when runs have failed for longer than
        notify.deadMan of the configuration, one mail says so. The database is locked while a run is at work, not
        between: other commands, and cron, go on beside it.

        SIGHUP reads configuration and rules again; with a fault in them the old ones stay. SIGTERM, Ctrl-C and the
        closing of its terminal call off the scan in hand, or end the change in hand, and the service ends with status 0.
        With the configuration of a Learner Lab it ends with the lab's session, too.

          costguard watch --every 15m --apply
        """)

    @OptionGroup var common: CommonOptions
    @OptionGroup var aws: AWSOptions
    @OptionGroup var regions: RegionOptions
    @OptionGroup var free: FreeOption

    @Option(
        help: ArgumentHelp("Time between two runs, such as 15m or 1h; at least 1m.", valueName: "span"),
        transform: WatchCommand.interval)
    var every: TimeInterval = 900

    @Flag(help: "Do what is due and allowed.")
    var apply = false

    func run() async throws {
        let common = common
        let aws = aws
        let regions = regions
        let free = free
        let apply = apply
        @Sendable func session() throws -> Session {
            let session = try Session(common, aws, regions: regions, free: free)
            if apply { try session.checkFiles() }
            return session
        }
        let watch = Watch(try session(), options: aws, apply: apply, every: every, reload: session)
        try await watch.run()
    }

    private static func interval(_ text: String) throws -> TimeInterval {
        guard let seconds = DurationText.seconds(text), seconds >= 60 else {
            throw ValidationError("'\(text)' is no interval: expected at least 1m, such as 15m or 1h")
        }
        return TimeInterval(seconds)
    }
}
