// Keys from a program that the profile names: how it is run, and what its answer means. No shell, bounded in time and
// output; its stderr is thrown away, since such programs print secrets there when they fail. The program is started by
// posix_spawn, not Foundation's Process: that one waits for every descendant, and a program that leaves a helper behind,
// as key agents do, would never seem to end.
// Source: docs.aws.amazon.com/sdkref/latest/guide/feature-process-credentials.html, read 2026-11-20.
package import Foundation

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

/// The JSON object of such a program.
package struct ProcessAnswer: Decodable {
    private let version: Int
    private let accessKeyID: String?
    private let secretAccessKey: String?
    private let sessionToken: String?
    private let expiration: String?

    private enum CodingKeys: String, CodingKey {
        case version = "Version"
        case accessKeyID = "AccessKeyId"
        case secretAccessKey = "SecretAccessKey"
        case sessionToken = "SessionToken"
        case expiration = "Expiration"
    }

    /// Why these are no keys, to follow the program's name; never its output.
    package struct Refusal: Error {
        let problem: String
    }

    /// The keys in a program's output.
    package static func keys(in output: Data) throws(Refusal) -> Credentials {
        guard let answer = JSONBounds.decoded(ProcessAnswer.self, from: output)
        else { throw Refusal(problem: "printed no JSON object with Version, AccessKeyId and SecretAccessKey") }
        return try answer.keys()
    }

    private func keys() throws(Refusal) -> Credentials {
        guard version == 1 else { throw Refusal(problem: "answered with Version '\(version)', expected '1'") }
        guard let accessKeyID, let secretAccessKey, !accessKeyID.isEmpty, !secretAccessKey.isEmpty else {
            throw Refusal(problem: "answered without AccessKeyId or SecretAccessKey")
        }
        let end = expiration.flatMap(Credentials.end)
        // Unknown is not "never": keys would be used beyond their end.
        if expiration != nil, end == nil {
            throw Refusal(problem: "answered with an Expiration that is no ISO 8601 time")
        }
        let token = sessionToken ?? ""
        for (name, text) in [
            ("AccessKeyId", accessKeyID), ("SecretAccessKey", secretAccessKey), ("SessionToken", token),
        ] {
            if let fault = KeyText.fault(in: text) {
                throw Refusal(problem: "answered with a \(name) that holds \(fault)")
            }
        }
        return Credentials(
            accessKeyID: accessKeyID, secretAccessKey: secretAccessKey, sessionToken: token.isEmpty ? nil : token,
            expiration: end)
    }
}

/// Runs one program and takes its output, bounded in time and size. Blocks its thread.
struct ChildProcess {
    enum Ending {
        /// The exit status, or the number of the signal that ended it.
        case finished(Data, status: Int32)
        case tooSlow
        case tooMuch
        case notStarted(Int32)
    }

    let executable: String
    let arguments: [String]

    /// Runs to the end or to a limit; past a limit the program and those it started are killed.
    func run(environment: [String: String], timeLimit: Duration, outputLimit: Int) -> Ending {
        let deadline = ContinuousClock.now + timeLimit
        let pipe = Pipe()
        let reading = pipe.fileHandleForReading.fileDescriptor
        let writing = pipe.fileHandleForWriting.fileDescriptor
        var child: pid_t = 0
        let failure = spawn(&child, output: writing, environment: environment)
        try? pipe.fileHandleForWriting.close()
        defer { try? pipe.fileHandleForReading.close() }
        guard failure == 0 else { return .notStarted(failure) }
        var output = Data()
        var status: Int32 = 0
        while true {
            // The order matters: what a program that has ended wrote before is read afterwards.
            let hasEnded = waitpid(child, &status, WNOHANG) == child
            let isWithinLimit = read(reading, into: &output, limit: outputLimit)
            if hasEnded { return isWithinLimit ? .finished(output, status: Self.exitStatus(status)) : .tooMuch }
            guard isWithinLimit, ContinuousClock.now < deadline else {
                kill(-child, SIGKILL)
                waitpid(child, &status, 0)
                return isWithinLimit ? .tooSlow : .tooMuch
            }
        }
    }

    /// Its own process group, so that all of it can be killed; nothing to read, and nobody to tell errors to.
    private func spawn(_ child: inout pid_t, output: Int32, environment: [String: String]) -> Int32 {
        var actions = posix_spawn_file_actions_t()
        var attributes = posix_spawnattr_t()
        posix_spawn_file_actions_init(&actions)
        posix_spawnattr_init(&attributes)
        defer {
            posix_spawn_file_actions_destroy(&actions)
            posix_spawnattr_destroy(&attributes)
        }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, output, 1)
        posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
        // Sockets and files of ours are none of its business, and a helper it leaves would keep them open.
        // One that has gone meanwhile does no harm: closing it is no error to posix_spawn.
        let descriptors = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")) ?? []
        for descriptor in descriptors.compactMap({ Int32($0) }) where descriptor > 2 {
            posix_spawn_file_actions_addclose(&actions, descriptor)
        }
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP))
        posix_spawnattr_setpgroup(&attributes, 0)
        var words = ([executable] + arguments).map { strdup($0) } + [nil]
        var variables = environment.map { strdup("\($0)=\($1)") } + [nil]
        defer { (words + variables).forEach { free($0) } }
        return posix_spawn(&child, executable, &actions, &attributes, &words, &variables)
    }

    /// Takes what is there, waiting a moment for it; false once the limit is passed.
    private func read(_ descriptor: Int32, into output: inout Data, limit: Int) -> Bool {
        var chunk = [UInt8](repeating: 0, count: 4096)
        var patience: Int32 = 20
        while output.count <= limit {
            var state = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            guard poll(&state, 1, patience) > 0 else { return true }
            let count = Foundation.read(descriptor, &chunk, chunk.count)
            guard count > 0 else {
                // Its output is closed; without this pause the caller would spin until the program ends.
                usleep(5_000)
                return true
            }
            output.append(contentsOf: chunk[..<count])
            patience = 0
        }
        return false
    }

    /// WIFEXITED and its kin are macros that Swift does not import.
    private static func exitStatus(_ status: Int32) -> Int32 {
        let signal = status & 0x7F
        return signal == 0 ? (status >> 8) & 0xFF : signal
    }
}
