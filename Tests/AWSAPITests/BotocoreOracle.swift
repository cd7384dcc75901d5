// Runs Oracle/sign.py, where a Python with botocore can be found.
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

    static func sign(count: Int, seed: Int) throws -> [Line] {
        let script = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Oracle/sign.py").path
        let output = try run([script, String(count), String(seed)])
        return try output.split(separator: UInt8(ascii: "\n")).map { try JSONDecoder().decode(Line.self, from: $0) }
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
