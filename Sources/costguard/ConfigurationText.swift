// The configuration file that `init` writes: commented, so that it can be edited without the manual.

import AWSAPI
import CostModel
import Foundation

enum ConfigurationText {
    static func text(_ answers: InitAnswers) -> String {
        """
        # Configuration of costguard. 'costguard config show' tells what is in force, and why.

        \(line("profile", answers.profile.map(quoted), "class-account", "profile of the AWS configuration"))
        \(place(answers))
        timezone: UTC               # for people, such as Europe/Berlin

        # Where alarms go: an SNS topic with a confirmed subscription.
        \(answers.topic.map { "notify: { sns: \"\($0)\" }" } ?? "# notify: { sns: \"arn:aws:sns:us-east-1:123456789012:costguard\" }")

        # Credits, and the marks at which a mail is sent.
        \(credits(answers))

        # What cron may do without a person ('costguard run --apply').
        unattended:
          actions: [\(answers.unattended ? "stop" : "")]             # [] plans and mails only; [stop] stops what is due
          gpuLoadUnknown: \(answers.gpuLoadUnknown)       # stop GPU machines though nobody reports the GPU's load
          losesInstanceStore: \(answers.losesInstanceStore)   # stop machines whose scratch disks are wiped at a stop

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
        \(cost(answers))
        """
    }

    private static func line(_ key: String, _ value: String?, _ example: String, _ doc: String) -> String {
        (value.map { "\(key): \($0)" } ?? "# \(key): \(example)") + "    # \(doc)"
    }

    private static func place(_ answers: InitAnswers) -> String {
        guard answers.isLearnerLab else { return "regions: all                # or a list: [us-east-1, Oregon]" }
        return """
            # AWS Academy's Learner Lab: these regions alone, and keys that end with the lab's session.
            regions: [\(LearnerLab.regions.joined(separator: ", "))]
            keys: { last: \(LearnerLab.keysLast) }           # pasted anew each session; a run warns before they end
            """
    }

    private static func cost(_ answers: InitAnswers) -> String {
        guard answers.isLearnerLab else { return "" }
        return """

            # Cost Explorer is closed in the lab: nothing that is billed is asked.
            selfCost: { monthlyUSD: 0 }

            """
    }

    private static func credits(_ answers: InitAnswers) -> String {
        guard let amount = answers.amount else {
            return
                "# credits:\n#   - { name: class, amount: 100, granted: 2026-09-01, expires: 2027-06-30, alerts: [50%, 80%, 95%] }"
        }
        var parts = ["name: \(quoted(answers.creditName))", "amount: \(quoted(amount))"]
        if let granted = answers.granted { parts.append("granted: \(quoted(granted))") }
        if let expires = answers.expires { parts.append("expires: \(quoted(expires))") }
        parts.append("alerts: \(answers.isLearnerLab ? LearnerLab.marks : "[50%, 80%, 95%, 100%, 24h left]")")
        return "credits:\n  - { \(parts.joined(separator: ", ")) }"
    }

    /// A YAML double-quoted scalar: what a person typed must not become structure.
    static func quoted(_ text: String) -> String {
        let escaped = text.unicodeScalars.map { scalar in
            switch scalar {
            case "\"": "\\\""
            case "\\": "\\\\"
            default: scalar.value < 0x20 || scalar.value == 0x7F ? " " : String(scalar)
            }
        }
        return "\"\(escaped.joined())\""
    }

    /// Writes it whole or not at all, for its owner's eyes only; an older file is kept beside it.
    static func write(_ text: String, to path: String, at now: Date) throws {
        do {
            if FileManager.default.fileExists(atPath: path) {
                let stamp = now.formatted(Date.ISO8601FormatStyle(timeSeparator: .omitted))
                try FileManager.default.copyItem(atPath: path, toPath: "\(path).\(stamp)")
            }
            try SecretFile.write(Data(text.utf8), to: path)
        } catch {
            throw CommandError(
                "Cannot write the configuration '\(path)': \(error.localizedDescription)",
                hint: "choose another place with --config")
        }
    }
}
