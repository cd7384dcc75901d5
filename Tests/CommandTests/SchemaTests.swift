// What the program writes as JSON keeps to docs/schemas, by a validator that is not ours.

import Foundation
import Spawning
import Testing

/// The schemas that are shipped. The validator comes with moto.
enum Schemas {
    /// Says nothing where each file keeps to the schema and has no member that the schema does not name.
    private static let validator = """
        import json, sys
        from jsonschema import Draft202012Validator, FormatChecker

        def strict(schema):
            if isinstance(schema, dict):
                if "properties" in schema:
                    schema.setdefault("additionalProperties", False)
                for part in schema.values():
                    strict(part)
            elif isinstance(schema, list):
                for part in schema:
                    strict(part)
            return schema

        schema = json.load(open(sys.argv[1]))
        Draft202012Validator.check_schema(schema)
        for error in Draft202012Validator(strict(schema), format_checker=FormatChecker()).iter_errors(json.load(sys.stdin)):
            print(error.json_path, error.message[:300])
        """

    /// What is wrong with a document; empty where all is well.
    static func faults(of document: String, by schema: String) throws -> String {
        let process = ChildProgram()
        process.executableURL = URL(fileURLWithPath: try #require(MotoAccount.python))
        process.arguments = ["-c", validator, "\(repository)/docs/schemas/\(schema).schema.json"]
        let input = Pipe()
        let output = Pipe()
        process.standardInput = input
        process.standardOutput = output
        process.standardError = output
        try process.start()
        try input.fileHandleForWriting.write(contentsOf: Data(document.utf8))
        try input.fileHandleForWriting.close()
        let said = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        return String(decoding: said, as: UTF8.self)
    }

    static func expect(_ ended: Ended, _ schema: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
        let faults = try faults(of: ended.output, by: schema)
        #expect(faults.isEmpty, "\(faults)\(ended.talk)", sourceLocation: sourceLocation)
    }
}

@Suite(.enabled(if: MotoAccount.python != nil, "scripts/setup --tests makes the Python that has moto"))
struct SchemaTests {
    /// `apply` and `prices refresh` are looked at where they are tested.
    @Test(
        "what each verb writes keeps to its schema",
        arguments: [
            (["plan"], "plan"), (["report"], "report"), (["report", "--table"], "accounts"), (["credits"], "credits"),
            (["alerts", "list"], "alerts"), (["history"], "history"), (["prices"], "prices"),
            (["prices", "show", "gp3"], "prices"), (["explain", "idle-oregon"], "explain"),
        ] as [([String], String)])
    func verbs(arguments: [String], schema: String) async throws {
        try Schemas.expect(try await FirstScan.made.value.home.run(arguments + ["--format", "json"]), schema)
    }

    @Test(
        "the documents of which every letter is tested keep to their schemas",
        arguments: [
            "accounts", "alerts", "apply", "backtest", "brake", "brake-preview", "credits", "explain", "history",
            "plan", "report",
        ])
    func goldenFiles(name: String) throws {
        let path = "\(repository)/Tests/ReportingTests/Golden/\(name).json"
        let faults = try Schemas.faults(of: try String(contentsOfFile: path, encoding: .utf8), by: name)
        #expect(faults.isEmpty, "\(faults)")
    }

    @Test("the demo's plan keeps to the schema of plans")
    func demo() async throws {
        try Schemas.expect(try await Home().run(["demo", "--format", "json"]), "plan")
    }

    @Test("a member that is missing, of another type, or of no schema is a fault")
    func faults() throws {
        let good = #"{"schemaVersion": 1, "topic": null, "alerts": []}"#
        #expect(try Schemas.faults(of: good, by: "alerts").isEmpty)
        for (part, other) in [
            (#""topic": null, "#, ""), ("null", "7"), ("[]", "[{}]"), (": 1", ": 2"), ("[]", #"[], "more": 1"#),
        ] {
            let bad = good.replacing(part, with: other)
            #expect(try !Schemas.faults(of: bad, by: "alerts").isEmpty, "\(bad)")
        }
    }
}
