// What AWS Lambda starts: an event, a run, and so on. The calls are LambdaRuntime's, the run LambdaFunction's.

import ArgumentParser
import Foundation
import Glibc

/// `costguard lambda`: a function of AWS Lambda.
struct LambdaCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration.verb(
        "lambda", "Run as a function of AWS Lambda, whose bootstrap calls this.",
        """
        Each event of a schedule is one 'costguard run --quiet'. A run is called off before the function's time is over, and
        what it saw is stored. What the function's variables say:

          COSTGUARD_DATABASE     s3://BUCKET/KEY; without it nothing is begun
          COSTGUARD_CONFIG_YAML  the configuration's text, instead of a file
          COSTGUARD_MAY_STOP     yes: each run is 'run --apply'
        """)

    @OptionGroup var common: CommonOptions
    @OptionGroup var aws: AWSOptions
    @OptionGroup var regions: RegionOptions
    @OptionGroup var free: FreeOption

    @Flag(help: "Do what is due and allowed; the same as COSTGUARD_MAY_STOP=yes.")
    var apply = false

    func run() async throws {
        let environment = common.environment
        guard let place = environment["AWS_LAMBDA_RUNTIME_API"], !place.isEmpty else {
            throw CommandError(
                "This is no function of AWS Lambda: AWS_LAMBDA_RUNTIME_API is not set",
                hint: "to run once use 'costguard run', as a service 'costguard watch'")
        }
        let runtime = try LambdaRuntime(place: place)
        let function: LambdaFunction
        do { function = try self.function(environment) } catch {
            let line = "\(error)".split(whereSeparator: \.isNewline).joined(separator: "; ")
            try await runtime.failToBegin("costguard.Configuration", line)
            throw error
        }
        while true {
            let invocation = try await runtime.next()
            switch await function.outcome(of: invocation) {
            case .answered(let status):
                try await runtime.respond(to: invocation, Data("{\"status\":\(status.rawValue)}".utf8))
            case .failed(let type, let message): try await runtime.fail(invocation, type, message)
            case .outOfTime(let message):
                Terminal(quiet: false).complain("costguard: \(message)")
                try? await runtime.fail(invocation, "costguard.OutOfTime", message)
                // What is still at work must not go on when Lambda thaws the process for another event.
                _exit(ExitStatus.failed.rawValue)
            }
        }
    }

    private func function(_ environment: [String: String]) throws -> LambdaFunction {
        var common = common
        common.quiet = true
        if let text = environment["COSTGUARD_CONFIG_YAML"] {
            let directory = try PrivateDirectory()
            common.config = directory.path + "/config.yaml"
            try OutputFile.write(text + "\n", to: directory.path + "/config.yaml")
        }
        let mayStop = try Self.mayStop(environment["COSTGUARD_MAY_STOP"])
        let (given, aws, regions, free) = (common, aws, regions, free)
        let session = { @Sendable in try Session(given, aws, regions: regions, free: free) }
        guard try session().shared != nil else {
            throw CommandError(
                "In Lambda the database must be in S3: files go away with the function",
                hint: "set COSTGUARD_DATABASE to s3://BUCKET/KEY")
        }
        return LambdaFunction(session: session, options: aws, apply: apply || mayStop)
    }

    /// - Throws: where it is neither yes nor no: a word that is meant to forbid must not allow.
    static func mayStop(_ word: String?) throws -> Bool {
        switch word?.lowercased() {
        case nil, "", "no": return false
        case "yes": return true
        case let other?:
            throw CommandError("COSTGUARD_MAY_STOP is '\(other.prefix(40))', expected yes or no", hint: "correct it")
        }
    }
}
