// The template of the stack, with the statements of its policies: the very ones that 'iam-policy' prints, so that a call that
// is new in the program cannot be missing in the function's role.

import Foundation
import StateStore

/// `dist/lambda.template.yaml`, filled in.
enum StackTemplate {
    /// - Throws: where a statement cannot be written.
    static func text() throws -> String {
        var text = Assets.files["dist/lambda.template.yaml"] ?? ""
        // The head says what the file is by itself.
        text = String(text[(text.range(of: "AWSTemplateFormatVersion")?.lowerBound ?? text.startIndex)...])
        for (place, statements) in [("#{look}", try look()), ("#{stop}", try stop())] {
            let lines = try statements.map { "              - \(try line($0))" }.joined(separator: "\n")
            text = text.replacing(place, with: lines)
        }
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
