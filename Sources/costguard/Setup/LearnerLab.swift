// What is special about AWS Academy's Learner Lab, for `init --learner-lab`.
// Source: the lab's own instructions (README), editions 2021 to 2025; rules vary from class to class.

import CostModel
import Foundation
import RuleEngine
import YAML

enum LearnerLab {
    /// The other regions deny everything.
    static let regions = ["us-east-1", "us-west-2"]
    /// What the credit is called unless somebody says otherwise.
    static let creditName = "lab"
    /// AWS's own figure is 8 to 12 hours behind, and beyond the budget the account is disabled: marks come early, besides
    /// the usual ones.
    static let marks = AlertLevel.usual + [.percentBurned(75), .percentBurned(90), .hoursLeft(12)]

    /// What fits a session of about 4 hours, at whose end the keys end. Windows of an hour have buckets of 5 minutes,
    /// so limits an hour become a twelfth of what they are; what a machine did in the hours that follow is looked at as
    /// far as a session reaches. Nothing that is billed is asked: Cost Explorer is closed.
    static let settings: [(path: [String], value: YAMLWriting)] =
        [(["keys", "last"], .plain("4h")), (["selfCost", "monthlyUSD"], .plain("0"))]
        + rule(
            "idle-instance", habitAgo: "165h", bytes: 87_381, received: 43_690, [("mean_bytes_in_per_hour", "174762")])
        + rule("idle-costly-instance", habitAgo: "21h", bytes: 174_762, received: 87_381)
        + [(["rules", "unused-over-sessions", "enabled"], .plain("true"))]

    private static func rule(
        _ name: String, habitAgo: String, bytes: Int, received: Int, _ more: [(String, String)] = []
    ) -> [(path: [String], value: YAMLWriting)] {
        let settings = [
            ("window", "1h"), ("habit_window", "3h"), ("habit_ago", habitAgo), ("idle_bytes_per_hour", "\(bytes)"),
            ("idle_bytes_in_per_hour", "\(received)"), ("idle_disk_bytes_per_hour", "178956970"),
            ("idle_disk_operations_per_hour", "16666"),
        ]
        return [(["rules", name, "for"], .plain("15m"))]
            + (settings + more).map { (["rules", name, "settings", $0.0], .plain($0.1)) }
    }

    /// The two amounts of a line such as `Used $12.40 of $50`; nil where there are not two. Labs let more be used than
    /// there is.
    static func amounts(_ line: String) -> (used: Money, amount: Money)? {
        let words = line.split { !($0.isNumber || $0 == ".") }.map(String.init).filter { $0.contains { $0.isNumber } }
        guard words.count == 2, let used = CreditInput.amount(words[0]), let amount = CreditInput.amount(words[1]),
            amount > .zero
        else { return nil }
        return (used, amount)
    }

    /// What a student must know, before the usual next steps.
    static func notes(credit: String) -> String {
        """
        LEARNER LAB
          Keys    Paste 'AWS Details' > 'AWS CLI: Show' into ~/.aws/credentials each
                  time you start the lab. They end with the session, after about 4 h.
          Stops   When a session ends, the lab stops your instances. The next session
                  starts ALL that were stopped, also what costguard stopped: it finds
                  them again after an hour. Terminate what you no longer need.
          Budget  Beyond it AWS disables the account, and all work in it is lost.
                  AWS's own figure is 8 to 12 hours behind; costguard reckons on from
                  what you typed. Correct it now and then, from the lab's page:
                    costguard credits set \(credit == CreditArguments.usualName ? "" : "'\(credit)' ")--used 12.40
          Cost    Cost Explorer and the billing pages are closed in a lab, and are not
                  asked: scans cost nothing.
          Silence Between sessions nobody looks, and that is no alarm: no mail is sent.
        """
    }

    /// The last word of a watch.
    static let sessionEnded =
        "The lab's session has ended, and the watch with it. At the next one, start the lab, paste its keys, and paste the "
        + "line for each session again ('costguard watch --apply')."

    /// What a student does at the start of each session.
    static func session(_ line: String, _ unattended: Bool) -> String {
        """
        EACH SESSION  start the lab, paste its keys, then paste this line into a
        terminal that stays open. It ends with the session:
          \(line)
        """ + (unattended ? "" : "\nIt looks and mails only. To let it stop: costguard init --unattended")
    }

    /// Whether a configuration, or a course's file, describes such a lab.
    static func isMeant(by settings: Settings) -> Bool {
        settings.pastedKeysLast != nil && settings.regions?.allSatisfy { regions.contains($0.code) } == true
    }
}
