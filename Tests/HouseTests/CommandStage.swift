// Where the commands of the papers are tried: the demo's account, an empty home, and a clock that stands where it is put.

import FaultyAWS
import Foundation
import SimulatedAWS
import Spawning
import Testing

/// The program at work for somebody, minute by minute.
final class CommandStage: Sendable {
    /// When the demo's story is told.
    static let now = Date(timeIntervalSince1970: 1_795_249_800)  // 2026-11-21T08:30:00Z

    private let server: FaultyAWS
    private let clock = SimulatedClock(now)
    /// As long as `shownHome`, so that lines break at the same words.
    private let home: String
    private let shim: String
    /// A copy of the program in the home: what it says of its own path breaks lines at the same words wherever this repository
    /// is checked out.
    private let program: URL
    private static let shownHome = "/home/marie"

    /// - Parameter world: nil: the demo's account, with prices.
    init(_ world: World? = nil) async throws {
        var template = Array("/tmp/XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
        home = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
        shim = try Self.compileMachine(into: home)
        program = URL(fileURLWithPath: "\(home)/bin/costguard")
        try FileManager.default.createDirectory(
            at: program.deletingLastPathComponent(), withIntermediateDirectories: true)
        try FileManager.default.copyItem(
            at: try #require(Program.executable, "build the product 'costguard' first: swift build"), to: program)
        server = try await FaultyAWS.start(world ?? Self.student, clock: clock)
        try write(
            "[default]\naws_access_key_id = \(Story.accessKeyID)\naws_secret_access_key = \(Story.secretAccessKey)\n",
            to: ".aws/credentials")
        try write("[default]\nregion = us-east-1\n", to: ".aws/config")
        // A machine with systemd and cron, on which nothing is started.
        for program in ["systemctl", "loginctl"] { try write("#!/bin/sh\n", to: "bin/\(program)", mode: 0o700) }
        try write(
            """
            #!/bin/sh
            if [ "$1" = - ]; then cat > "$HOME/.table"; else cat "$HOME/.table"; fi

            """, to: "bin/crontab", mode: 0o700)
        try write("", to: ".table")
    }

    private static var student: World {
        var world = Story.student(at: now)
        Story.addPrices(&world, region: "us-east-1", mark: "")
        return world
    }

    func end() async throws {
        try await server.stop()
        try FileManager.default.removeItem(atPath: home)
    }

    /// Every scene of the walk, one after another.
    ///
    /// - Returns: by command, its note and a block for each line that was typed.
    func walk() async throws -> [String: (note: String, blocks: [[String]])] {
        var shown: [String: (note: String, blocks: [[String]])] = [:]
        for (minutes, scenes) in CommandScene.walk {
            clock.set(to: Self.now.addingTimeInterval(-60 * Double(minutes)))
            for scene in scenes {
                var blocks: [[String]] = []
                for typed in scene.typed {
                    blocks.append(typed.block(try await answer(to: typed)))
                    clock.advance(by: 60)
                }
                shown[scene.command] = (scene.note, blocks)
            }
        }
        let demo = CommandScene.demo
        let page = masked(try Program.demo.get())
        shown[demo.command] = (demo.note, demo.typed.map { $0.block(page) })
        return shown
    }

    /// A whole walk.
    ///
    /// - Returns: the lines of its part of the page.
    func play(_ walk: Walk) async throws -> [String] {
        var lines = ["", "## \(walk.title)"]
        for step in walk.steps {
            switch step {
            case .tell(let text): lines += ["", text]
            case .wait(let minutes): clock.advance(by: Double(minutes) * 60)
            case .hand(let change): server.change(change)
            case .configure(let text): try configure(text)
            case .typeUnseen(let line):
                _ = try await answer(to: CommandScene.Typed(line: line))
                clock.advance(by: 60)
            case .type(let line, let from, let count):
                let typed = CommandScene.Typed(line: line, from: from, lines: count)
                lines += ["", "```console"] + typed.block(try await answer(to: typed)) + ["```"]
                clock.advance(by: 60)
            case .mail(let word, let count):
                let mail = server.mails().last { $0.subject?.contains(word) == true }
                let text = masked(mail?.message ?? "").components(separatedBy: "\n")
                lines += ["", "```text", "Subject: \(mail?.subject ?? "none")", ""] + text.prefix(count)
                lines += (text.count > count ? ["(…)"] : []) + ["```"]
            }
        }
        return lines
    }

    private func configure(_ text: String) throws {
        let file = ".config/costguard/config.yaml"
        try write(String(contentsOfFile: "\(home)/\(file)", encoding: .utf8) + text, to: file)
    }

    /// What a terminal of 80 columns shows of a command, both streams together, what differs from run to run masked.
    private func answer(to typed: CommandScene.Typed) async throws -> String {
        masked(
            try await Program.talk(
                typed.words,
                environment: [
                    "HOME": home, "PATH": "\(home)/bin:/usr/bin:/bin", "TZ": "UTC", "AWS_ENDPOINT_URL": server.endpoint,
                    // One of the places that `doctor` knows, whatever machine this is.
                    "AWS_EXECUTION_ENV": "CloudShell",
                    "LD_PRELOAD": shim,
                    "CLOCK_AT": "\(Int(clock.now.timeIntervalSince1970))",
                ], at: program, until: typed.until))
    }

    private func write(_ text: String, to file: String, mode: Int = 0o600) throws {
        let url = URL(fileURLWithPath: "\(home)/\(file)")
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: url)
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: url.path)
    }

    private func masked(_ text: String) -> String {
        text.replacingOccurrences(of: home, with: Self.shownHome)
            .replacingOccurrences(of: server.endpoint, with: "http://127.0.0.1:PORT")
            .replacing(/\S*\/costguard run/, with: "/usr/local/bin/costguard run")
            .replacing(/\d+\.\d s\b/, with: "… s")
            .replacing(/[ ]+\n/, with: "\n")
    }

    private static func compileMachine(into directory: String) throws -> String {
        let result = "\(directory)/.machine.so"
        let compiler = ChildProgram()
        compiler.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        compiler.arguments = [
            "clang", "-shared", "-fPIC", "-o", result, "\(Repository.path)/Tests/HouseTests/Machine/machine.c",
        ]
        try compiler.start()
        compiler.waitUntilExit()
        try #require(compiler.terminationStatus == 0, "clang, which comes with Swift, is not on the path")
        return result
    }
}

extension CommandScene.Typed {
    /// As a shell splits them: at blanks, but not within single quotes.
    var words: [String] {
        line.components(separatedBy: "'").enumerated().reduce(into: [""]) { words, part in
            if part.offset % 2 == 1 {
                words[words.count - 1] += part.element
            } else {
                let pieces = part.element.components(separatedBy: " ")
                words[words.count - 1] += pieces[0]
                words += pieces.dropFirst()
            }
        }
    }

    /// The prompt, and as much of the answer as is shown, with a word where some is left out.
    func block(_ answer: String) -> [String] {
        let all = answer.trimmingCharacters(in: .newlines).components(separatedBy: "\n")
        let start = from.map { mark in all.firstIndex { $0.hasPrefix(mark) } ?? all.count } ?? 0
        let part = all[start...].prefix(lines)
        let rest = all.count - part.endIndex
        return ["$ costguard \(line)"] + (start > 0 ? ["(…)"] : []) + part
            // How many are left out may differ from run to run.
            + (rest > 0 && until == nil ? ["(…)"] : [])
    }
}
