// Shapes that real answers have and hand-written ones mostly lack, in what a scan reads.

import AWSAPI
import CostModel
import Foundation
import ScriptedAWS
import Testing

@testable import Scanning

@Suite struct RealAnswerTests {
    private func snapshot(_ id: String, volume: String = "vol-0a1b", _ description: String, more: String = "") -> String
    {
        """
        <item><snapshotId>\(id)</snapshotId><ownerId>123456789012</ownerId><status>completed</status><volumeSize>8\
        </volumeSize><volumeId>\(volume)</volumeId><startTime>2026-09-01T10:00:00.123Z</startTime>\
        <description>\(description)</description>\(more)</item>
        """
    }

    @Test(
        "descriptions as AWS writes them name their image, with the volume behind it and with a trailing blank",
        arguments: [
            (
                "Created by CreateImage(i-0c3f9ab2d41e5d677) for ami-0b7ce1f60a9d2e483 from vol-04d2e8b61f0a9c735",
                "ami-0b7ce1f60a9d2e483"
            ),
            ("Created by CreateImage(i-9ab2d41e) for ami-60a9d2e4 from vol-f0a9c735 ", "ami-60a9d2e4"),
            (
                "Copied for DestinationAmi ami-0d41e5d677 from SourceAmi ami-60a9d2e4 for SourceSnapshot snap-01. Task created "
                    + "on 1,612,345,678,901. ", "ami-0d41e5d677"
            ),
            ("Copied for DestinationAmi ami-0d41e5d677 from SourceAmi ami-60a9d2e4 ", "ami-0d41e5d677"),
            ("[Copied snap-0b61f0a9c7354d2e8 from eu-west-1] ", nil), ("Imported by the import-snapshot task ", nil),
            (" ", nil),
        ] as [(String, String?)])
    func descriptions(text: String, image: String?) {
        #expect(SnapshotScanner.describedImage(text) == image)
    }

    @Test(
        "copies and imports are told from snapshots of a volume",
        arguments: [
            ("vol-0a1b", "nightly", "", false), ("vol-ffffffff", "nightly", "", true),
            ("vol-ffffffffffffffff", "", "", true), ("vol-ffff", "Imported by the import-snapshot task ", "", true),
            ("vol-0a1b", "[Copied snap-0b from eu-west-1] nightly ", "", true),
            ("vol-0a1b", "Copied for DestinationAmi ami-0d from SourceAmi ami-60 ", "", true),
            ("vol-0a1b", "mine", "<transferType>standard</transferType>", true), ("vol-fffffff0", "", "", false),
        ])
    func copies(volume: String, description: String, more: String, isCopy: Bool) async throws {
        let item = snapshot("snap-1", volume: volume, description, more: more)
        let scripted = aws { $0.operation == "DescribeSnapshots" ? answer("snapshotSet", item) : nil }
        let facts = try #require(await scripted.listed(.snapshot)?.resources.first?.facts)
        #expect(facts["copied"] == .flag(isCopy) && facts["volume_id"] == .text(volume))
    }

    @Test("an image without a creation date has no age, and that is no gap")
    func imageWithoutADate() async throws {
        let item = "<item><imageId>ami-1</imageId><imageState>available</imageState><blockDeviceMapping/></item>"
        let scripted = aws { $0.operation == "DescribeImages" ? answer("imagesSet", item + item) : nil }
        let listed = try #require(await scripted.listed(.image))
        #expect(listed.resources.count == 1 && listed.resources[0].createdAt == nil, "one id twice is one image")
        #expect(listed.gaps.isEmpty)
    }

    @Test("a page midway that is empty ends nothing, and a token comes back as it was sent")
    func emptyPage() async throws {
        let token = "ab/+Q==&x y%2F"
        let scripted = aws { call in
            guard call.operation == "DescribeVolumes" else { return nil }
            switch call.form["NextToken"] {
            case nil: return answer("volumeSet", "<item><volumeId>vol-1</volumeId></item>", token: "a/+=")
            case "a/+=": return answer("volumeSet", "", token: token.replacing("&", with: "&amp;"))
            case token: return answer("volumeSet", "<item><volumeId>vol-2</volumeId></item>")
            default: return .ec2Error("InvalidParameterValue", "Unable to parse pagination token")
            }
        }
        let listed = try #require(await scripted.listed(.volume))
        #expect(listed.listing.outcome == .complete && listed.resources.map(\.key.id) == ["vol-1", "vol-2"])
        #expect(scripted.calls.count == 3)
    }
}

@Suite struct RealMetricAnswerTests {
    private let start = 1_795_132_800
    private func query(hours: Int = 24) -> MetricQuery {
        MetricQuery(
            resource: key(.instance, "i-1"), namespace: "AWS/EC2", metric: "CPUUtilization", statistic: .average,
            period: 3600, start: start, end: start + hours * 3600)
    }
    private func points(
        _ reply: AWSReply, _ operation: CloudWatchMetricSource.Operation = .statistics
    ) async -> [MetricAnswer] {
        let scripted = ScriptedAWS { _ in reply }
        return await CloudWatchMetricSource(client: scripted.client, usage: APIUsage(), operation: operation)
            .points([query()])
    }

    @Test(
        "an error of CloudWatch without a message is told by its code",
        arguments: [#"{"__type":"InternalServiceFault"}"#, #"{"__type":"InternalServiceFault","message":null}"#])
    func withoutAMessage(body: String) async {
        let gap = await points(AWSReply(status: 400, headers: [], body: Data(body.utf8))).first?.gap
        #expect(gap?.error == "InternalServiceFault" && gap?.kind == .failed)
    }

    @Test("a refusal of too many points is a gap in AWS's words, not an idle machine")
    func tooManyPoints() async {
        let words = "You have requested up to 2,160 datapoints, which exceeds the limit of 1,440."
        let body = #"{"__type":"com.amazonaws.cloudwatch#InvalidParameterCombinationException","message":"\#(words)"}"#
        let answers = await points(AWSReply(status: 400, headers: [], body: Data(body.utf8)))
        #expect(answers.first?.points.isEmpty == true)
        #expect(answers.first?.gap?.error.contains("1,440") == true && answers.first?.gap?.kind == .failed)
    }

    @Test("points that come out of order are put in order")
    func outOfOrder() async {
        let times = [3, 0, 2, 1].map { start + $0 * 3600 }
        let data = times.map { #"{"Timestamp":\#($0),"Average":\#($0 - start)}"# }.joined(separator: ",")
        let answers = await points(.json(#"{"Datapoints":[\#(data)]}"#))
        #expect(answers.first?.points.map(\.start) == times.sorted())
        #expect(answers.first?.points.map(\.value) == times.sorted().map { Double($0 - start) })
    }

    @Test("a series that is partial on one page and complete on the next is whole; the last word holds")
    func partialThenComplete() async {
        func reply(_ first: String, _ last: String) async -> MetricAnswer? {
            let scripted = ScriptedAWS { call in
                let isFirst = !call.body.contains("NextToken")
                let next = isFirst ? #","NextToken":"a/+=""# : ""
                return .json(
                    """
                    {"MetricDataResults":[{"Id":"m0","Timestamps":[\(self.start + (isFirst ? 3600 : 0))],"Values":[1],
                    "StatusCode":"\(isFirst ? first : last)"}]\(next)}
                    """)
            }
            return await CloudWatchMetricSource(client: scripted.client, usage: APIUsage(), operation: .data)
                .points([query()]).first
        }
        let whole = await reply("PartialData", "Complete")
        #expect(whole?.gap == nil && whole?.points.map(\.start) == [start, start + 3600])
        #expect(await reply("PartialData", "InternalError")?.gap != nil)
    }
}
