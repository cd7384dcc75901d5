// The template of the stack, with the statements of its policies: the very ones that 'iam-policy' prints, so that a call that
// is new in the program cannot be missing in the function's role.

import CostModel
import Foundation
import Kinds
import StateStore

/// `dist/lambda.template.yaml`, filled in.
enum StackTemplate {
    /// Where the function's program comes from.
    enum Source {
        /// The zip of a release, which was put into the bucket.
        case bucket
        /// A release that the function fetches by itself: then a browser is all that one needs.
        case release(url: String, sha256: String)
    }

    /// - Throws: where a statement cannot be written.
    static func text(_ source: Source = .bucket) throws -> String {
        var text = Assets.files["dist/lambda.template.yaml"] ?? ""
        // The head says what the file is by itself.
        text = String(text[(text.range(of: "AWSTemplateFormatVersion")?.lowerBound ?? text.startIndex)...])
        func list(_ statements: [IAMPolicy.Statement], indent: Int) throws -> String {
            try statements.map { String(repeating: " ", count: indent) + "- \(try line($0))" }.joined(separator: "\n")
        }
        for (place, part) in [
            ("#{look}", try list(look(), indent: 14)), ("#{stop}", try list(stop(), indent: 10)),
            ("#{kinds}", try kinds().statements.map(line).joined()),
            ("#{stopKinds}", try list(stopKinds().statements, indent: 10)),
            ("#{stopped}", stoppedKinds.joined(separator: ", ")),
            ("#{source}", source.parameters), ("#{sourceName}", source.name), ("#{code}", source.code),
            ("#{variables}", source.variables),
        ] { text = text.replacing(place, with: part) }
        return text
    }

    private static let topic = "${Topic}"
    private static let partition = "${AWS::Partition}"
    /// A name that a bucket may have, in whose place the stack's own is put.
    private static let bucket = "costguard-memory"

    private static func look() throws -> [IAMPolicy.Statement] {
        var policy = IAMPolicy.readOnly(topic: topic)
        policy.addDatabase(try StatePlace("s3://\(bucket)/costguard.sqlite"), partition: partition)
        return policy.statements
    }

    private static func stop() throws -> [IAMPolicy.Statement] {
        let looking = Set(IAMPolicy.readOnly(topic: topic).statements.map(\.id))
        return IAMPolicy.enforcing(topic: topic, partition: partition, tells: true).statements
            .filter { !looking.contains($0.id) }
    }

    /// The kinds that the stack may list.
    private static let usual = KindFiles.catalog(
        of: Assets.kinds.filter { KindFiles.usual.contains(KindFiles.view($0)) }
    ).specs

    /// Those of them that a rule may stop.
    private static var stoppedKinds: [String] {
        usual.filter { KindActs($0)?.isForRules ?? false }.map(\.view).sorted()
    }

    private static func kinds() -> IAMPolicy {
        var policy = IAMPolicy(statements: [])
        policy.addKinds(usual)
        return policy
    }

    private static func stopKinds() -> IAMPolicy {
        var policy = IAMPolicy(statements: [])
        policy.addKindChanges(usual, of: Set(stoppedKinds), starts: false)
        return policy
    }

    /// JSON is YAML. A resource that names a part of the stack is a function of the template.
    private static func line(_ statement: IAMPolicy.Statement) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let json = String(decoding: try encoder.encode(statement), as: UTF8.self)
        return json.replacing(/"Resource":"([^"]+)"/) { match in
            let resource = match.1
            if resource == topic { return "\"Resource\":{\"Ref\":\"Topic\"}" }
            guard resource.contains(partition) else { return String(match.0) }
            guard resource.contains(bucket) else { return "\"Resource\":{\"Fn::Sub\":\"\(resource)\"}" }
            let name = #"{"Fn::If":["MakesBucket",{"Ref":"Memory"},{"Ref":"Bucket"}]}"#
            return "\"Resource\":{\"Fn::Sub\":[\"\(resource.replacing(bucket, with: "${Name}"))\",{\"Name\":\(name)}]}"
        }
    }
}

extension StackTemplate.Source {
    /// The parameter without which there is no function.
    fileprivate var name: String {
        switch self {
        case .bucket: "CodeKey"
        case .release: "Release"
        }
    }

    fileprivate var parameters: String {
        switch self {
        case .bucket:
            """
              CodeKey:
                Type: String
                Default: ""
                Description: The program's zip in that bucket. Empty makes all but the function.
            """
        case .release(let url, let sum):
            """
              Release:
                Type: String
                Default: "\(url)"
                AllowedPattern: "|https://.+"
                Description: The zip of a release. Empty makes all but the function.
              Sum:
                Type: String
                Default: "\(sum)"
                AllowedPattern: "[0-9a-f]{64}"
                Description: Its SHA-256. Nothing else is run.
            """
        }
    }

    fileprivate var code: String {
        switch self {
        case .bucket:
            return """
                      Runtime: provided.al2023
                      Handler: bootstrap
                      Code: { S3Bucket: !If [MakesBucket, !Ref Memory, !Ref Bucket], S3Key: !Ref CodeKey }
                """
        case .release:
            let lines = (Assets.files["dist/lambda_fetch.py"] ?? "").split(
                separator: "\n", omittingEmptySubsequences: false)
            return """
                      Runtime: python3.13
                      Handler: index.none
                      Code:
                        ZipFile: |

                """ + lines.map { $0.isEmpty ? "" : "          \($0)" }.joined(separator: "\n")
        }
    }

    fileprivate var variables: String {
        switch self {
        case .bucket: ""
        case .release:
            """
                      MEMORY_BUCKET: !If [MakesBucket, !Ref Memory, !Ref Bucket]
                      RELEASE_URL: !Ref Release
                      RELEASE_SHA256: !Ref Sum
            """
        }
    }
}
