// The keys that disks are encrypted with: DescribeKey.

import Foundation

/// A key of KMS.
package struct EncryptionKey: Sendable {
    /// Such as `Enabled` or `PendingDeletion`.
    package var state: String
    /// Whether AWS made it for a service, as `alias/aws/ebs` is; else the account did.
    package var isAWSs: Bool
    /// A key of the account, or one of AWS's own.
    package init(state: String = "Enabled", isAWSs: Bool = false) {
        self.state = state
        self.isAWSs = isAWSs
    }
}

enum KMS {
    static let actions: [String: JSONAction] = ["DescribeKey": describeKey]

    private struct Request: Decodable {
        var keyId: String
    }

    private struct Metadata: Encodable {
        var arn: String
        var keyId: String
        var keyManager: String
        var keyState: String

        enum CodingKeys: String, CodingKey {
            case arn = "Arn"
            case keyId = "KeyId"
            case keyManager = "KeyManager"
            case keyState = "KeyState"
        }
    }

    static func describeKey(_ world: inout World, _ call: Call) throws -> Data {
        let asked = try call.input(Request.self).keyId
        guard let key = world.encryptionKeys[asked] else {
            throw AWSFailure("NotFoundException", "Key '\(asked)' does not exist")
        }
        let metadata = Metadata(
            arn: asked, keyId: String(asked.split(separator: "/").last ?? ""),
            keyManager: key.isAWSs ? "AWS" : "CUSTOMER", keyState: key.state)
        return try JSONEncoder().encode(["KeyMetadata": metadata])
    }
}
