// Keys from a program that the profile names. No shell, bounded in time and output; its stderr is thrown away,
// since such programs print secrets there when they fail. What it prints is ProcessAnswer's matter.
// Source: docs.aws.amazon.com/sdkref/latest/guide/feature-process-credentials.html, read 2026-11-20.
import Foundation

/// One credential_process setting.
struct CredentialProcess: Sendable {
    let arguments: [String]
    let environment: [String: String]
    let place: String
    var timeLimit = Duration.seconds(30)

    /// - Throws: `CredentialError` for an empty command or an open quote.
    init(command: INIFile.Setting, environment: [String: String]) throws(CredentialError) {
        guard let words = ShellWords.split(command.value), !words.isEmpty else {
            throw CredentialError(
                "\(command.place): credential_process is not readable, expected a command\n"
                    + "hint: close every quote; there is no shell, so write no pipes")
        }
        arguments = words
        self.environment = environment
        place = command.place
    }

    /// Runs the program and reads its answer.
    func credentials() async throws -> Credentials {
        let output = try await run()
        do throws(ProcessAnswer.Refusal) { return try ProcessAnswer.keys(in: output) } catch {
            throw failure(error.problem)
        }
    }

    /// On a thread of its own: waiting for a program would block one of Swift's few.
    private func run() async throws -> Data {
        guard let executable = findExecutable() else { throw failure("was not found in PATH or may not be run") }
        return try await withCheckedThrowingContinuation { continuation in
            let thread = Thread {
                continuation.resume(
                    with: Result {
                        let child = ChildProcess(executable: executable, arguments: Array(arguments.dropFirst()))
                        switch child.run(environment: environment, timeLimit: timeLimit, outputLimit: 1 << 16) {
                        case .finished(let output, status: 0): return output
                        case .finished(_, let status): throw failure("ended with status \(status)")
                        case .tooSlow: throw failure("did not end within \(timeLimit)")
                        case .notStarted(let number): throw failure("did not start (error \(number))")
                        case .tooMuch: throw failure("printed more than 64 KiB")
                        }
                    })
            }
            thread.start()
        }
    }

    private func findExecutable() -> String? {
        let name = arguments[0]
        if name.contains("/") { return FileManager.default.isExecutableFile(atPath: name) ? name : nil }
        let folders = (environment["PATH"] ?? "").split(separator: ":")
        return folders.map { "\($0)/\(name)" }.first { FileManager.default.isExecutableFile(atPath: $0) }
    }

    /// Names the program, never its arguments or output: they may hold secrets.
    private func failure(_ problem: String) -> CredentialError {
        CredentialError(
            "\(place): credential_process '\(arguments[0])' \(problem)\n"
                + "hint: run the command yourself and look at its output")
    }
}
