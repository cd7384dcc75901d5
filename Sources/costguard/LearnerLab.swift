// What is special about AWS Academy's Learner Lab, for `init --learner-lab`.
// Source: the lab's own instructions (README), editions 2021 to 2025; rules vary from class to class.

import CostModel
import Foundation

enum LearnerLab {
    /// The other regions deny everything.
    static let regions = ["us-east-1", "us-west-2"]
    /// What the credit is called unless somebody says otherwise.
    static let creditName = "lab"
    /// AWS's own figure is 8 to 12 hours behind, and beyond the budget the account is disabled: marks come early.
    static let marks = "[50%, 75%, 90%, 24h left, 12h left]"
    /// Keys end with the lab's session.
    static let keysLast = "4h"

    /// The two amounts of a line such as `Used $12.40 of $50`; nil where there are not two. Labs let more be used than
    /// there is.
    static func amounts(_ line: String) -> (used: String, amount: String)? {
        let words = line.split { !($0.isNumber || $0 == ".") }.map(String.init).filter { $0.contains { $0.isNumber } }
        guard words.count == 2, CreditText.amount(words[0]) != nil, let amount = CreditText.amount(words[1]),
            amount > .zero
        else { return nil }
        return (words[0], words[1])
    }

    /// What a student must know, before the usual next steps.
    static func notes(credit: String) -> String {
        """
        LEARNER LAB
          Keys    Paste 'AWS Details' > 'AWS CLI: Show' into ~/.aws/credentials each time you start the lab. They end
                  with the session, about 4 hours after its start; you are warned before, and told once when they have.
          Stops   When a session ends, the lab stops your instances. When the next one starts, it starts ALL that were
                  stopped, also what costguard stopped: so it must stop them again. Terminate what you no longer need.
          Budget  Beyond it AWS disables the account, and all work in it is lost. AWS's own figure is 8 to 12 hours
                  behind; costguard reckons on from what you typed. Correct it now and then, from the lab's page:
                    costguard credits set \(credit == CreditWords.usualName ? "" : "'\(credit)' ")--used 12.40
          Cost    Cost Explorer and the billing pages are closed here, so they are not asked: scans cost nothing.
        """
    }

    /// Whether a configuration, or a course's file, describes such a lab.
    static func isMeant(by settings: Settings) -> Bool {
        settings.pastedKeysLast != nil && settings.regions?.allSatisfy { regions.contains($0.code) } == true
    }
}
