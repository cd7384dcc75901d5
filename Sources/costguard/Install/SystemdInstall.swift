// Has systemd run costguard: by the user's own manager, or by the system's where root asks. Files first, then the timer, so
// that whoever is killed between finds files that the next call takes over.

import AWSAPI
import CostModel
import Foundation
import Reporting

/// The units of one manager.
struct SystemdInstall {
    let session: Session
    /// Whether the system's manager is meant; else the user's.
    let isSystem: Bool

    private static let instead = "'costguard install cron' needs no systemd"

    private var systemctl: OtherProgram {
        OtherProgram(name: "systemctl", environment: session.environment, instead: Self.instead)
    }

    private var manager: [String] { isSystem ? [] : ["--user"] }

    /// Where this manager looks for units.
    private func directory() throws -> String {
        if isSystem { return "/etc/systemd/system" }
        let base = session.environment["XDG_CONFIG_HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil }
        guard let base = base ?? session.environment["HOME"].map({ "\($0)/.config" }) else {
            throw CommandError("There is no home directory: HOME is not set", hint: Self.instead)
        }
        return "\(base)/systemd/user"
    }

    /// - Throws: `CommandError` where systemd does not answer, or a unit of the same name is not ours.
    func install(_ units: TimerUnits, _ notes: [String], confirmation: Confirmation) throws {
        let directory = try directory()
        try checkManager()
        for file in units.files { try checkOurs("\(directory)/\(file.name)") }
        session.terminal.warn("To be written in \(directory), and started:")
        for file in units.files { session.terminal.warn("  \(file.name)") }
        for note in notes { session.terminal.warn(note) }
        if !isSystem {
            session.terminal.warn("It also runs while you are not logged in ('loginctl enable-linger').")
        }
        try confirmation.obtain(session.terminal)
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        for file in units.files {
            do {
                try SecretFile.write(Data(file.text.utf8), to: "\(directory)/\(file.name)", mode: 0o644)
            } catch { throw CommandError("Cannot write '\(directory)/\(file.name)': \(error)", hint: Self.instead) }
        }
        try tell(["daemon-reload"])
        try tell(["enable", "--now", TimerUnits.timer])
        linger()
        session.terminal.say(
            "Installed. 'costguard status' says when it ran last; 'costguard uninstall systemd' ends it.")
    }

    /// Stops the timer and takes both files away.
    func uninstall(confirmation: Confirmation) throws {
        let directory = try directory()
        let files = [TimerUnits.timer, TimerUnits.service].map { "\(directory)/\($0)" }
        let present = files.filter { FileManager.default.fileExists(atPath: $0) }
        guard !present.isEmpty else {
            throw CommandError(
                "There is no unit by 'costguard install systemd' in \(directory)",
                hint: "'systemctl \((manager + ["list-timers"]).joined(separator: " "))' shows what runs",
                status: .refused)
        }
        for file in present { try checkOurs(file) }
        session.terminal.warn("To be stopped and taken away:")
        for file in present { session.terminal.warn("  \(file)") }
        try confirmation.obtain(session.terminal)
        // A timer that is off already, or a manager that is gone, keeps no file in its place.
        let stopped = try systemctl.run(manager + ["disable", "--now", TimerUnits.timer])
        if stopped.status != 0 { session.terminal.warn("systemctl says: \(stopped.complaint)") }
        for file in present { try FileManager.default.removeItem(atPath: file) }
        _ = try systemctl.run(manager + ["daemon-reload"])
        session.terminal.say("Taken away. Nothing guards the account any more, unless something else does.")
    }

    /// Before anything is written: a machine may have the program and no manager that answers, as in a container.
    private func checkManager() throws {
        let answer = try systemctl.run(manager + ["show-environment"])
        guard answer.status == 0 else {
            throw CommandError(
                "\(isSystem ? "systemd" : "Your own systemd") does not answer here: \(answer.complaint)",
                hint: "\(Self.instead); nothing was written")
        }
    }

    private func checkOurs(_ path: String) throws {
        guard let data = FileManager.default.contents(atPath: path) else { return }
        let text = String(decoding: data, as: UTF8.self)
        guard text.hasPrefix(TimerUnits.mark) else {
            throw CommandError(
                "'\(path)' is a unit of your own", hint: "move it away first, or leave it: one guard is enough",
                status: .refused)
        }
    }

    private func tell(_ words: [String]) throws {
        let answer = try systemctl.run(manager + words)
        guard answer.status == 0 else {
            throw CommandError(
                "'systemctl \((manager + words).joined(separator: " "))' ended with status \(answer.status): \(answer.complaint)",
                hint: "the units are written; once that is mended, call it again")
        }
    }

    /// Without it the user's manager ends with the last session. It may be the administrator's to allow.
    private func linger() {
        guard !isSystem else { return }
        let loginctl = OtherProgram(name: "loginctl", environment: session.environment, instead: "")
        let answer = try? loginctl.run(["enable-linger"])
        guard answer?.status != 0 else { return }
        session.terminal.warn(
            "It runs while you are logged in alone: 'sudo loginctl enable-linger \(FileUser.name(of: getuid()))' would change that."
        )
    }
}
