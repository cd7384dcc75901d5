// What a person does after `init`: cron or a timer, GPU machines, and the permissions.

import CostModel
import Foundation
import Planning
import RuleEngine

enum InitAdvice {
    /// The path by which cron finds this program. Where its libraries came with it, what runs is their loader, and the
    /// script that called it gave its own path.
    static var program: String {
        let running = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? "costguard"
        let named = CommandLine.arguments.first ?? ""
        return running.hasSuffix("/lib/loader") && named.hasPrefix("/") ? named : running
    }

    /// - Parameters:
    ///   - files: `--config` and `--database` with their paths, where they are not the usual ones.
    ///   - stopsUnknown: whether cron stops a GPU machine of which nobody knows the load.
    ///   - tells: whether it does so after a notice.
    ///   - lab: the credit of a Learner Lab, in which nobody sets permissions; nil in any other account.
    static func text(
        program: String, files: [String], unattended: Bool, stopsUnknown: Bool, tells: Bool = false, lab: String?
    ) -> String {
        func line(_ verb: String, _ more: [String]) -> String {
            ([program, verb] + (unattended ? ["--apply"] : []) + more + files).joined(separator: " ")
        }
        if let lab {
            return [
                LearnerLab.notes(credit: lab), LearnerLab.session(line("watch", []), unattended), next(nets: false),
            ]
            .joined(separator: "\n\n")
        }
        return [
            next(nets: true),
            GPUText.advice(unattended: unattended, stopsUnknown: stopsUnknown, tells: tells),
            running(files), permissions(unattended),
        ].joined(separator: "\n\n")
    }

    private static func next(nets: Bool) -> String {
        """
        NEXT
          costguard doctor    checks keys, permissions, the mail's confirmation
          costguard scan      looks at the account; reads only
          costguard plan      shows what would be stopped, and why
        """
            + (nets
                ? """

                  costguard init --budget 100 --gpu-alarms
                                      AWS's own alarms: free, and awake while this is not
                """ : "")
    }

    private static func running(_ files: [String]) -> String {
        let more = files.isEmpty ? "" : " " + files.joined(separator: " ")
        return """
            LET IT RUN  every 15 minutes, on a machine that stays on: it guards while it runs.
            Its keys come from ~/.aws/credentials: it has none of your shell's variables.
              costguard install systemd\(more)
              costguard install cron\(more)
            Each shows first what it would make; 'costguard uninstall' takes it away.
            """
    }

    private static func permissions(_ unattended: Bool) -> String {
        """
        IAM POLICY  for keys that may do this and no more
          costguard iam-policy              to look\(unattended ? "" : ", which is all that you allowed")
          costguard iam-policy --enforce    to stop as well; IAM itself then guards what
                                            bears the tag costguard:keep
          costguard iam-policy --nets       for AWS's own alarms
        """
    }
}

/// What cron does with a GPU machine: which load AWS does not show, and how it gets known.
enum GPUText {
    /// Yes: it stops them.
    static let question = """
        A machine with a GPU: AWS does not show how busy the GPU is, unless something
        on the machine reports it (docs/gpu.md). Once processor, network and disks are
        idle for 3 hours: may cron mail its owner, and stop it 2 hours after that mail
        if nobody uses or keeps it? Where the mail reaches nobody it is not stopped.
        """

    /// How long that notice is.
    static let noticeSeconds = 2 * Int.hour
    /// As the configuration says it.
    static let noticeText = "2h"

    private static let examples = ["g4dn.xlarge", "p3.2xlarge", "p4d.24xlarge"]

    /// What the wait costs on some machines, in North Virginia: hold time and notice, as the credit bears them.
    static func waiting(credit: Money?, prices: PriceList?) -> String {
        let hold = 30 * 60
        let lines = examples.compactMap { type -> String? in
            guard let perHour = prices?.instance(type, in: .northVirginia) else { return nil }
            let notice = NoticeCheck.length(wanted: noticeSeconds, hold: hold, perHour: perHour, credit: credit)
            guard let cost = NoticeCheck.cost(hold: hold, notice: notice, perHour: perHour) else { return nil }
            let span = DurationText.text(notice)
            return
                "  \(type.padding(toLength: 13, withPad: " ", startingAt: 0)) \(perHour.cents) USD/h: notice \(span), the wait costs \(cost.cents) USD"
        }
        let bound = credit.map { "5 % of your credit (\($0.scaled(by: 5, over: 100).cents) USD)" } ?? "5 % of a credit"
        return
            ([
                "Half an hour of waiting and a notice of 2 hours; the notice is shorter where\nboth would cost over \(bound), but 15 minutes at least:"
            ] + lines).joined(separator: "\n")
    }

    /// - Parameters:
    ///   - unattended: whether cron stops anything.
    ///   - stopsUnknown: whether it stops a GPU machine of which nobody knows the load.
    ///   - tells: whether it does so after a notice.
    static func advice(unattended: Bool, stopsUnknown: Bool, tells: Bool) -> String {
        let fate =
            switch (unattended, stopsUnknown) {
            case (true, _) where tells:
                "Cron mails the owner of one that looks idle, and stops it 2 hours later (docs/notices.md)."
            case (false, _): "Cron mails about one that looks idle, and stops nothing."
            case (true, false): "Cron mails about one that looks idle, and leaves the stop to you."
            case (true, true): "Cron stops one that looks idle for 3 hours, even if its GPU works."
            }
        return """
            GPU MACHINES  AWS does not show how busy a GPU is, unless that is reported.
              \(fate)
              With the CloudWatch agent cron knows, and never stops a GPU at work:
              docs/gpu.md shows what to install.
            """
    }
}
