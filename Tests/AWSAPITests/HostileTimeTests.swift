// Times that no clock shows: they are refused where they come in, for a calendar may trap on them.
import CostModel
import Foundation
import Testing

@testable import AWSAPI

@Suite struct HostileTimeTests {
    @Test(
        "a date whose parts are out of their range is no date",
        arguments: [
            "Tue, 24 Nov 2026 24:00:00 GMT", "Tue, 24 Nov 2026 09:60:00 GMT", "Tue, 24 Nov 2026 09:00:61 GMT",
            "Tue, 24 Nov 2026 9223372036854775807:00:00 GMT", "Tue, 24 Nov 2026 09:-9223372036854775808:00 GMT",
            "Tue, 32 Nov 2026 09:00:00 GMT", "Tue, 0 Nov 2026 09:00:00 GMT", "Tue, 24 Nov 10000 09:00:00 GMT",
            "Tue, 24 Nov 99999999999999999999 09:00:00 GMT", "Tue, 24 Nov 1999 09:00:00 GMT", "", " : : ",
        ])
    func dates(text: String) {
        #expect(UTCTime.http(text) == nil)
    }

    @Test("a date at the ends of its range is one")
    func ends() {
        #expect(UTCTime.http("Tue, 24 Nov 2026 00:00:00 GMT") == Date(timeIntervalSince1970: 1_795_478_400))
        #expect(UTCTime.http("Fri, 31 Dec 9999 23:59:59 GMT") == Date(timeIntervalSince1970: 253_402_300_799))
    }

    @Test("a server whose clock stands at the world's end corrects ours, and the next signature is still a time")
    func clockAtTheEnd() async throws {
        let rig = Rig([
            .ec2Error(
                403, "RequestTimeTooSkewed", "m", ["Date": "Fri, 31 Dec 9999 23:59:59 GMT"]), .ok,
        ])
        _ = try await rig.client.query(.ec2, "DescribeRegions", region: "eu-west-1")
        let date = try #require(rig.transport.requests.last?.header("X-Amz-Date"))
        #expect(date.hasPrefix("9999"))
    }
}
