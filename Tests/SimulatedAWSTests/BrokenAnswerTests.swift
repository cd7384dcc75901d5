// Answers that are broken on the wire are broken exactly as told.

import Foundation
import Testing

@testable import FaultyAWS
@testable import SimulatedAWS

@Suite struct BrokenAnswerTests {
    @Test func halfAnAnswerSaysThatItIsWhole() async throws {
        try await withAWS { aws, _, client in
            let whole = client.query(.ec2, "DescribeRegions")
            aws.inject(Fault(.halfAnswer))
            let half = client.query(.ec2, "DescribeRegions")
            #expect(half.ending == .whole && half.status == 200)
            #expect(half.raw.count == whole.raw.count - whole.raw.count / 2)
        }
    }

    @Test func aLengthThatIsTooLongEndsInAClosedConnection() async throws {
        try await withAWS { aws, _, client in
            let length = client.query(.ec2, "DescribeRegions").raw.count
            aws.inject(Fault(.wrongLength(by: 100)))
            let answer = client.query(.ec2, "DescribeRegions")
            #expect(answer.ending == .cut && answer.raw.count == length)
            #expect(answer.headers["content-length"] == String(length + 100))
        }
    }

    @Test func behindALengthThatIsTooShortMoreComes() async throws {
        try await withAWS { aws, _, client in
            aws.inject(Fault(.wrongLength(by: -100)))
            let answer = client.query(.ec2, "DescribeRegions")
            #expect(answer.ending == .whole && answer.excess > 0)
        }
    }

    @Test("a gzip bomb is a thousandth of what it inflates to", arguments: [Service.ec2, .monitoring])
    func bomb(service: Service) async throws {
        try await withAWS { aws, _, client in
            aws.inject(Fault(.gzipBomb(inflated: 64 << 20)))
            let answer =
                service == .ec2 ? client.query(.ec2, "DescribeRegions") : client.json(service, "ListMetrics", "{}")
            #expect(answer.status == 200 && answer.headers["content-encoding"] == "gzip")
            #expect(answer.raw.count < 100_000)
            let whole = try #require(inflated(answer.raw, limit: 70 << 20))
            let start = service == .ec2 ? "<?xml" : "{"
            #expect(whole.count >= 64 << 20)
            #expect(whole.starts(with: start.utf8))
        }
    }

    @Test func aRepeatedTokenNeverEnds() async throws {
        let world = Story.crowd(instances: 12, regions: ["us-east-1"], at: storyTime)
        try await withAWS(world) { aws, _, client in
            aws.inject(Fault(.repeatedToken, action: "DescribeInstances", times: .max))
            let first = client.query(.ec2, "DescribeInstances", ["MaxResults": "5"])
            let token = try #require(first.text("nextToken"))
            for _ in 0..<4 {
                let next = client.query(.ec2, "DescribeInstances", ["MaxResults": "5", "NextToken": token])
                #expect(next.text("nextToken") == token)
            }
        }
    }

    @Test func anAnswerThatDripsIsWhole() async throws {
        try await withAWS { aws, _, client in
            let length = client.query(.ec2, "DescribeRegions").raw.count
            aws.inject(Fault(.drip(bytes: 100, every: .milliseconds(1))))
            let answer = client.query(.ec2, "DescribeRegions")
            #expect(answer.ending == .whole && answer.raw.count == length)
        }
    }

    @Test func aServiceWhoseClockIsOffRefusesARightOneAndTellsItsTime() async throws {
        try await withAWS { aws, _, client in
            aws.inject(Fault(.clockOff(600)))
            let answer = client.query(.ec2, "DescribeRegions")
            #expect(answer.text("Code") == "RequestExpired")
            #expect(answer.headers["date"] == Reply.httpDate(storyTime + 600))
            #expect(client.query(.ec2, "DescribeRegions").status == 200)
        }
    }

    @Test(
        "every protocol has its own word for a refusal",
        arguments: [
            (Fault.Kind.expired, Service.ec2, "RequestExpired"), (.expired, .sts, "ExpiredToken"),
            (.expired, .ce, "ExpiredTokenException"), (.notOptedIn, .ec2, "AuthFailure"),
            (.notOptedIn, .sts, "InvalidClientTokenId"), (.notOptedIn, .monitoring, "UnrecognizedClientException"),
            (.regionDenied, .ec2, "UnauthorizedOperation"), (.regionDenied, .monitoring, "AccessDeniedException"),
        ])
    func refusals(kind: Fault.Kind, service: Service, code: String) async throws {
        try await withAWS { aws, _, client in
            aws.inject(Fault(kind))
            let isJSON = [.ce, .monitoring].contains(service)
            let answer = isJSON ? client.json(service, "GetIt", "{}") : client.query(service, "GetCallerIdentity")
            #expect(answer.status >= 400 && answer.body.contains(code))
            #expect(answer.body.contains("service control policy") == (kind == .regionDenied))
        }
    }
}
