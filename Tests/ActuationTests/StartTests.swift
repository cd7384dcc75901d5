// What becomes of a start, whatever AWS answers: nobody waits for a machine that will not come.

import AWSAPI
import Actuation
import CostModel
import Foundation
import ScriptedAWS
import Testing

@Suite struct StartTests {
    private let now = Date(timeIntervalSince1970: 1_795_219_200)  // 2026-11-21T00:00:00Z

    private func described(_ state: String) -> AWSReply {
        .xml(
            """
            <DescribeInstancesResponse><reservationSet><item><instancesSet><item><instanceId>i-0a</instanceId>\
            <instanceState><code>16</code><name>\(state)</name></instanceState></item></instancesSet></item>\
            </reservationSet></DescribeInstancesResponse>
            """)
    }

    private func outcome(code: String, status: Int = 400, state: String = "stopped") async throws -> StepOutcome {
        let looked = described(state)
        let aws = ScriptedAWS { call in
            switch call.operation {
            case "GetCallerIdentity": .identity("123456789012")
            case "StartInstances": .ec2Error(code, status: status)
            default: looked
            }
        }
        let account = try #require(AccountID("123456789012"))
        let region = try #require(Region("eu-west-1"))
        let step = PlanStep(
            action: .start, resource: ResourceKey(kind: .instance, account: account, region: region, id: "i-0a"),
            name: "box", rules: ["by-hand"], unattended: false, launchTime: nil, savingPerMonth: nil)
        let mark = StopMark(at: now, launchTime: nil, planID: "0badcafe", databaseID: "1a2b3c4d", rule: "by-hand")
        return await EC2Actuator(client: aws.client, homeRegion: .northVirginia, report: { _ in })
            .perform(step, marking: mark)
    }

    @Test(
        "why AWS does not start a machine is told with what to try, and nothing is left uncertain",
        arguments: [
            ("InsufficientInstanceCapacity", 500, "no room for this type"),
            ("InsufficientInstanceCapacity", 400, "no room for this type"),
            ("InsufficientHostCapacity", 503, "no room for this type"),
            ("VcpuLimitExceeded", 400, "Service Quotas"), ("InstanceLimitExceeded", 400, "Service Quotas"),
        ])
    func capacity(code: String, status: Int, help: String) async throws {
        let outcome = try await outcome(code: code, status: status)
        guard case .failed(let why) = outcome else { return #expect(Bool(false), "\(outcome)") }
        #expect(why.contains(code) && why.contains(help), "\(why)")
        #expect(outcome.lacksRoom == (help == "no room for this type"))
    }

    @Test("keys that may not start are refused, and told which policy they lack and who else can")
    func denied() async throws {
        let outcome = try await outcome(code: "UnauthorizedOperation", status: 403)
        guard case .refused(let code, let why) = outcome else { return #expect(Bool(false), "\(outcome)") }
        #expect(code == "UnauthorizedOperation" && why.contains("iam-policy --hands"))
        #expect(why.contains("aws ec2 start-instances --region eu-west-1 --instance-ids i-0a"))
    }

    @Test("a start whose answer was lost is what the machine's state says")
    func lost() async throws {
        #expect(try await outcome(code: "InternalError", status: 500, state: "pending") == .done)
        let stopped = try await outcome(code: "InternalError", status: 500)
        guard case .uncertain = stopped else { return #expect(Bool(false), "\(stopped)") }
    }
}
