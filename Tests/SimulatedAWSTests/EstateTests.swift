// A large account is complete, realistic in size, and answered from several connections at once.

import CZlib
import Foundation
import Testing

@testable import FaultyAWS
@testable import SimulatedAWS

@Suite struct EstateTests {
    static let regions = ["us-east-1", "eu-west-1"]
    static let small = Story.estate(
        instances: 300, volumes: 360, snapshots: 200, images: 40, regions: regions, at: storyTime)

    @Test func theSizesAreThoseAskedFor() {
        let contents = EstateTests.regions.map { EstateTests.small[$0] }
        #expect(contents.map(\.instances.count) == [150, 150])
        #expect(contents.map(\.volumes.count) == [180, 180])
        #expect(contents.map(\.snapshots.count) == [100, 100])
        #expect(contents.map(\.images.count) == [20, 20])
    }

    @Test func everyIDIsThereOnce() {
        var ids: [String] = []
        for region in EstateTests.small.regions.values {
            ids += region.instances.map(\.id)
            ids += region.volumes.map(\.id)
            ids += region.snapshots.map(\.id)
            ids += region.images.map(\.id)
            ids += region.launchTemplates.map(\.id)
            ids += region.addresses.map(\.id)
        }
        #expect(Set(ids).count == ids.count)
        #expect(ids.allSatisfy { $0.wholeMatch(of: /[a-z]+-[0-9a-f]{17}/) != nil })
    }

    @Test func whatIsNamedIsThereUnlessItIsLeftOver() {
        for region in EstateTests.small.regions.values {
            let volumes = Set(region.volumes.map(\.id))
            let snapshots = Set(region.snapshots.map(\.id))
            let images = Set(region.images.map(\.id))
            #expect(region.instances.flatMap(\.disks).allSatisfy { volumes.contains($0.volumeID) })
            #expect(region.instances.allSatisfy { images.contains($0.imageID) })
            #expect(region.images.flatMap(\.snapshots).allSatisfy { snapshots.contains($0.id) })
            let orphans = region.snapshots.filter { $0.description.hasPrefix("Created by CreateImage") }
                .filter { snapshot in !images.contains { snapshot.description.hasSuffix($0) } }
            #expect(orphans.count == 20)
        }
    }

    @Test func aMachineIsAsLongAsOnAWS() async throws {
        try await withAWS(EstateTests.small) { _, _, client in
            let page = client.query(.ec2, "DescribeInstances", ["MaxResults": "100"])
            let size = page.body.utf8.count / 100
            #expect((4_000...9_000).contains(size), "\(size) bytes a machine")
        }
    }

    @Test func aClientThatOffersGzipGetsTheSamePageCompressed() async throws {
        try await withAWS(EstateTests.small) { _, _, client in
            let plain = client.query(.ec2, "DescribeVolumes", ["MaxResults": "100"])
            let packed = client.query(
                .ec2, "DescribeVolumes", ["MaxResults": "100"], headers: [("accept-encoding", "deflate, gzip")])
            #expect(packed.headers["content-encoding"] == "gzip" && plain.headers["content-encoding"] == nil)
            #expect(packed.raw.count < plain.raw.count / 5)
            let whole = String(decoding: try #require(inflated(packed.raw, limit: 1 << 20)), as: UTF8.self)
            #expect(whole.contains("<nextToken>"))
            #expect(WireAnswer.texts("volumeId", in: whole) == plain.texts("volumeId"))
        }
    }

    @Test func aClientThatRefusesGzipGetsNone() async throws {
        try await withAWS(EstateTests.small) { _, _, client in
            let page = client.query(.ec2, "DescribeVolumes", headers: [("accept-encoding", "gzip;q=0, identity")])
            #expect(page.headers["content-encoding"] == nil && page.texts("status").count > 150)
        }
    }

    @Test func aPageThatWasAskedBeforeTellsWhatChangedSince() async throws {
        try await withAWS(EstateTests.small) { aws, clock, client in
            let id = try #require(EstateTests.small["us-east-1"].instances.first?.id)
            func state() -> String? {
                var later = client
                later.now = clock.now
                return later.query(.ec2, "DescribeInstances", ["MaxResults": "5"]).text("name")
            }
            #expect([state(), state()] == ["running", "running"])
            #expect(client.query(.ec2, "StopInstances", ["InstanceId.1": id]).status == 200)
            #expect(state() == "stopping")
            clock.advance(by: 61)
            #expect(state() == "stopped")
        }
    }

    @Test("points that were yet to come are told when they are there", arguments: [(0, 2, 2), (3_600, 2, 3)])
    func laterPoints(endAfter: Int, early: Int, late: Int) async throws {
        try await withAWS(EstateTests.small) { _, clock, client in
            let id = try #require(EstateTests.small["us-east-1"].instances.first?.id)
            let start = Int(storyTime.timeIntervalSince1970) / 3_600 * 3_600 - 7_200
            let body = """
                {"StartTime": \(start), "EndTime": \(start + 7_200 + endAfter), "MetricDataQueries": [{"Id": "q",
                "MetricStat": {"Metric": {"Namespace": "AWS/EC2", "MetricName": "NetworkIn",
                "Dimensions": [{"Name": "InstanceId", "Value": "\(id)"}]}, "Period": 3600, "Stat": "Sum"}}]}
                """
            func values() -> [Double] {
                var later = client
                later.now = clock.now
                let answer = later.json(.monitoring, "GetMetricData", body)
                return (answer.json["MetricDataResults"] as? [[String: Any]])?.first?["Values"] as? [Double] ?? []
            }
            clock.advance(by: -1_200)
            let first = values()
            #expect(first == values())
            clock.advance(by: 3_600)
            let second = values()
            #expect(first.count == early && second.count == late)
        }
    }

    @Test func pagesAreAnsweredFromSeveralConnectionsAtOnce() async throws {
        try await withAWS(EstateTests.small) { aws, _, client in
            let answers = await withTaskGroup(of: [String].self) { group in
                for _ in 0..<8 {
                    group.addTask {
                        client.query(.ec2, "DescribeInstances", ["MaxResults": "1000"]).texts("instanceId")
                    }
                }
                return await group.reduce(into: [[String]]()) { $0.append($1) }
            }
            #expect(Set(answers).count == 1 && answers.first?.count == 150)
            let kind = CallKind(service: "ec2", action: "DescribeInstances", region: "us-east-1")
            #expect(aws.counts[kind]?.requests == 8 && aws.counts[kind]?.failed == 0)
        }
    }

    @Test func theRequestsThatAreKeptInFullAreBoundedAndTheirCountIsNot() {
        var log = RequestLog()
        let kind = CallKind(service: "ec2", action: "DescribeVolumes", region: "us-east-1")
        for place in 0..<(3 * RequestLog.limit) {
            let number = log.begin(kind, at: storyTime + Double(place))
            log.end(number, kind, status: 200, bytes: 1, isThrottled: false)
        }
        #expect(log.requests.count == RequestLog.limit)
        #expect(log.requests.last?.at == storyTime + Double(3 * RequestLog.limit - 1))
        #expect(log.counts[kind]?.requests == 3 * RequestLog.limit)
    }
}

/// What gzip bytes hold; nil where they are no gzip, or hold more than `limit` bytes.
func inflated(_ bytes: [UInt8], limit: Int) -> [UInt8]? {
    var stream = z_stream()
    guard inflateInit2_(&stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else { return nil }
    defer { inflateEnd(&stream) }
    var input = bytes
    var output = [UInt8](repeating: 0, count: limit)
    let status = input.withUnsafeMutableBufferPointer { input in
        output.withUnsafeMutableBufferPointer { output in
            stream.next_in = input.baseAddress
            stream.avail_in = UInt32(input.count)
            stream.next_out = output.baseAddress
            stream.avail_out = UInt32(output.count)
            return inflate(&stream, Z_FINISH)
        }
    }
    return status == Z_STREAM_END ? Array(output[..<Int(stream.total_out)]) : nil
}
