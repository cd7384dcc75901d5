// Prints permissions to paste. Gathering them is IAMPolicy's.

import ArgumentParser
import CostModel
import Foundation

/// `costguard iam-policy`: the permissions to paste.
struct IAMPolicyCommand: ParsableCommand {
    static let configuration = CommandConfiguration.verb(
        "iam-policy", "Print the IAM policy that costguard needs: to look, or with --enforce also to stop.",
        """
        The list is gathered from the code that makes the calls. Nothing that deletes is in either policy.

        With --enforce IAM itself holds every machine that bears the tag costguard:keep. IAM cannot compare dates in
        tags: a date that has ended does not let the machine go; take the tag off instead.
        """)

    @Flag(help: "Also what stopping instances needs.")
    var enforce = false

    @Flag(help: "Also what your own verbs need besides a stop: 'start', 'undo', and the tag of 'keep'.")
    var hands = false

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
            ? IAMPolicy.enforcing(topic: topic, partition: partition, tells: session.tellsBefore)
            : IAMPolicy.readOnly(topic: topic)
        if enforce, !hands, session.settings.schedules.mayStart { policy.addStarts(partition: partition) }
        policy.addKinds(session.kinds.specs)
        if let shared = session.shared { policy.addDatabase(shared.place, partition: partition) }
        if hands {
            policy.addHands(partition: partition)
            policy.addKindChanges(session.kinds.specs, of: nil, starts: true)
        } else if enforce {
            policy.addKindChanges(session.kinds.specs, of: session.settings.unattended.kinds, starts: false)
        }
        if forInit { policy.addTopicMaking(partition: partition) }
        if nets { policy.addNetMaking(partition: partition) }
        try session.terminal.write(policy.json, to: nil)
        if enforce {
            session.terminal.say(
                "This policy holds every machine with the tag \(KeepTag.key), whatever its date: IAM cannot compare "
                    + "dates in tags. To let one go whose date has ended, take the tag off.")
        }
    }
}
