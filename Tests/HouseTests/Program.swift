// The binary, asked about itself: its commands as JSON, and the demo's page.

import Foundation
import Spawning
import Testing

enum Program {
    struct Failure: Error { let status: Int32 }

    /// What the program writes to standard output, in a home of nobody.
    static func output(_ arguments: [String]) throws -> String {
        let output = Pipe()
        let process = try start(arguments, ["HOME": "/nonexistent"], output, FileHandle.nullDevice)
        let data = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw Failure(status: process.terminationStatus) }
        return String(decoding: data, as: UTF8.self)
    }

    /// The demo's page and mails, played once for all tests.
    static let demo = Result { try output(["demo"]) }

    /// What the program writes to both its streams, in the order in which it comes, however it ends.
    ///
    /// - Parameter mark: a program that goes on by itself is asked to end once it has written this.
    static func talk(
        _ arguments: [String], environment: [String: String], at program: URL, until mark: String?
    ) async throws -> String {
        // A thread of its own waits: the simulated AWS that the program asks needs the others.
        try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread {
                continuation.resume(with: Result { try wait(arguments, environment, at: program, until: mark) })
            }
        }
    }

    private static func wait(
        _ arguments: [String], _ environment: [String: String], at program: URL, until mark: String?
    ) throws -> String {
        let both = Pipe()
        let process = try start(arguments, environment, both, both.fileHandleForWriting, at: program)
        var data = Data()
        var isAsked = mark == nil
        while case let more = both.fileHandleForReading.availableData, !more.isEmpty {
            data += more
            if !isAsked, let mark, String(decoding: data, as: UTF8.self).contains(mark) {
                isAsked = true
                process.terminate()
            }
        }
        process.waitUntilExit()
        return String(decoding: data, as: UTF8.self)
    }

    private static func start(
        _ arguments: [String], _ environment: [String: String], _ output: Pipe, _ errors: FileHandle,
        at path: URL? = nil
    ) throws -> ChildProgram {
        let process = ChildProgram()
        let program: URL = try #require(path ?? executable, "build the product 'costguard' first: swift build")
        process.executableURL = program
        process.arguments = arguments
        process.environment = [
            "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "AWS_EC2_METADATA_DISABLED": "true",
        ].merging(environment) { $1 }
        if let home = environment["HOME"], FileManager.default.fileExists(atPath: home) {
            process.currentDirectoryURL = URL(fileURLWithPath: home)
        }
        process.standardOutput = output
        process.standardError = errors
        process.standardInput = FileHandle.nullDevice
        try process.start()
        return process
    }

    /// The executable that was built beside the tests.
    static let executable: URL? = {
        let bundles = Bundle.allBundles.map { $0.bundleURL.deletingLastPathComponent() }
        let beside = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
        let candidates =
            [Bundle.main.bundleURL, beside] + bundles + [URL(fileURLWithPath: Repository.path + "/.build/debug")]
        return candidates.map { $0.appendingPathComponent("costguard") }
            .first { FileManager.default.isExecutableFile(atPath: $0.path) }
    }()
}

/// A command as `--experimental-dump-help` describes it.
struct CommandFace: Decodable {
    struct Argument: Decodable {
        struct Name: Decodable {
            let kind: String
            let name: String
        }
        let kind: String
        let names: [Name]?
        let valueName: String?
        let abstract: String?
        let defaultValue: String?
        let allValues: [String]?
        let isOptional: Bool
        let isRepeating: Bool

        /// `--only`, `-v`; empty for what stands without a name.
        var spelled: String {
            (names ?? []).map { ($0.kind == "long" ? "--" : "-") + $0.name }.joined(separator: ", ")
        }

        /// `--only <resource>`, `-v`, `[<plan>]`.
        var title: String {
            let value = "<\(valueName ?? "value")>"
            if kind == "option" { return "\(spelled) \(value)" }
            guard spelled.isEmpty else { return spelled }
            let repeated = value + (isRepeating ? " ..." : "")
            return isOptional ? "[\(repeated)]" : repeated
        }

        /// What makes it the same option in another command.
        var key: String { "\(title) \(abstract ?? "")" }

        /// Its help, with its default and the values that it takes.
        var meaning: String {
            var meaning = abstract ?? ""
            if let defaultValue { meaning += " Default: \(defaultValue)." }
            if let allValues, !meaning.contains(allValues[0]) {
                meaning += " One of: \(allValues.joined(separator: ", "))."
            }
            return meaning
        }
    }
    let commandName: String
    let abstract: String?
    let discussion: String?
    let arguments: [Argument]?
    let subcommands: [CommandFace]?

    /// The program with all its commands.
    static func root() throws -> CommandFace {
        struct Dump: Decodable { let command: CommandFace }
        let json = try Program.output(["--experimental-dump-help"])
        return try JSONDecoder().decode(Dump.self, from: Data(json.utf8)).command
    }

    /// Every command below, by its full name without `costguard`.
    func all(under path: String = "") -> [(name: String, face: CommandFace)] {
        (subcommands ?? []).flatMap { child in
            let name = path.isEmpty ? child.commandName : "\(path) \(child.commandName)"
            return [(name, child)] + child.all(under: name)
        }
    }

    /// Options with the same name and help in so many commands that they are told once, in the order in which they come.
    static func shared(by commands: [(name: String, face: CommandFace)], many: Int = 5) -> [Argument] {
        var counts: [String: Int] = [:]
        var seen: [Argument] = []
        for argument in commands.flatMap({ $0.face.arguments ?? [] }) where argument.kind != "positional" {
            counts[argument.key, default: 0] += 1
            if counts[argument.key] == 1 { seen.append(argument) }
        }
        return seen.filter { counts[$0.key, default: 0] >= many }
    }
}
