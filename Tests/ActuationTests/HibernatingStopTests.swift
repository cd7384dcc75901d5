// What becomes of a stop that is to keep the memory, where AWS does not hibernate the machine.

import AWSAPI
import Actuation
import CostModel
import Foundation
import ScriptedAWS
import Synchronization
import Testing

@Suite struct HibernatingStopTests {
    private let now = Date(timeIntervalSince1970: 1_795_219_200)  // 2026-11-21T00:00:00Z

    private static let stopping = AWSReply.xml(
        """
        <StopInstancesResponse><instancesSet><item><instanceId>i-0a</instanceId><currentState><name>stopping</name>\
        </currentState></item></instancesSet></StopInstancesResponse>
        """)

    @Test(
        "a machine whose memory is wanted is left running; the brake stops it all the same, and says so",
        arguments: ["UnsupportedOperation", "UnsupportedHibernationConfiguration"], [false, true])
    func refused(code: String, mustStop: Bool) async throws {
        let aws = ScriptedAWS { call in
            switch call.operation {
            case "GetCallerIdentity": .identity("123456789012")
            case "StopInstances": call.form["Hibernate"] == nil ? Self.stopping : .ec2Error(code)
            default: .xml("<CreateTagsResponse><return>true</return></CreateTagsResponse>")
            }
        }
        let account = try #require(AccountID("123456789012"))
        var step = PlanStep(
            action: .stop,
            resource: ResourceKey(kind: .instance, account: account, region: .northVirginia, id: "i-0a"), name: "box",
            rules: ["idle-instance"], unattended: true, launchTime: nil, savingPerMonth: nil)
        step.memory = mustStop ? .keptIfPossible : .kept
        let mark = StopMark(at: now, launchTime: nil, planID: "0badcafe", databaseID: "1a2b3c4d", rule: "idle-instance")
        let said = Mutex<[String]>([])
        let outcome = await EC2Actuator(client: aws.client, homeRegion: .northVirginia) { line in
            said.withLock { $0.append(line) }
        }.perform(step, marking: mark)
        #expect(aws.calls("StopInstances").map { $0.form["Hibernate"] } == (mustStop ? ["true", nil] : ["true"]))
        if mustStop {
            #expect(outcome == .done && said.withLock { $0.first?.contains("without its memory") } == true)
        } else if case .refused(code, let why) = outcome {
            #expect(why.contains("hibernate: false"))
        } else {
            Issue.record("got \(outcome)")
        }
    }
}
