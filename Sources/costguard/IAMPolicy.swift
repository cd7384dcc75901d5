// The permissions that costguard needs, as policies to paste: gathered from the rooms that make the calls.

import Actuation
import CostModel
import Foundation
import Notifying
import Scanning

/// A policy document of IAM.
struct IAMPolicy: Encodable {
    struct Statement: Encodable {
        let Sid: String
        let Effect = "Allow"
        let Action: [String]
        let Resource: String
        var Condition: [String: [String: String]]?
    }
    let Version = "2012-10-17"
    let Statement: [Statement]

    /// Looks, and changes nothing.
    static func readOnly(topic: String?) -> IAMPolicy {
        // Describe calls have no resource level. Source: Service Authorization Reference of Amazon EC2.
        var statements = [
            IAMPolicy.Statement(Sid: "CostguardLook", Action: AWSPermissions.scanning.sorted(), Resource: "*")
        ]
        if let topic {
            statements.append(.init(Sid: "CostguardMail", Action: SNSNotifier.permissions.sorted(), Resource: topic))
        }
        return IAMPolicy(Statement: statements)
    }

    /// Looks, and stops instances; IAM itself guards the keep tag as it is usually written.
    static func enforcing(topic: String?) -> IAMPolicy {
        let keep = ["StringNotLike": ["aws:ResourceTag/\(KeepTag.key)": "*"]]
        let changes = EC2Actuator.permissions.filter { !$0.hasPrefix("ec2:Describe") }
        let act = IAMPolicy.Statement(
            Sid: "CostguardStop", Action: changes.sorted(), Resource: "arn:aws:ec2:*:*:instance/*",
            Condition: keep)
        return IAMPolicy(Statement: readOnly(topic: topic).Statement + [act])
    }

    var json: String {
        get throws {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            return String(decoding: try encoder.encode(self), as: UTF8.self)
        }
    }
}

/// The IAM actions of every read that a scan makes.
enum AWSPermissions {
    static var scanning: [String] {
        Array(Set(ScannerRegistry.permissions + CloudWatchMetricSource.permissions + AWSBillingSource.permissions))
    }
}
