// The configuration file that `init` writes: the file on the disk, read once, written whole or not at all, never over what
// somebody else wrote meanwhile; and the text that it begins with.

import AWSAPI
import CostModel
import Foundation

/// The file on the disk, while `init` changes it.
struct ConfigurationFile {
    /// As the user named it.
    let path: String
    /// What stands there; nil where there is no file.
    let text: String?
    /// The file itself, behind links.
    private let target: String
    private let mode: mode_t

    /// - Throws: where it is there and cannot be read, or may not be written.
    init(_ path: String) throws {
        self.path = path
        var info = stat()
        guard stat(path, &info) == 0 else {
            text = nil
            target = path
            mode = 0o600
            return
        }
        guard info.st_mode & S_IFMT == S_IFREG, let data = FileManager.default.contents(atPath: path),
            let text = String(data: data, encoding: .utf8)
        else {
            throw CommandError(
                "Cannot read the configuration file '\(path)' as UTF-8 text",
                hint: "check its permissions: chmod 600 '\(path)'")
        }
        self.text = text
        // A link stays one: what it leads to is changed.
        target =
            realpath(path, nil).map { pointer in
                defer { free(pointer) }
                return String(cString: pointer)
            } ?? path
        mode = info.st_mode & 0o777
    }

    /// Whether its owner made it read only, which is no accident.
    func checkWritable() throws {
        guard text != nil, mode & 0o200 == 0 else { return }
        throw CommandError(
            "Nothing was written: '\(path)' is read only", hint: "if you want it changed: chmod u+w '\(path)'",
            status: .refused)
    }

    /// Puts a text in its place; of a new file for its owner's eyes only, else with the mode that it has.
    ///
    /// - Parameter copiedAt: keep the old one beside it, named by this time; nil: no copy.
    func write(_ new: String, copiedAt: Date? = nil) throws {
        try checkWritable()
        do {
            if let text, let copiedAt {
                let stamp = UTCTime.text(copiedAt).replacing(":", with: "")
                try SecretFile.write(Data(text.utf8), to: "\(path).\(stamp)")
            }
            guard text == nil || FileManager.default.contents(atPath: target) == text.map({ Data($0.utf8) }) else {
                throw CommandError(
                    "Nothing was written: '\(path)' was changed meanwhile", hint: "call it again", status: .refused)
            }
            try SecretFile.write(Data(new.utf8), to: target, mode: mode)
        } catch let error as CommandError {
            throw error
        } catch {
            throw CommandError("Cannot write the configuration: \(error)", hint: "choose another place with --config")
        }
    }
}

/// What a new file begins with: commented, so that it can be edited without the manual. Answers are set in it by
/// InitEdits.
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
        # 'heartbeat: https://hc-ping.com/YOUR-UUID' beside it has a service outside of AWS mail when runs stop coming.

        # Credits. Mails come at the usual marks ('costguard alerts'), or at those that 'alerts: [50%, 20 USD left]' names.
        # credits:
        #   - { name: class, amount: 100, granted: 2026-09-01, expires: 2027-06-30 }

        # What cron may do without a person ('costguard run --apply').
        unattended:
          actions: []               # [] plans and mails only; [stop] stops what is due
          gpuLoadUnknown: false     # stop GPU machines though nobody reports the GPU's load
          losesInstanceStore: false # stop machines whose scratch disks are wiped at a stop
          # from: 2026-12-07        # until then only tell what would have been stopped

        # Which stops the owner of a machine is told of before (docs/notices.md), and who owners are by their tag 'owner'.
        # notices:
        #   gpuLoadUnknown: 2h        # stop GPU machines whose load nobody reports, so long after their owner was told
        #   machines:
        #     - { tags: { team: vision }, notice: 1h }
        # owners: { aliases: { ada: ada@example.org } }

        # Limits over every rule.
        guardrails:
          maxActions: 10            # a run
          maxPercent: 25            # of what runs, but at least 3
          maxActionsPerDay: 20
          minAgeHours: 1            # since the last start
          # accounts: ["123456789012"]      # default: only the account of the first scan
          # only: { tags: { team: lab } }   # touch only what bears these tags

        # The hard stop when the credit ends. It is off until you say 'costguard brake arm'.
        # brake: { rungs: [{ percent: 90, action: stop-idle }, { leftUSD: 3, action: stop-all }] }

        # Changes to rules, by name ('costguard rules list').
        # rules:
        #   idle-instance: { for: 2h, settings: { idle_percent: 3 } }

        """

    private static let lab = """

        # AWS Academy's Learner Lab: keys end with a session of 4 hours, and nothing is asked that is billed. The rules above
        # find an idle machine within a session.

        """
}
