// The two units by which systemd runs costguard. Their text alone: writing and starting them is SystemdInstall's.
// Source: systemd.service(5), systemd.timer(5), and of quoting systemd.syntax(7) and systemd.service(5), "Command lines".

/// A service that runs once, and the timer that starts it.
struct TimerUnits: Equatable {
    static let service = "costguard.service"
    static let timer = "costguard.timer"
    /// The first line of each: what bears it is ours to change.
    static let mark = "# Written by 'costguard install systemd'; 'costguard uninstall systemd' takes it away."

    /// The text of each file, by its name.
    let files: [(name: String, text: String)]

    /// - Parameter words: the program and its arguments.
    init(_ cadence: Cadence, _ words: [String]) {
        let command = words.map(TimerUnits.quoted).joined(separator: " ")
        files = [
            (
                TimerUnits.service,
                """
                \(TimerUnits.mark)
                [Unit]
                Description=Cost guard for AWS, one run
                Wants=network-online.target
                After=network-online.target

                [Service]
                Type=oneshot
                ExecStart=\(command)
                # What was not seen whole (3) is told by its lines in the journal, and is no failure of the unit.
                SuccessExitStatus=3
                TimeoutStartSec=1h
                NoNewPrivileges=yes
                UMask=0077

                """
            ),
            (
                TimerUnits.timer,
                """
                \(TimerUnits.mark)
                [Unit]
                Description=Cost guard for AWS, every \(cadence.text)

                [Timer]
                OnCalendar=\(cadence.calendar)
                # One run is made up for after the machine was off or asleep.
                Persistent=true

                [Install]
                WantedBy=timers.target

                """
            ),
        ]
    }

    static func == (one: TimerUnits, other: TimerUnits) -> Bool {
        one.files.map(\.name) == other.files.map(\.name) && one.files.map(\.text) == other.files.map(\.text)
    }

    /// A word of ExecStart: specifiers (`%h`) and variables (`$HOME`) are doubled, anything else is put in quotes.
    static func quoted(_ word: String) -> String {
        let doubled = word.replacing("%", with: "%%").replacing("$", with: "$$")
        let isPlain = !doubled.isEmpty && doubled.allSatisfy { !$0.isWhitespace && !"\"'\\;".contains($0) }
        guard !isPlain else { return doubled }
        return "\"" + doubled.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
    }
}
