// Prints permissions to paste. Gathering them is IAMPolicy's.

import ArgumentParser
import Foundation

/// `costguard iam-policy`: the permissions to paste.
struct IAMPolicyCommand: ParsableCommand {
    static let configuration = CommandConfiguration.verb(
        "iam-policy", "Print the IAM policy that costguard needs: to look, or with --enforce also to stop.",
        "The list is gathered from the code that makes the calls. Nothing that deletes is in either policy.")

    @Flag(help: "Also what stopping instances needs.")
    var enforce = false

    @Flag(name: .customLong("init"), help: "Also what 'init --email' needs, once, to make the mail topic.")
    var forInit = false

    @Flag(help: "Also what 'init --budget' and 'init --gpu-alarms' need.")
    var nets = false

    @OptionGroup var common: CommonOptions

    func run() throws {
        let session = try Session(common)
        let topic = session.settings.topic
        let partition = try session.partition()
        var policy =
            enforce
            ? IAMPolicy.enforcing(topic: topic, partition: partition) : IAMPolicy.readOnly(topic: topic)
        if forInit { policy.addTopicMaking(partition: partition) }
        if nets { policy.addNetMaking(partition: partition) }
        try session.terminal.write(policy.json, to: nil)
    }
}
