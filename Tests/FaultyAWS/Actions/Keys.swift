// Keys: those of a role, from AssumeRole, and those that disks are encrypted with, from DescribeKey.

import Foundation
import SimulatedAWS

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
        guard let key = world[Extras.self].encryptionKeys[asked] else {
            throw AWSFailure("NotFoundException", "Key '\(asked)' does not exist")
        }
        let metadata = Metadata(
            arn: asked, keyId: String(asked.split(separator: "/").last ?? ""),
            keyManager: key.isAWSs ? "AWS" : "CUSTOMER", keyState: key.state)
        return try JSONEncoder().encode(["KeyMetadata": metadata])
    }
}

extension STS {
    static func assumeRole(_ world: inout World, _ call: Call) throws -> XMLWriter {
        let arn = try call.required("RoleArn")
        let session = try call.required("RoleSessionName")
        guard let role = world[Extras.self].roles.first(where: { $0.arn == arn }),
            role.externalID == call.form["ExternalId"]
        else {
            throw AWSFailure(
                "AccessDenied", status: 403,
                "User: \(call.caller.arn) is not authorized to perform: sts:AssumeRole on resource: \(arn)")
        }
        let seconds = Int(call.form["DurationSeconds"] ?? "3600") ?? 0
        guard (900...43_200).contains(seconds), (2...64).contains(session.count) else {
            throw AWSFailure(
                "ValidationError", "DurationSeconds must be 900 to 43200, RoleSessionName 2 to 64 characters long")
        }
        let seed = digest("\(call.requestID) \(arn)")
        let name = arn.split(separator: "/").last ?? ""
        let key = AccessKey(
            id: "ASIA" + seed.prefix(16).uppercased(), secret: digest("secret \(seed)"),
            arn: "arn:aws:sts::\(world.account):assumed-role/\(name)/\(session)",
            sessionToken: digest("token \(seed)"), expiresAt: call.now.addingTimeInterval(Double(seconds)))
        world.keys.append(key)
        var xml = XMLWriter()
        xml.node("Credentials") { xml in
            xml.leaf("AccessKeyId", key.id)
            xml.leaf("SecretAccessKey", key.secret)
            xml.leaf("SessionToken", key.sessionToken)
            xml.leaf("Expiration", key.expiresAt)
        }
        xml.node("AssumedRoleUser") { xml in
            xml.leaf("AssumedRoleId", "AROA\(seed.prefix(16).uppercased()):\(session)")
            xml.leaf("Arn", key.arn)
        }
        return xml
    }
}
