// Puts costguard's line into the user's table of cron, and takes it away. What cannot be read is never written over.

import CostModel
import Foundation

/// The user's table, as crontab(1) keeps it.
struct CronInstall {
    let session: Session

    private var crontab: OtherProgram {
        OtherProgram(
            name: "crontab", environment: session.environment,
            instead: "install cron ('apt install cron'), or take 'costguard install systemd'")
    }

    /// - Parameter line: what is to stand there.
    /// - Throws: `CommandError` where the table cannot be read or written, or somebody's own line runs costguard already.
    func install(_ line: String, _ notes: [String], confirmation: Confirmation) throws {
        let before = try read()
        var after = before
        after.add(line)
        if before == after { return session.terminal.say("It stands there already: \(line)") }
        if let own = before.byHand {
            throw CommandError(
                "A line of yours runs costguard already: \(own)",
                hint: "take it away by 'crontab -e' first, or leave it: one is enough", status: .refused)
        }
        session.terminal.warn(before.ours.map { "In the place of: \($0)" } ?? "To be added to your table of cron:")
        session.terminal.warn("  \(line)")
        for note in notes { session.terminal.warn(note) }
        try confirmation.obtain(session.terminal)
        try write(after, over: before)
        session.terminal.say("Installed. 'costguard status' says when it ran last; 'costguard uninstall cron' ends it.")
    }

    /// Takes our line away; others stay.
    func uninstall(confirmation: Confirmation) throws {
        let before = try read()
        guard let line = before.ours else {
            let hint = before.byHand.map { "this line is your own: 'crontab -e' takes it away: \($0)" }
            throw CommandError(
                "Your table of cron has no line by 'costguard install cron'",
                hint: hint ?? "'crontab -l' shows the table", status: .refused)
        }
        session.terminal.warn("To be taken from your table of cron:")
        session.terminal.warn("  \(line)")
        try confirmation.obtain(session.terminal)
        var after = before
        after.remove()
        try write(after, over: before)
        session.terminal.say("Taken away. Nothing guards the account any more, unless something else does.")
    }

    /// An empty table is told as an error too, in words that cron's kinds have in common.
    private func read() throws -> CronTable {
        let answer = try crontab.run(["-l"])
        if answer.status == 0 { return CronTable(answer.output) }
        guard answer.complaint.lowercased().hasPrefix("no crontab for") || answer.complaint.contains(": no crontab for")
        else {
            throw CommandError(
                "'crontab -l' ended with status \(answer.status): \(answer.complaint)",
                hint: "your administrator may allow cron (/etc/cron.allow); nothing was changed")
        }
        return CronTable("")
    }

    /// Reads it once more: what changed meanwhile is somebody else's work.
    private func write(_ table: CronTable, over before: CronTable) throws {
        guard try read() == before else {
            throw CommandError(
                "Nothing was changed: the table of cron was changed meanwhile", hint: "call it again", status: .refused)
        }
        let answer = try crontab.run(["-"], input: table.text)
        guard answer.status == 0 else {
            throw CommandError(
                "'crontab -' ended with status \(answer.status): \(answer.complaint)",
                hint: "your table is as it was; 'crontab -l' shows it")
        }
    }
}
