// STS: who a key is, and keys for a role.

import Foundation

enum STS {
    static let actions: [String: XMLAction] = [
        "GetCallerIdentity": getCallerIdentity,
        "AssumeRole": assumeRole,
    ]

    static func getCallerIdentity(_ world: inout World, _ call: Call) throws -> XMLWriter {
        var xml = XMLWriter()
        xml.leaf("Arn", call.caller.arn)
        xml.leaf("UserId", "AIDA" + digest(call.caller.arn).prefix(16).uppercased())
        xml.leaf("Account", world.account)
        return xml
    }

    static func assumeRole(_ world: inout World, _ call: Call) throws -> XMLWriter {
        let arn = try call.required("RoleArn")
        let session = try call.required("RoleSessionName")
        guard let role = world.roles.first(where: { $0.arn == arn }), role.externalID == call.form["ExternalId"] else {
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
