// Keys from a program that the profile names: how it is run, and what its answer means. No shell, bounded in time and
// output; its stderr is thrown away, since such programs print secrets there when they fail. Not by Foundation's
// Process: that one waits for every descendant, and a program that leaves a helper behind, as key agents do, would
// never seem to end.
// Source: docs.aws.amazon.com/sdkref/latest/guide/feature-process-credentials.html, read 2026-11-20.
package import Foundation
import Subprocess
import SystemPackage

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

    /// Past a limit the program and those that it started are killed.
    private func run() async throws -> Data {
        guard let executable = findExecutable() else { throw failure("was not found in PATH or may not be run") }
        let configuration = configuration(of: executable)
        do {
            let ended = try await finished(within: timeLimit) {
                let result = try await Subprocess.run(configuration, output: .bytes(limit: 1 << 16))
                return (output: Data(result.standardOutput), status: result.terminationStatus)
            }
            guard let ended else { throw failure("did not end within \(timeLimit)") }
            switch ended.status {
            case .exited(0): return ended.output
            case .exited(let number), .signaled(let number): throw failure("ended with status \(number)")
            }
        } catch let error as SubprocessError where error.code == .outputLimitExceeded {
            throw failure("printed more than 64 KiB")
        } catch let error as SubprocessError {
            try Task.checkCancellation()
            throw failure("did not start (error \(error.underlyingError?.rawValue ?? 0))")
        }
    }

    /// Nothing to read, no file of ours, and a process group of its own, so that all of it can be killed.
    private func configuration(of executable: String) -> Configuration {
        var options = PlatformOptions()
        options.processGroupID = 0
        options.teardownSequence = [.send(signal: .kill, toProcessGroup: true, allowedDurationToNextStep: .zero)]
        // The library starts nothing where a name begins with a digit, which no shell can set.
        let variables = environment.filter { $0.key.first?.isNumber == false }
            .map { (Environment.Key(stringLiteral: $0), $1) }
        return Configuration(
            executable: .path(FilePath(executable)), arguments: Arguments(Array(arguments.dropFirst())),
            environment: .custom(Dictionary(uniqueKeysWithValues: variables)), platformOptions: options)
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
