// The binary, run as cron or a person would: its own process, an empty home, no credentials but those given.

import Foundation
import Glibc
import Spawning
import Testing

/// How a run of the program ended.
struct Ended: Sendable {
    let status: Int32
    let output: String
    /// What was said, a line of it for each: where one was folded, it is one again.
    let talk: String
    /// What was said, as a terminal of 80 columns shows it.
    let foldedTalk: String

    init(status: Int32, output: String, talk: String) {
        self.status = status
        self.output = output
        foldedTalk = talk
        self.talk = Ended.unfolded(talk)
    }

    /// What was printed, with folded lines as one.
    var report: String { Ended.unfolded(output) }

    private static func unfolded(_ text: String) -> String {
        var lines: [String] = []
        var room = 80
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            let words = line.drop { $0 == " " }
            // Folded is what begins under its line, and would hardly have found room on it.
            let first = words.prefix { $0 != " " }.count + 1
            let isFolded = words.count < line.count && !words.isEmpty && room < max(first, min(words.count + 1, 25))
            if isFolded, let last = lines.popLast() {
                lines.append("\(last) \(words)")
            } else {
                lines.append(String(line))
            }
            room = 80 - line.count
        }
        return lines.joined(separator: "\n")
    }
}

/// A run of the program that may not have ended yet.
struct Running: Sendable {
    let pid: Int32
    fileprivate let task: Task<Ended, Never>

    var ended: Ended { get async { await task.value } }

    /// What nothing can prepare for: SIGKILL.
    func kill() { Glibc.kill(pid, SIGKILL) }

    /// Asks it to end, or to do something.
    func send(_ signal: Int32) { Glibc.kill(pid, signal) }
}

/// A home of its own, with the program to run in it.
final class Home: Sendable {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.appendingPathComponent("costguard-test-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    var database: String { path + "/.local/state/costguard/costguard.sqlite" }
    var configuration: String { path + "/.config/costguard/config.yaml" }

    /// Writes a file below the home, private to its owner.
    @discardableResult
    func write(_ text: String, to relative: String, mode: Int = 0o600) throws -> String {
        let file = path + "/" + relative
        let directory = (file as NSString).deletingLastPathComponent
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        try Data(text.utf8).write(to: URL(fileURLWithPath: file))
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: file)
        return file
    }

    /// Runs the program to its end, at most two minutes.
    func run(_ arguments: [String], environment: [String: String] = [:], input: String = "") async throws -> Ended {
        try await start(arguments, environment: environment, input: input).ended
    }

    /// Starts the program; `ended` tells when it has ended.
    ///
    /// - Parameter program: the path of another one; nil: ours.
    func start(
        _ arguments: [String], environment: [String: String] = [:], input: String = "", program: String? = nil
    ) throws -> Running {
        let process = ChildProgram()
        process.executableURL = program.map(URL.init(fileURLWithPath:)) ?? Home.program
        process.arguments = arguments
        process.currentDirectoryURL = URL(fileURLWithPath: path)
        // Nothing beyond this machine is asked, an instance's metadata service neither.
        var variables = [
            "HOME": path, "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "AWS_EC2_METADATA_DISABLED": "true",
        ]
        variables.merge(environment) { $1 }
        process.environment = variables
        let output = Pipe()
        let talk = Pipe()
        let stdin = Pipe()
        process.standardOutput = output
        process.standardError = talk
        process.standardInput = stdin
        try process.start()
        try stdin.fileHandleForWriting.write(contentsOf: Data(input.utf8))
        try stdin.fileHandleForWriting.close()
        let pid = process.processIdentifier
        let task = Task {
            let watchdog = Task {
                try await Task.sleep(for: .seconds(600))
                Glibc.kill(pid, SIGTERM)
            }
            defer { watchdog.cancel() }
            async let errors = Self.readAll(talk)
            async let data = Self.readAll(output)
            let ended = await (data, errors)
            process.waitUntilExit()
            return Ended(status: process.terminationStatus, output: ended.0, talk: ended.1)
        }
        return Running(pid: pid, task: task)
    }

    private static func readAll(_ pipe: Pipe) async -> String {
        await withCheckedContinuation { continuation in
            Thread.detachNewThread {
                let data = (try? pipe.fileHandleForReading.readToEnd()) ?? Data()
                continuation.resume(returning: String(decoding: data, as: UTF8.self))
            }
        }
    }

    /// The executable that was built beside the tests.
    static let program: URL = {
        let directories =
            [Bundle.main.bundleURL, URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()]
            + Bundle.allBundles.map { $0.bundleURL.deletingLastPathComponent() }
        let candidates = directories.map { $0.appendingPathComponent("costguard") }
        return candidates.first { FileManager.default.isExecutableFile(atPath: $0.path) }
            ?? URL(fileURLWithPath: FileManager.default.currentDirectoryPath + "/.build/debug/costguard")
    }()
}

/// The repository that these tests belong to.
let repository = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().path

extension Home {
    /// Runs the program on a terminal of its own, with these lines typed beforehand. What it shows there is `output`.
    func converse(
        _ arguments: [String], answers: [String], environment: [String: String] = [:]
    ) async throws -> Ended {
        let master = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
        // Linux: TIOCSPTLCK lets the other side be opened, TIOCGPTN tells its number (ioctl_tty(2)).
        var lock: Int32 = 0
        var number: Int32 = 0
        guard master >= 0, ioctl(master, 0x4004_5431, &lock) == 0, ioctl(master, 0x8004_5430, &number) == 0 else {
            throw POSIXError(.ENXIO)
        }
        let slave = open("/dev/pts/\(number)", O_RDWR | O_NOCTTY | O_CLOEXEC)
        let process = ChildProgram()
        process.executableURL = Home.program
        process.arguments = arguments
        process.currentDirectoryURL = URL(fileURLWithPath: path)
        process.environment = [
            "HOME": path, "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "AWS_EC2_METADATA_DISABLED": "true",
        ]
        .merging(environment) { $1 }
        let terminal = FileHandle(fileDescriptor: slave, closeOnDealloc: true)
        process.standardInput = terminal
        process.standardOutput = terminal
        process.standardError = terminal
        try process.start()
        try terminal.close()
        let typed = Array(answers.map { $0 + "\n" }.joined().utf8)
        _ = Glibc.write(master, typed, typed.count)
        return await withCheckedContinuation { continuation in
            Thread.detachNewThread {
                var shown: [UInt8] = []
                var buffer = [UInt8](repeating: 0, count: 4096)
                // The end of a terminal that nobody has open any more is an error.
                while case let count = read(master, &buffer, buffer.count), count > 0 { shown += buffer[..<count] }
                process.waitUntilExit()
                close(master)
                let text = String(decoding: shown, as: UTF8.self).replacing("\r\n", with: "\n")
                continuation.resume(returning: Ended(status: process.terminationStatus, output: text, talk: ""))
            }
        }
    }
}
