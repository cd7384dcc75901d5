// The configuration file that `init` begins with: commented, so that it can be edited without the manual. What was
// answered is set in it by InitEdits.

import CostModel
import Foundation

enum ConfigurationText {
    /// A new file that changes nothing of the defaults.
    ///
    /// - Parameter isLearnerLab: with the words on what a lab's settings are for, at the end, where they will stand.
    static func template(isLearnerLab: Bool) -> String { usual + (isLearnerLab ? lab : "") }

    private static let usual = """
        # Configuration of costguard. 'costguard config show' tells what is in force, and why.
        # 'costguard init' with a flag changes single lines of it; comments and all else stay.

        # profile: class-account    # of the AWS configuration; without it the AWS tools' default
        regions: all                # or a list: [us-east-1, Oregon]
        timezone: UTC               # for people, such as Europe/Berlin

        # Where alarms go: an SNS topic with a confirmed subscription.
        # notify: { sns: "arn:aws:sns:us-east-1:123456789012:costguard" }

        # Credits. Mails come at the usual marks ('costguard alerts'), or at those that 'alerts: [50%, 20 USD left]' names.
        # credits:
        #   - { name: class, amount: 100, granted: 2026-09-01, expires: 2027-06-30 }

        # What cron may do without a person ('costguard run --apply').
        unattended:
          actions: []               # [] plans and mails only; [stop] stops what is due
          gpuLoadUnknown: false     # stop GPU machines though nobody reports the GPU's load
          losesInstanceStore: false # stop machines whose scratch disks are wiped at a stop

        # Limits over every rule.
        guardrails:
          maxActions: 10            # a run
          maxPercent: 25            # of what runs, but at least 3
          maxActionsPerDay: 20
          minAgeHours: 1            # since the last start
          # accounts: ["123456789012"]      # default: only the account of the first scan
          # only: { tags: { team: lab } }   # touch only what bears these tags

        # Changes to rules, by name ('costguard rules list').
        # rules:
        #   idle-instance: { for: 2h, settings: { idle_percent: 3 } }

        """

    private static let lab = """

        # AWS Academy's Learner Lab: keys end with a session of 4 hours, and nothing is asked that is billed. The rules above
        # find an idle machine within a session.

        """
}
