// boto3, which AWS wrote, reads every answer: the best witness that the wire is right.

import Foundation
import Spawning
import Testing

@testable import FaultyAWS
@testable import SimulatedAWS

/// The Python that has boto3: COSTGUARD_PYTHON, the package's own, or the machine's.
private enum Python {
    static let path: String? = candidates.first { run($0, ["-c", "import boto3"])?.status == 0 }

    private static var candidates: [String] {
        let package = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../.venv/bin/python3")
        let named = ProcessInfo.processInfo.environment["COSTGUARD_PYTHON"].map { [$0] } ?? []
        return named + [package.standardized.path, "/usr/bin/env"]
    }

    /// Runs a program to its end; nil where it cannot be started.
    static func run(_ program: String, _ arguments: [String]) -> (status: Int32, output: Data, errors: Data)? {
        let process = ChildProgram()
        process.executableURL = URL(filePath: program)
        process.arguments = program.hasSuffix("/env") ? ["python3"] + arguments : arguments
        let output = Pipe()
        let errors = Pipe()
        process.standardOutput = output
        process.standardError = errors
        guard (try? process.start()) != nil else { return nil }
        let data = output.fileHandleForReading.readDataToEndOfFile()
        let complaints = errors.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (process.terminationStatus, data, complaints)
    }
}

@Suite struct OracleTests {
    @Test(
        .enabled(if: Python.path != nil, "boto3 is not importable; set COSTGUARD_PYTHON to a Python that has it"),
        arguments: [("oracle.py", "expected.json"), ("funding.py", "funding.json")])
    func botoUnderstandsEveryAnswer(script: String, answers: String) async throws {
        let here = URL(filePath: #filePath).deletingLastPathComponent()
        let expected = try Data(contentsOf: here.appending(path: "Oracle/\(answers)"))
        try await withAWS(Story.funded(at: storyTime)) { aws, _, _ in
            let arguments = [
                here.appending(path: "Oracle/\(script)").path, aws.endpoint, Story.accessKeyID, Story.secretAccessKey,
                String(storyTime.timeIntervalSince1970),
            ]
            let python = try #require(Python.path)
            let run = try #require(Python.run(python, arguments))
            #expect(run.status == 0, "\(String(decoding: run.errors, as: UTF8.self))")
            let got = try texts(run.output)
            let want = try texts(expected)
            for name in Set(got.keys).union(want.keys) { #expect(got[name] == want[name], "\(name)") }
        }
    }

    /// The members of a JSON object, each as text with sorted keys.
    private func texts(_ data: Data) throws -> [String: String] {
        let object = try #require(JSONSerialization.jsonObject(with: data) as? [String: Any])
        return try object.mapValues { value in
            let options: JSONSerialization.WritingOptions = [.sortedKeys, .fragmentsAllowed]
            return String(decoding: try JSONSerialization.data(withJSONObject: value, options: options), as: UTF8.self)
        }
    }
}
