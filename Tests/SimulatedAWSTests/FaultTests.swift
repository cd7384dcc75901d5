// Every fault looks on the wire as it is meant to, as often as it is meant to, and for nobody else.

import Foundation
import Testing

@testable import FaultyAWS
@testable import SimulatedAWS

@Suite struct FaultTests {
    @Test(arguments: [
        (Service.ec2, 503, "RequestLimitExceeded"), (.sts, 400, "Throttling"),
        (.monitoring, 400, "ThrottlingException"),
        (.ce, 400, "LimitExceededException"),
    ])
    func throttlingHasTheServicesOwnName(service: Service, status: Int, code: String) async throws {
        try await withAWS { aws, _, client in
            aws.inject(Fault(.throttle, service: service.rawValue))
            let answer =
                switch service.wireProtocol {
                case .json: client.json(service, "ListMetrics", "{}")
                default: client.query(service, "GetCallerIdentity")
                }
            #expect(answer.status == status && answer.body.contains(code))
        }
    }

    @Test func aFaultHoldsForItsCountAndForWhatItNames() async throws {
        try await withAWS { aws, _, client in
            aws.inject(Fault(.http(503), service: "ec2", action: "DescribeRegions", region: "us-east-1", times: 2))
            var west = client
            west.region = "us-west-2"
            #expect(west.query(.ec2, "DescribeRegions").status == 200)
            #expect(client.query(.ec2, "DescribeVolumes").status == 200)
            #expect((0..<3).map { _ in client.query(.ec2, "DescribeRegions").status } == [503, 503, 200])
        }
    }

    @Test func aResetConnectionDoesNothing() async throws {
        try await withAWS { aws, _, client in
            aws.inject(Fault(.reset))
            #expect(client.query(.ec2, "StopInstances", ["InstanceId.1": "i-0e5f60718293a4b5c"]).ending == .reset)
            #expect(aws.requests.map(\.status) == [0])
            #expect(aws.world["us-east-1"][instance: "i-0e5f60718293a4b5c"]?.power == .running)
        }
    }

    @Test func aLostAnswerHasDoneItsWork() async throws {
        try await withAWS { aws, _, client in
            aws.inject(Fault(.lostAnswer, action: "StopInstances"))
            #expect(client.query(.ec2, "StopInstances", ["InstanceId.1": "i-0e5f60718293a4b5c"]).ending == .reset)
            #expect(aws.world["us-east-1"][instance: "i-0e5f60718293a4b5c"]?.power == .stopped)
        }
    }

    @Test func aCutAnswerIsShorterThanItSays() async throws {
        try await withAWS { aws, _, client in
            aws.inject(Fault(.cutAnswer))
            #expect(client.query(.ec2, "DescribeInstances").ending == .cut)
            #expect(client.query(.ec2, "DescribeInstances").ending == .whole)
        }
    }

    @Test func aWebPageAnEmptyBodyAndADenialAreWhatTheySay() async throws {
        try await withAWS { aws, _, client in
            aws.inject(Fault(.html(502)))
            aws.inject(Fault(.empty))
            aws.inject(Fault(.denied))
            let page = client.query(.ec2, "DescribeRegions")
            #expect(page.status == 502 && page.body.hasPrefix("<!DOCTYPE html>"))
            let nothing = client.query(.ec2, "DescribeRegions")
            #expect(nothing.status == 200 && nothing.body.isEmpty)
            #expect(client.query(.ec2, "DescribeRegions").text("Code") == "UnauthorizedOperation")
        }
    }

    @Test func aLateAnswerIsWhole() async throws {
        try await withAWS { aws, _, client in
            aws.inject(Fault(.delay(.milliseconds(50))))
            let began = ContinuousClock.now
            #expect(client.query(.ec2, "DescribeRegions").texts("regionName").count == 17)
            #expect(began.duration(to: .now) >= .milliseconds(50))
        }
    }

    @Test(arguments: [(Service.ec2, "InvalidAction"), (.sns, "InvalidAction"), (.ce, "UnknownOperationException")])
    func anActionThatIsNotThereIsRefusedInTheServicesProtocol(service: Service, code: String) async throws {
        try await withAWS { _, _, client in
            let isJSON = service == .ce
            let answer = isJSON ? client.json(service, "GetNothing", "{}") : client.query(service, "GetNothing")
            #expect(answer.status == 400 && answer.body.contains(code))
        }
    }

    @Test func everyRequestIsRecordedWithItsStatusAndTheSimulatedTime() async throws {
        try await withAWS { aws, clock, client in
            _ = client.query(.ec2, "DescribeRegions")
            clock.advance(by: 60)
            _ = client.query(.sts, "GetNothing")
            #expect(
                aws.requests == [
                    RecordedRequest(
                        service: "ec2", action: "DescribeRegions", region: "us-east-1", at: storyTime, status: 200),
                    RecordedRequest(
                        service: "sts", action: "GetNothing", region: "us-east-1", at: storyTime + 60, status: 400),
                ])
        }
    }

    @Test func aBodyThatIsTooLargeIsRefusedBeforeItIsRead() async throws {
        try await withAWS { _, _, client in
            let head = "POST / HTTP/1.1\r\nhost: x\r\ncontent-length: \(HTTPServer.bodyLimit + 1)\r\n\r\n"
            let answer = client.send(Array(head.utf8) + [UInt8](repeating: 65, count: HTTPServer.bodyLimit + 1))
            #expect(answer.status == 413)
        }
    }
}
