// Whether a late fact may be asked, told from the answer for a resource that cannot exist.

import AWSAPI
import CostModel
import Foundation
import ScriptedAWS
import Testing

@testable import Scanning

@Suite struct PermissionTrialTests {
    private func answers(_ reply: @escaping @Sendable (ScriptedAWS.Call) -> AWSReply) async throws -> [String: String?]
    {
        let region = try #require(Region("eu-west-1"))
        let trial = PermissionTrial(client: ScriptedAWS(reply).client, account: key(.instance, "i-1").account)
        // Two facts may rest on one operation.
        return Dictionary(await trial.answers(in: region).map { ($0.operation, $0.refusal) }) { $0 ?? $1 }
    }

    private static func missing(_ call: ScriptedAWS.Call) -> AWSReply {
        switch call.operation {
        case "DescribeInstanceAttribute": .ec2Error("InvalidInstanceID.NotFound")
        case "DescribeImageAttribute": .ec2Error("InvalidAMIID.NotFound")
        case "DescribeSnapshotAttribute": .ec2Error("InvalidSnapshot.NotFound")
        case "DescribeKey": .jsonError("NotFoundException")
        default:
            .xml(
                """
                <Answer><spotInstanceRequestSet/><spotFleetRequestConfigSet/><fleetSet/><imageReferenceSet/>\
                <DescribeAutoScalingGroupsResult><AutoScalingGroups/></DescribeAutoScalingGroupsResult></Answer>
                """)
        }
    }

    @Test("each late fact of the registry is tried, and what is not found was allowed")
    func allowed() async throws {
        let answers = try await answers(Self.missing)
        #expect(Set(answers.keys) == Set(ScannerRegistry.lateFacts.map(\.operation)))
        #expect(answers.values.allSatisfy { $0 == nil }, "\(answers)")
    }

    @Test("what is denied is told, and nothing else", arguments: Set(ScannerRegistry.lateFacts.map(\.operation)))
    func denied(operation: String) async throws {
        let answers = try await answers { call in
            guard call.operation == operation else { return Self.missing(call) }
            return operation == "DescribeKey"
                ? .jsonError("AccessDeniedException", "UnauthorizedOperation")
                : .ec2Error("UnauthorizedOperation", status: 403)
        }
        #expect(answers.filter { $0.value != nil }.map(\.key) == [operation])
        #expect(answers[operation]??.hasPrefix("these keys may not do it") == true)
    }
}
