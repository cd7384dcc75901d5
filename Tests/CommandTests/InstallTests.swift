// What 'install' makes on a machine, with stand-ins of its own for systemctl, loginctl and crontab.

import Foundation
import Testing

@testable import costguard

@Suite struct CadenceTests {
    @Test(
        "a span is said to cron and to systemd alike",
        arguments: [
            ("15m", "*/15 * * * *", "*:0/15"), ("5m", "*/5 * * * *", "*:0/5"), ("60m", "0 * * * *", "hourly"),
            ("1h", "0 * * * *", "hourly"), ("2h", "0 */2 * * *", "0/2:00"), ("24h", "0 8 * * *", "08:00"),
            ("1d", "0 8 * * *", "08:00"),
        ])
    func said(text: String, cron: String, calendar: String) {
        #expect(Cadence(text)?.cron == cron && Cadence(text)?.calendar == calendar)
    }

    @Test(
        "what divides neither an hour nor a day is refused", arguments: ["7m", "45m", "5h", "0m", "1m", "2d", "x", ""])
    func refused(text: String) { #expect(Cadence(text) == nil) }
}

@Suite struct OtherProgramTests {
    private func program(_ script: String, limit: Duration = .seconds(60)) throws -> (Home, OtherProgram) {
        let home = try Home()
        try home.write("#!/bin/sh\n\(script)\n", to: "bin/other", mode: 0o755)
        return (
            home,
            OtherProgram(
                name: "other", environment: ["PATH": "\(home.path)/bin:/usr/bin:/bin"], instead: "none", limit: limit)
        )
    }

    @Test("what it says on both ways is read to its end, however much that is")
    func read() throws {
        let (home, other) = try program(
            "cat; i=0; while [ $i -lt 3000 ]; do echo 'much to say of it' >&2; i=$((i+1)); done; "
                + "echo end; exit 3")
        let answer = try other.run([], input: "begin\n")
        #expect(answer.status == 3 && answer.output == "begin\nend\n", "\(home.path)")
        #expect(answer.complaint.count > 50_000)
    }

    @Test("one that waits for somebody is ended, and that is said")
    func endless() throws {
        let (home, other) = try program("exec sleep 600", limit: .milliseconds(300))
        let error = #expect(throws: CommandError.self, "\(home.path)") { try other.run(["-l"]) }
        #expect(error?.message.hasPrefix("'other -l' did not end within") == true)
    }
}

@Suite struct CronTableTests {
    private static let line = "*/15 * * * * /usr/bin/costguard run --apply --quiet"

    @Test(
        "a line that is added and taken away leaves every other byte as it was",
        arguments: ["", "MAILTO=me\n0 1 * * * backup\n", "# mine\n\n0 1 * * * a\n", "@reboot x\n\t\n"])
    func undone(text: String) {
        var table = CronTable(text)
        table.add(Self.line)
        #expect(table.ours == Self.line && table.text.hasSuffix("\n"))
        for line in text.split(separator: "\n") { #expect(table.text.contains(line)) }
        table.remove()
        #expect(table.text.split(separator: "\n") == text.split(separator: "\n") && table.ours == nil)
    }

    @Test("a table without a newline at its end gets one, as crontab wants it")
    func unended() {
        var table = CronTable("0 1 * * * backup")
        table.add(Self.line)
        #expect(table.text == "0 1 * * * backup\n\(CronTable.mark)\n\(Self.line)\n")
    }

    @Test("added again, it takes the place of the line that is there, wherever that is")
    func again() {
        var table = CronTable("\(CronTable.mark)\n0 * * * * old run\n0 1 * * * backup\n")
        table.add(Self.line)
        #expect(table.text == "\(CronTable.mark)\n\(Self.line)\n0 1 * * * backup\n")
    }

    @Test("a mark without a line behind it is no line, and is mended")
    func cut() {
        var table = CronTable(CronTable.mark)
        #expect(table.ours == nil)
        table.add(Self.line)
        #expect(table.ours == Self.line)
    }

    @Test(
        "a line of somebody's own that runs costguard is seen",
        arguments: [
            ("*/15 * * * * costguard run --apply", true), ("@hourly cd /x && '/opt/costguard' run", true),
            ("0 8 * * * /usr/local/bin/costguard scan", true), ("# 0 8 * * * costguard run", false),
            ("0 8 * * * costguard report --output x", false), ("0 8 * * * costguardian run", false),
        ])
    func byHand(line: String, isSeen: Bool) { #expect((CronTable("\(line)\n").byHand != nil) == isSeen) }

    @Test("what cron or its shell would read otherwise is quoted")
    func quoted() {
        #expect(
            CronTable.line(Cadence.usual, ["/a b/costguard", "--config", "/x%y/it's"])
                == #"*/15 * * * * '/a b/costguard' --config '/x\%y/it'\''s'"#)
    }
}

@Suite struct TimerUnitTests {
    @Test(
        "a word that systemd would read otherwise is quoted",
        arguments: [
            ("run", "run"), ("/a b/c", "\"/a b/c\""), ("100%", "100%%"), ("$HOME", "$$HOME"), ("", "\"\""),
            (#"a"b\c"#, #""a\"b\\c""#), ("x;y", "\"x;y\""),
        ])
    func quoted(word: String, written: String) { #expect(TimerUnits.quoted(word) == written) }
}

@Suite struct InstallTests {
    private let home: Home
    private var bin: String { "\(home.path)/bin" }

    /// A home with programs of its own that note how they were called.
    init() throws {
        home = try Home()
        for name in ["systemctl", "loginctl"] {
            try home.write("#!/bin/sh\necho \"\(name) $*\" >> \"$HOME/calls\"\n", to: "bin/\(name)", mode: 0o755)
        }
        try home.write(
            """
            #!/bin/sh
            echo "crontab $*" >> "$HOME/calls"
            if [ "$1" = -l ]; then
                [ -f "$HOME/table" ] || { echo 'no crontab for student' >&2; exit 1; }
                cat "$HOME/table"
            else cat > "$HOME/table"; fi

            """, to: "bin/crontab", mode: 0o755)
    }

    private func run(_ words: String..., environment: [String: String] = [:]) async throws -> Ended {
        try await home.run(words, environment: ["PATH": "\(bin):/usr/bin:/bin"].merging(environment) { $1 })
    }

    private func text(_ relative: String) -> String? {
        FileManager.default.contents(atPath: "\(home.path)/\(relative)").map { String(decoding: $0, as: UTF8.self) }
    }

    private let service = ".config/systemd/user/costguard.service"
    private let timer = ".config/systemd/user/costguard.timer"

    @Test("systemd is told of a service and a timer, and starts the timer")
    func systemd() async throws {
        let ended = try await run("install", "systemd", "--every", "30m", "--yes")
        #expect(ended.status == 0, "\(ended.talk)")
        #expect(text(service)?.contains("ExecStart=\(Home.program.path) run --apply --quiet\n") == true)
        #expect(text(timer)?.contains("OnCalendar=*:0/30\n") == true)
        #expect(
            text("calls") == """
                systemctl --user show-environment
                systemctl --user daemon-reload
                systemctl --user enable --now costguard.timer
                loginctl enable-linger

                """)
    }

    @Test("uninstalled, both units are gone and the configuration is there still")
    func uninstalled() async throws {
        try home.write("timezone: Europe/Berlin\n", to: ".config/costguard/config.yaml")
        #expect(try await run("install", "systemd", "--yes").status == 0)
        #expect(try await run("uninstall", "systemd", "--yes").status == 0)
        #expect(text(service) == nil && text(timer) == nil && text(".config/costguard/config.yaml") != nil)
        #expect(text("calls")?.contains("systemctl --user disable --now costguard.timer") == true)
        #expect(try await run("uninstall", "systemd", "--yes").status == 4)
    }

    @Test("a unit of somebody's own is left as it is")
    func ownUnit() async throws {
        try home.write("[Service]\nExecStart=x\n", to: service)
        let ended = try await run("install", "systemd", "--yes")
        #expect(ended.status == 4 && ended.talk.contains("is a unit of your own"), "\(ended.talk)")
        #expect(text(service) == "[Service]\nExecStart=x\n" && text(timer) == nil)
    }

    @Test("where systemd does not answer, nothing is written")
    func noManager() async throws {
        try home.write("#!/bin/sh\necho 'Failed to connect to bus' >&2; exit 1\n", to: "bin/systemctl", mode: 0o755)
        let ended = try await run("install", "systemd", "--yes")
        #expect(ended.status == 1 && ended.talk.contains("does not answer here: Failed to connect to bus"))
        #expect(text(service) == nil)
    }

    @Test("nobody who can be asked, and no --yes: nothing is made")
    func unasked() async throws {
        #expect(try await run("install", "systemd").status == 4 && text(service) == nil)
        #expect(try await run("install", "cron").status == 4 && text("table") == nil)
    }

    @Test("--print shows what would be made, and makes nothing")
    func printed() async throws {
        let units = try await run("install", "systemd", "--print")
        #expect(units.status == 0 && units.output.contains("OnCalendar=*:0/15") && text(service) == nil)
        let line = try await run("install", "cron", "--print")
        #expect(line.output == "*/15 * * * * \(Home.program.path) run --apply --quiet\n")
        #expect(text("calls") == nil)
    }

    @Test("a line is added to cron's table beside the others, and taken away")
    func cron() async throws {
        try home.write("0 1 * * * backup\n", to: "table")
        #expect(try await run("install", "cron", "--yes").status == 0)
        #expect(text("table")?.hasPrefix("0 1 * * * backup\n\(CronTable.mark)\n*/15 * * * * ") == true)
        let again = try await run("install", "cron", "--yes")
        #expect(again.status == 0 && again.talk.contains("It stands there already"))
        #expect(try await run("uninstall", "cron", "--yes").status == 0)
        #expect(text("table") == "0 1 * * * backup\n")
    }

    @Test("a table that cannot be read is not written over")
    func unreadable() async throws {
        try home.write(
            "#!/bin/sh\necho 'You are not allowed to use this program' >&2; exit 1\n", to: "bin/crontab", mode: 0o755)
        let ended = try await run("install", "cron", "--yes")
        #expect(ended.status == 1 && ended.talk.contains("not allowed to use this program"))
    }

    @Test("a line of one's own that runs costguard is enough")
    func ownLine() async throws {
        try home.write("*/15 * * * * costguard run\n", to: "table")
        let ended = try await run("install", "cron", "--yes")
        #expect(ended.status == 4 && text("table") == "*/15 * * * * costguard run\n", "\(ended.talk)")
    }

    @Test("files and profile that this command names stand in the line by absolute paths")
    func named() async throws {
        try home.write("timezone: Europe/Berlin\n", to: "mine.yaml")
        let line = try await run(
            "install", "cron", "--print", "--config", "mine.yaml", "--rules", "\(repository)/docs/../rules",
            environment: ["AWS_PROFILE": "class"])
        #expect(
            line.output.hasSuffix("--profile class --config \(home.path)/mine.yaml --rules \(repository)/rules\n"),
            "\(line.output)")
    }

    @Test("keys that only this shell has are minded")
    func keysOfTheShell() async throws {
        let ended = try await run("install", "cron", "--yes", environment: ["AWS_ACCESS_KEY_ID": "AKIA"])
        #expect(ended.talk.contains("Your keys stand in this shell's variables"))
    }

    @Test("another span than cron and systemd can keep is bad usage")
    func badSpan() async throws {
        let ended = try await run("install", "cron", "--every", "7m")
        #expect(ended.status == 64 && ended.talk.contains("5m, 10m, 15m"))
    }
}
