// An account of moto with things of many kinds, as Tests/Moto/kinds.py makes it.

import Foundation
import Spawning

/// What was made, and where it is.
struct MotoKinds: Decodable, Sendable {
    /// What must be read of one thing.
    struct Made: Decodable, Sendable {
        enum Value: Decodable, Sendable, Equatable {
            case none
            case number(Int64)
            case text(String)

            init(from decoder: any Decoder) throws {
                let value = try decoder.singleValueContainer()
                if value.decodeNil() {
                    self = .none
                } else if let number = try? value.decode(Int64.self) {
                    self = .number(number)
                } else {
                    self = .text(try value.decode(String.self))
                }
            }
        }
        let tags: [String: String]
        let facts: [String: Value]
    }

    let endpoint: String
    let account: String
    let accessKeyID: String
    let secretAccessKey: String
    /// By view and id.
    let made: [String: [String: Made]]

    private static let repository = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../..").standardized

    /// The Python that has moto: `COSTGUARD_PYTHON`, or the one that `scripts/setup --tests` makes.
    static let python: String? = {
        let named = ProcessInfo.processInfo.environment["COSTGUARD_PYTHON"]
        return [named, repository.appending(path: ".venv/bin/python").path].compactMap { $0 }.first {
            FileManager.default.isExecutableFile(atPath: $0)
        }
    }()

    /// Does something with such an account, and ends it.
    static func with(_ body: (MotoKinds) async throws -> Void) async throws {
        let process = ChildProgram()
        process.executableURL = URL(filePath: python ?? "")
        process.arguments = [repository.appending(path: "Tests/Moto/kinds.py").path]
        let input = Pipe()
        let output = Pipe()
        process.standardInput = input
        process.standardOutput = output
        try process.start()
        defer {
            // It ends when nobody speaks to it any more.
            try? input.fileHandleForWriting.close()
            process.waitUntilExit()
        }
        try await body(JSONDecoder().decode(MotoKinds.self, from: try await line(of: output.fileHandleForReading)))
    }

    /// Reading blocks, so it happens on a thread of its own.
    private static func line(of handle: FileHandle) async throws -> Data {
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue(label: "moto kinds").async {
                var line = Data()
                while !line.contains(UInt8(ascii: "\n")) {
                    let more = handle.availableData
                    guard !more.isEmpty else { break }
                    line.append(more)
                }
                continuation.resume(returning: line)
            }
        }
    }
}
