// Programs of the system that `install` calls: crontab, systemctl, loginctl. No shell; what they say is kept.

import Foundation
import Glibc
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
    /// How long it may take: a person may be asked for a password meanwhile.
    var limit = Duration.seconds(60)

    /// Where it is; nil: it is not installed.
    var path: String? {
        (environment["PATH"] ?? "").split(separator: ":").map { "\($0)/\(name)" }
            .first { FileManager.default.isExecutableFile(atPath: $0) }
    }

    /// Runs it to its end, which must come in time: a program that waits for somebody, or for a bus that does not answer,
    /// would keep this one for ever.
    ///
    /// - Parameter input: what it reads; nil: nothing.
    /// - Throws: `CommandError` where it is not there, cannot be started, or does not end.
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
        let deadline = ContinuousClock.now + limit
        guard let texts = Self.read([output, complaint], of: process, until: deadline) else {
            kill(process.processIdentifier, SIGKILL)
            throw CommandError(
                "'\(([name] + arguments).joined(separator: " "))' did not end within \(limit.components.seconds) s",
                hint: "type it yourself and see what it waits for; what it did till then stands")
        }
        return Answer(
            status: process.terminationStatus, output: texts[0],
            complaint: Sanitizer.terminal(texts[1].split(whereSeparator: \.isNewline).joined(separator: "; ")))
    }

    /// What comes from both of its pipes until it has ended: one that is full would keep it from writing to the other. Nil
    /// where it does not end in time.
    private static func read(
        _ pipes: [Pipe], of process: Process, until deadline: ContinuousClock.Instant
    ) -> [String]? {
        var texts = pipes.map { _ in Data() }
        var open = Set(pipes.indices)
        var chunk = [UInt8](repeating: 0, count: 1 << 14)
        while ContinuousClock.now < deadline {
            let waiting = open.sorted()
            var states = waiting.map {
                pollfd(fd: pipes[$0].fileHandleForReading.fileDescriptor, events: Int16(POLLIN), revents: 0)
            }
            guard poll(&states, nfds_t(states.count), 20) > 0 else {
                if process.isRunning { continue }
                return texts.map { String(decoding: $0, as: UTF8.self) }
            }
            for (index, state) in zip(waiting, states) where state.revents != 0 {
                let count = Glibc.read(state.fd, &chunk, chunk.count)
                if count > 0 { texts[index].append(contentsOf: chunk[..<count]) } else { open.remove(index) }
            }
        }
        return nil
    }
}
