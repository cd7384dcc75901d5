// What a credential_process prints: keys as JSON, or something else.
// Source: docs.aws.amazon.com/sdkref/latest/guide/feature-process-credentials.html, read 2026-11-20.
import Foundation

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
        guard JSONBounds.isShallow(output), let answer = try? JSONDecoder().decode(ProcessAnswer.self, from: output)
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
