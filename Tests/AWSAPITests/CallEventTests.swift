// What an observer of the client is told, step by step.
import Foundation
import Synchronization
import Testing

@testable import AWSAPI

@Suite struct CallEventTests {
    private final class Steps: Sendable {
        private let list = Mutex<[CallEvent]>([])
        var all: [CallEvent] { list.withLock { $0 } }
        func note(_ event: CallEvent) { list.withLock { $0.append(event) } }
    }

    private func steps(
        of answers: [ScriptedTransport.Answer], calls: Int = 1
    ) async -> [CallEvent] {
        let steps = Steps()
        let time = SleepClock()
        let client = AWSClient(
            transport: ScriptedTransport(answers), credentials: StaticCredentials(Rig.plantedKeys, source: "test"),
            endpoints: EndpointResolver(), clock: AWSClock { Rig.now }, uptime: time.now, sleep: time.sleep,
            random: { 0.5 },
            userAgent: "test",
            onEvent: { steps.note($0) })
        for _ in 0..<calls { _ = try? await client.query(.ec2, "DescribeVolumes", region: "eu-west-1") }
        return steps.all
    }

    @Test func tellsOfEachAttemptAndOfTheWaitBetween() async {
        let events = await steps(of: [.ec2Error(503, "RequestLimitExceeded"), .ec2Error(500, "InternalError"), .ok])
        #expect(
            events.map(\.step) == [
                .sent, .answered(status: 503, bytes: 132), .waiting(for: .milliseconds(500), because: .throttled),
                .sent, .answered(status: 500, bytes: 125), .waiting(for: .milliseconds(50), because: .retry),
                .sent, .answered(status: 200, bytes: 15),
            ])
        #expect(
            Set(events.map { "\($0.call) \($0.service) \($0.operation) \($0.region)" }) == [
                "1 ec2 DescribeVolumes eu-west-1"
            ])
    }

    @Test func tellsHowACallEndedThatGaveNoResult() async {
        let denied = await steps(of: [.ec2Error(403, "UnauthorizedOperation")])
        #expect(denied.last?.step == .failed(code: "UnauthorizedOperation"))
        let lost = await steps(of: [.failure(TransportError(kind: .untrusted, message: "m"))])
        #expect(lost.map(\.step) == [.sent, .failed(code: "CertificateNotTrusted")])
    }

    @Test func numbersTheCallsFromOne() async {
        #expect(await steps(of: [.ok, .ok], calls: 2).map(\.call) == [1, 1, 2, 2])
    }

    @Test(
        "a call counts once however often it was tried, and a refusal is an answer",
        arguments: [
            ([.ok], 0), ([.ec2Error(503, "RequestLimitExceeded"), .ec2Error(500, "InternalError"), .ok], 0),
            ([.ec2Error(403, "UnauthorizedOperation")], 0), ([.ec2Error(400, "InvalidInstanceID.NotFound")], 0),
            (Array(repeating: .ec2Error(503, "RequestLimitExceeded"), count: 5), 1),
            (Array(repeating: .ec2Error(400, "InternalError"), count: 5), 1),
            ([.failure(TransportError(kind: .untrusted, message: "m"))], 1),
            ([.ec2Error(403, "SignatureDoesNotMatch")], 1),
        ] as [([ScriptedTransport.Answer], Int)])
    func countsWhatWasNotAnswered(answers: [ScriptedTransport.Answer], failed: Int) async {
        let time = SleepClock()
        let client = AWSClient(
            transport: ScriptedTransport(answers), credentials: StaticCredentials(Rig.plantedKeys, source: "test"),
            endpoints: EndpointResolver(), clock: AWSClock { Rig.now }, uptime: time.now, sleep: time.sleep,
            random: { 0.5 },
            userAgent: "test")
        _ = try? await client.query(.ec2, "DescribeVolumes", region: "eu-west-1")
        let ended = client.ended([.ec2, .cloudWatch], in: "eu-west-1")
        #expect(ended.calls == 1 && ended.failed == failed)
        #expect(client.ended([.sns], in: "eu-west-1") == (0, 0) && client.ended([.ec2], in: "us-east-1") == (0, 0))
    }
}
