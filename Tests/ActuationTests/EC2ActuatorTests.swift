// What becomes of a stop, whatever AWS answers.

import AWSAPI
import Actuation
import CostModel
import Foundation
import ScriptedAWS
import Synchronization
import Testing

private let now = Date(timeIntervalSince1970: 1_795_219_200)  // 2026-11-21T00:00:00Z
private let account = AccountID("123456789012")!
private let instance = ResourceKey(kind: .instance, account: account, region: Region("eu-west-1")!, id: "i-0a")

private func step(_ action: Action = .stop, on resource: ResourceKey = instance) -> PlanStep {
    PlanStep(
        action: action, resource: resource, name: "box", rules: ["idle-instance", "other"], unattended: true,
        launchTime: nil, savingPerMonth: nil)
}

private let started = now.addingTimeInterval(-48 * 3600)
private let mark = StopMark(
    at: now, launchTime: started, planID: "0badcafe", databaseID: "1a2b3c4d", rule: "idle-instance")

private func stopped(_ state: String) -> AWSReply {
    .xml(
        """
        <StopInstancesResponse><instancesSet><item><instanceId>i-0a</instanceId><currentState><code>64</code>\
        <name>\(state)</name></currentState><previousState><code>16</code><name>running</name></previousState>\
        </item></instancesSet></StopInstancesResponse>
        """)
}

private func described(_ state: String, _ more: String = "") -> AWSReply {
    .xml(
        """
        <DescribeInstancesResponse><reservationSet><item><instancesSet><item><instanceId>i-0a</instanceId>\
        <instanceState><code>16</code><name>\(state)</name></instanceState>\(more)</item></instancesSet></item>\
        </reservationSet></DescribeInstancesResponse>
        """)
}

private let tagged = AWSReply.xml("<CreateTagsResponse><return>true</return></CreateTagsResponse>")

/// An account of one instance, with the answers that a test gives.
private func aws(
    stop: @escaping @Sendable () throws -> AWSReply = { stopped("stopping") },
    look: @escaping @Sendable () throws -> AWSReply = { described("running") },
    tag: @escaping @Sendable () throws -> AWSReply = { tagged }, account: String = "123456789012"
) -> ScriptedAWS {
    ScriptedAWS { call in
        switch call.operation {
        case "GetCallerIdentity": .identity(account)
        case "StopInstances": try stop()
        case "DescribeInstances": try look()
        case "CreateTags": try tag()
        default: .ec2Error("InvalidAction")
        }
    }
}

private final class Reports: Sendable {
    private let lines = Mutex<[String]>([])
    var all: [String] { lines.withLock { $0 } }
    func add(_ line: String) { lines.withLock { $0.append(line) } }
}

private func actuator(_ aws: ScriptedAWS, _ reports: Reports = Reports()) -> EC2Actuator {
    EC2Actuator(client: aws.client, homeRegion: .northVirginia, report: { reports.add($0) })
}

@Suite struct EC2ActuatorTests {
    @Test func stopsOneInstanceInItsRegionAndTagsIt() async {
        let aws = aws()
        let reports = Reports()
        #expect(await actuator(aws, reports).perform(step(), marking: mark) == .done)
        #expect(aws.calls.map(\.operation) == ["GetCallerIdentity", "StopInstances", "CreateTags"])
        #expect(aws.calls("GetCallerIdentity").map(\.region) == ["us-east-1"])
        #expect(aws.calls("StopInstances").map(\.region) == ["eu-west-1"])
        #expect(aws.calls("StopInstances").map(\.form) == [["InstanceId.1": "i-0a"]])
        #expect(
            aws.calls("CreateTags").map(\.form) == [
                [
                    "ResourceId.1": "i-0a", "Tag.1.Key": "costguard:stopped",
                    "Tag.1.Value": "2026-11-21T00:00:00Z rule=idle-instance plan=0badcafe "
                        + "launched=2026-11-19T00:00:00Z database=1a2b3c4d",
                ]
            ])
        #expect(reports.all.isEmpty)
    }

    @Test func refusesAnotherAccountBeforeAnyChange() async {
        let aws = aws(account: "999988887777")
        let outcome = await actuator(aws).perform(step(), marking: mark)
        #expect(
            outcome == .skipped("the credentials belong to account '999988887777', expected '123456789012'"))
        #expect(aws.calls.map(\.operation) == ["GetCallerIdentity"])
    }

    @Test func stopsNothingWhereTheAccountCannotBeVerified() async {
        let aws = ScriptedAWS { _ in .queryError("AccessDenied", status: 403) }
        let outcome = await actuator(aws).perform(step(), marking: mark)
        guard case .failed(let text) = outcome else { return #expect(Bool(false), "got \(outcome)") }
        #expect(text.contains("not verified"))
        #expect(aws.calls("StopInstances").isEmpty)
    }

    @Test(arguments: [Action.flag, .notify])
    func skipsWhatIsNoStop(action: Action) async {
        let aws = aws()
        guard case .skipped = await actuator(aws).perform(step(action), marking: mark) else {
            return #expect(Bool(false), "not skipped")
        }
        #expect(aws.calls.isEmpty)
    }

    @Test func skipsWhatIsNoInstance() async {
        let aws = aws()
        let volume = ResourceKey(kind: .volume, account: account, region: .northVirginia, id: "vol-1")
        guard case .skipped = await actuator(aws).perform(step(on: volume), marking: mark) else {
            return #expect(Bool(false), "not skipped")
        }
        #expect(aws.calls.isEmpty)
    }

    /// AWS's code and the status that it comes with, what it means, and what the hint names.
    struct Refusal: Sendable {
        let code: String
        var status = 400
        var message = "AWS's words."
        let isFinal: Bool
        var hint = ""
    }

    @Test(
        "what a policy or the machine itself forbids is a refusal; what passes by itself is not",
        arguments: [
            Refusal(code: "OperationNotPermitted", isFinal: true, hint: "stop protection"),
            Refusal(code: "UnsupportedOperation", isFinal: true, hint: "launch group"),
            Refusal(code: "UnauthorizedOperation", status: 403, isFinal: true, hint: "grant"),
            Refusal(code: "AccessDenied", status: 403, isFinal: true, hint: "grant"),
            Refusal(code: "AccessDeniedException", isFinal: true, hint: "grant"),
            Refusal(code: "AuthFailure", status: 401, message: "You are not authorized to perform it", isFinal: true),
            Refusal(code: "IncorrectSpotRequestState", isFinal: true), Refusal(code: "WordOfTomorrow", isFinal: true),
            Refusal(code: "InvalidInstanceID.NotFound", isFinal: false, hint: "costguard scan"),
            Refusal(code: "PendingVerification", isFinal: false), Refusal(code: "IncorrectState", isFinal: false),
            Refusal(code: "RequestLimitExceeded", status: 503, isFinal: false, hint: "again"),
            Refusal(code: "Throttling", isFinal: false, hint: "again"),
            Refusal(code: "ExpiredToken", isFinal: false), Refusal(code: "AuthFailure", status: 401, isFinal: false),
            Refusal(
                code: "UnauthorizedOperation", status: 403,
                message: "User: arn:aws:sts::1:assumed-role/voclabs/u is not authorized with an explicit deny",
                isFinal: false),
        ])
    func tellsRefusalsFromWhatPasses(answer: Refusal) async {
        let aws = aws(stop: { .ec2Error(answer.code, answer.message, status: answer.status) })
        let outcome = await actuator(aws).perform(step(), marking: mark)
        switch (outcome, answer.isFinal) {
        case (.refused(let code, let text), true):
            #expect(
                code == answer.code && (text.contains(answer.message) || text.hasPrefix("Not allowed in "))
                    && (answer.hint.isEmpty || text.contains(answer.hint)))
        case (.failed(let text), false):
            #expect(
                (text.contains(answer.code) || text.contains("the lab forbids it"))
                    && (answer.hint.isEmpty || text.contains(answer.hint)))
        default: Issue.record("got \(outcome)")
        }
        #expect(aws.calls("DescribeInstances").isEmpty, "what AWS said clearly needs no look")
        #expect(aws.calls("CreateTags").isEmpty)
    }

    @Test(
        "trouble at AWS is no refusal, whatever its status",
        arguments: [("InternalError", 400), ("InternalError", 500), ("Unavailable", 503), ("ServiceUnavailable", 400)])
    func troubleIsNoRefusal(code: String, status: Int) async {
        let aws = aws(stop: { .ec2Error(code, status: status) })
        guard case .uncertain = await actuator(aws).perform(step(), marking: mark) else {
            return #expect(Bool(false), "not uncertain")
        }
        #expect(aws.calls("DescribeInstances").count == 1)
    }

    @Test(
        "a state that forbids the stop is a refusal where AWS shows the machine running all the same",
        arguments: [("running", true), ("pending", false), ("shutting-down", false)])
    func incorrectState(state: String, isFinal: Bool) async {
        let aws = aws(stop: { .ec2Error("IncorrectInstanceState") }, look: { described(state) })
        let outcome = await actuator(aws).perform(step(), marking: mark)
        if case .refused(let code, _) = outcome {
            #expect(isFinal && code == "IncorrectInstanceState")
        } else {
            #expect(!isFinal)
        }
    }

    @Test("a stop that protection refuses is not done, and done when it is allowed")
    func refusedThenAllowed() async {
        let isProtected = Mutex(true)
        let words =
            "The instance 'i-0a' may not be stopped. Modify its 'disableApiStop' instance attribute and try again."
        let aws = aws(stop: {
            isProtected.withLock { $0 } ? .ec2Error("OperationNotPermitted", words) : stopped("stopping")
        })
        let actuator = actuator(aws)
        #expect(await actuator.perform(step(), marking: mark) != .done)
        #expect(aws.calls("CreateTags").isEmpty)
        isProtected.withLock { $0 = false }
        #expect(await actuator.perform(step(), marking: mark) == .done)
        #expect(aws.calls("StopInstances").count == 2 && aws.calls("CreateTags").count == 1)
    }

    enum Word: Sendable { case done, failed, uncertain }

    @Test(
        "looks at the instance after a lost answer",
        arguments: [
            ("stopping", Word.done), ("stopped", .done), ("running", .uncertain), ("pending", .uncertain),
            ("terminated", .failed),
        ])
    func looksAfterALostAnswer(state: String, word: Word) async {
        let aws = aws(stop: { throw TransportError.lost }, look: { described(state) })
        let outcome = await actuator(aws).perform(step(), marking: mark)
        switch (outcome, word) {
        case (.done, .done): #expect(aws.calls("CreateTags").count == 1)
        case (.failed(let text), .failed), (.uncertain(let text), .uncertain): #expect(text.contains("'\(state)'"))
        default: #expect(Bool(false), "got \(outcome)")
        }
    }

    @Test(arguments: [
        AWSReply.ec2Error("IncorrectInstanceState"), .ec2Error("InternalError", status: 500),
        AWSReply(status: 502, body: Data("<html>".utf8)), .xml("<StopInstancesResponse/>"), stopped("running"),
    ])
    func believesTheInstanceRatherThanABrokenAnswer(reply: AWSReply) async {
        let aws = aws(stop: { reply }, look: { described("stopped") })
        #expect(await actuator(aws).perform(step(), marking: mark) == .done)
    }

    @Test func isUncertainWhereTheStateCannotBeReadEither() async {
        let aws = aws(stop: { throw TransportError.lost }, look: { throw TransportError.lost })
        guard case .uncertain = await actuator(aws).perform(step(), marking: mark) else {
            return #expect(Bool(false), "not uncertain")
        }
        #expect(aws.calls("CreateTags").isEmpty)
    }

    @Test("an answer that leaves the machine out does not say that it is gone")
    func leftOut() async {
        let aws = aws(
            stop: { throw TransportError.lost },
            look: { .xml("<DescribeInstancesResponse><reservationSet/></DescribeInstancesResponse>") })
        guard case .uncertain = await actuator(aws).perform(step(), marking: mark) else {
            return #expect(Bool(false), "not uncertain")
        }
    }

    @Test func failsWhereTheInstanceIsGoneAfterALostAnswer() async {
        let aws = aws(stop: { throw TransportError.lost }, look: { .ec2Error("InvalidInstanceID.NotFound") })
        guard case .failed(let text) = await actuator(aws).perform(step(), marking: mark) else {
            return #expect(Bool(false), "not failed")
        }
        #expect(text.hasSuffix("the instance is gone"))
    }

    @Test func aFailedTagLeavesTheStopDoneAndIsTold() async {
        let aws = aws(tag: { .ec2Error("UnauthorizedOperation", status: 403) })
        let reports = Reports()
        #expect(await actuator(aws, reports).perform(step(), marking: mark) == .done)
        #expect(reports.all.count == 1)
        #expect(reports.all.first?.hasPrefix("'i-0a' was stopped, but not tagged 'costguard:stopped'") == true)
    }

    @Test(
        "reads state and last start by id; a start that cannot be read is not known",
        arguments: [
            ("<launchTime>2026-11-19T00:00:00.000Z</launchTime>", started),
            ("<launchTime>2026-11-19T00:00:00Z</launchTime>", started), ("", nil), ("<launchTime/>", nil),
            ("<launchTime>yesterday</launchTime>", nil),
            ("<launchTime>2026-11-19T01:00:00+01:00</launchTime>", started),
            ("<launchTime>2026-13-19T00:00:00.000Z</launchTime>", nil),
        ] as [(String, Date?)])
    func readsTheState(launch: String, start: Date?) async throws {
        let aws = aws(look: { described("stopped", launch) })
        #expect(try await actuator(aws).state(of: instance) == PowerState("stopped", launchTime: start))
        #expect(aws.calls.map(\.form) == [["InstanceId.1": "i-0a"]])
    }

    @Test func aMissingInstanceHasNoStateAndAnUnreadableAnswerIsAnError() async throws {
        let gone = aws(look: { .ec2Error("InvalidInstanceID.NotFound") })
        #expect(try await actuator(gone).state(of: instance) == nil)
        for answer in ["<DescribeInstancesResponse><reservationSet/></DescribeInstancesResponse>", "<html/>"] {
            let broken = aws(look: { .xml(answer) })
            await #expect(throws: ActuationError.self) { try await actuator(broken).state(of: instance) }
        }
    }
}
