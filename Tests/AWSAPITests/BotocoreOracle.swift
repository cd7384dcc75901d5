// Runs the programs of Oracle/, where a Python with botocore can be found.
import Foundation
import Spawning

enum BotocoreOracle {
    struct Line: Decodable {
        let service: String
        let region: String
        let method: String
        let url: String
        let headers: [[String]]
        let body: String
        let token: String?
        let authorization: String
    }

    /// `COSTGUARD_PYTHON`, else the repository's virtual environment, else the one in PATH.
    static let python: String = {
        if let named = ProcessInfo.processInfo.environment["COSTGUARD_PYTHON"] { return named }
        let own = root.appending(path: ".venv/bin/python3").path
        return FileManager.default.isExecutableFile(atPath: own) ? own : "python3"
    }()

    static let isAvailable = (try? run(["-c", "import botocore"])) != nil

    /// A configuration, and the way to keys that botocore takes for it.
    struct Precedence: Decodable {
        let config: String
        let credentials: String
        let environment: [String: String]
        let option: String?
        /// botocore's name of the way; `none` and `error` where it has no keys.
        let method: String
    }

    /// Files and variables, and what botocore makes of them.
    struct Played: Decodable {
        struct Outcome: Decodable, Equatable {
            var key: String?
            var token: String?
            var region: String?
            /// What was shown to STS or the portal for which role, in their order.
            var roles: [[String]]?
            /// The name of botocore's error; `none` where nothing gives keys.
            var error: String?
        }

        let title: String?
        /// `same`, `read`, `told` or `other`: see configurations.py.
        let verdict: String?
        /// What is expected of us where it is not what botocore says.
        let own: Outcome?
        let option: String?
        let environment: [String: String]
        /// Where the files lie.
        let home: String
        let botocore: Outcome
    }

    /// The settings of a role, and botocore's name for its cached answer.
    struct CacheName: Decodable {
        let settings: [String: String]
        let name: String
    }

    /// Where botocore would send a service's calls, and the region that it would sign for.
    struct Place: Decodable {
        let service: String
        let region: String
        let partition: String
        let url: String
        let signingRegion: String
    }

    static func sign(count: Int, seed: Int) throws -> [Line] { try lines("sign.py", [String(count), String(seed)]) }

    static func endpoints(of services: [String]) throws -> [Place] { try lines("endpoints.py", services) }

    static func precedence(count: Int, seed: Int, home: String) throws -> [Precedence] {
        try lines("keys.py", ["precedence", String(count), String(seed), home])
    }

    /// Configurations as people have them, each below a directory of its own.
    static func configurations(below home: String) throws -> [Played] { try lines("profiles.py", ["table", home]) }

    /// Configurations by chance.
    static func configurations(count: Int, seed: Int, below home: String) throws -> [Played] {
        try lines("profiles.py", ["generated", String(count), String(seed), home])
    }

    static func cacheNames(count: Int, seed: Int) throws -> [CacheName] {
        try lines("keys.py", ["names", String(count), String(seed)])
    }

    private static func lines<Value: Decodable>(_ script: String, _ arguments: [String]) throws -> [Value] {
        let path = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Oracle/\(script)").path
        let output = try run([path] + arguments)
        return try output.split(separator: UInt8(ascii: "\n")).map { try JSONDecoder().decode(Value.self, from: $0) }
    }

    private static let root = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    private struct Failed: Error {
        let status: Int32
    }

    private static func run(_ arguments: [String]) throws -> Data {
        let process = ChildProgram()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [python] + arguments
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = FileHandle.nullDevice
        try process.start()
        let output = try pipe.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw Failed(status: process.terminationStatus) }
        return output
    }
}
