// The binary, asked about itself: its commands as JSON, and the demo's page.

import Foundation
import Spawning
import Testing

enum Program {
    struct Failure: Error { let status: Int32 }

    /// What the program writes to standard output, in a home of nobody.
    static func output(_ arguments: [String]) throws -> String {
        let process = ChildProgram()
        let program: URL = try #require(executable, "build the product 'costguard' first: swift build")
        process.executableURL = program
        process.arguments = arguments
        process.environment = [
            "HOME": "/nonexistent", "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "AWS_EC2_METADATA_DISABLED": "true",
        ]
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        process.standardInput = FileHandle.nullDevice
        try process.start()
        let data = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw Failure(status: process.terminationStatus) }
        return String(decoding: data, as: UTF8.self)
    }

    /// The executable that was built beside the tests.
    private static let executable: URL? = {
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
}
