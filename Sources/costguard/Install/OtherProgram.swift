// Programs of the system that `install` calls: crontab, systemctl, loginctl. No shell; what they say is kept.

import Foundation
import Reporting

/// One call of a program that PATH names.
struct OtherProgram {
    /// What came of a call.
    struct Answer {
        let status: Int32
        let output: String
        /// What it complained of, in one line; empty where it did not.
        let complaint: String
    }

    let name: String
    let environment: [String: String]
    /// What to do where it is not installed.
    let instead: String

    /// Where it is; nil: it is not installed.
    var path: String? {
        (environment["PATH"] ?? "").split(separator: ":").map { "\($0)/\(name)" }
            .first { FileManager.default.isExecutableFile(atPath: $0) }
    }

    /// Runs it to its end.
    ///
    /// - Parameter input: what it reads; nil: nothing.
    /// - Throws: `CommandError` where it is not there, or cannot be started.
    func run(_ arguments: [String], input: String? = nil) throws -> Answer {
        guard let path else {
            throw CommandError("There is no program '\(name)' here", hint: instead)
        }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        process.environment = environment.merging(["LC_ALL": "C"]) { $1 }
        let (output, complaint, reading) = (Pipe(), Pipe(), Pipe())
        process.standardOutput = output
        process.standardError = complaint
        process.standardInput = input == nil ? FileHandle.nullDevice : reading
        do { try process.run() } catch { throw CommandError("'\(path)' does not start: \(error)", hint: instead) }
        if let input {
            // It may have ended already: then its status tells.
            try? reading.fileHandleForWriting.write(contentsOf: Data(input.utf8))
            try? reading.fileHandleForWriting.close()
        }
        let told = try output.fileHandleForReading.readToEnd() ?? Data()
        let complained = try complaint.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return Answer(
            status: process.terminationStatus, output: String(decoding: told, as: UTF8.self),
            complaint: Sanitizer.terminal(
                String(decoding: complained, as: UTF8.self).split(whereSeparator: \.isNewline).joined(separator: "; ")))
    }
}
