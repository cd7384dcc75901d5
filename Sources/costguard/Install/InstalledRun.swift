// What an installed guard runs: this program with the files of this command, by absolute paths, for neither cron nor systemd
// has our directory, options or variables.

import CostModel
import Foundation
import Reporting

/// The command of one run, and what its reader should mind.
struct InstalledRun {
    let session: Session
    /// As `--rules` names them: a path, or `+` and a path.
    let rules: [String]

    private var environment: [String: String] { session.environment }

    /// The program and its arguments.
    var words: [String] {
        var words = [InitAdvice.program, "run", "--apply", "--quiet"]
        // What the file says it finds by itself; what was said here it would not hear of.
        if let profile = session.settings.profile,
            ["--profile", "AWS_PROFILE"].contains(session.settings.sources["profile"])
        {
            words += ["--profile", profile]
        }
        for (option, path, usual) in [
            ("--config", session.paths.configuration, usualPaths?.configuration),
            ("--database", session.paths.database, usualPaths?.database),
        ] where path != usual { words += [option, path] }
        for rule in rules {
            let isAdded = rule.hasPrefix("+")
            let path = URL(fileURLWithPath: String(rule.dropFirst(isAdded ? 1 : 0))).standardizedFileURL.path
            words += ["--rules", (isAdded ? "+" : "") + path]
        }
        return words
    }

    /// Where files are looked for that nothing names.
    private var usualPaths: Paths? {
        try? Paths(configuration: nil, database: nil, environment: environment.filter { $0.key == "HOME" })
    }

    /// What is said before anybody agrees, besides what is made.
    var notes: [String] {
        var notes = [
            session.settings.unattended.actions.contains(.stop)
                ? "It may stop what your configuration allows: 'costguard plan' shows what."
                : "It looks and mails, and stops nothing: 'costguard init --unattended' would allow that."
        ]
        if environment["AWS_ACCESS_KEY_ID"] != nil {
            notes.append(
                "Your keys stand in this shell's variables, which it does not have: put them in ~/.aws/credentials "
                    + "(docs/keys.md), or it will see nothing.")
        }
        if session.settings.topic == nil {
            notes.append("Nobody is mailed yet: costguard init --email ADDRESS")
        }
        return notes
    }
}
