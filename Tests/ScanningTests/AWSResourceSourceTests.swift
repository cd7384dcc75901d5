// A scan as a whole: every list at once, every failure on its own.

import AWSAPI
import CostModel
import Foundation
import ScriptedAWS
import Synchronization
import Testing

@testable import Scanning

private let regions = ["eu-west-1", "us-east-1", "us-west-2"].compactMap { Region($0) }
private let kinds = ScannerRegistry.scanners.map(\.kind)

@Suite struct AWSResourceSourceTests {
    @Test func readsTheAccountAndTheEnabledRegions() async throws {
        let scripted = ScriptedAWS { call in
            if call.operation == "GetCallerIdentity" { return .identity("123456789012") }
            return answer(
                "regionInfo",
                [("us-west-2", "opted-in"), ("me-south-1", "not-opted-in"), ("eu-west-1", "opt-in-not-required")].map {
                    "<item><regionName>\($0.0)</regionName><optInStatus>\($0.1)</optInStatus></item>"
                }.joined())
        }
        #expect(try await scripted.source().account() == account)
        #expect(try await told(scripted).map(\.code) == ["eu-west-1", "us-west-2"])
        #expect(scripted.calls.allSatisfy { $0.region == "us-east-1" })
    }

    private func told(_ scripted: ScriptedAWS) async throws -> [Region] {
        guard case .told(let regions) = try await scripted.source().enabledRegions(of: account) else {
            return []
        }
        return regions
    }

    @Test func fallsBackToTheRegionsOfEverybodyWhereAWSDoesNotSay() async throws {
        let scripted = ScriptedAWS { _ in .ec2Error("UnauthorizedOperation", status: 403) }
        guard
            case .untold(let regions, let gap) = try await scripted.source().enabledRegions(of: account)
        else {
            Issue.record("AWS told")
            return
        }
        #expect(regions.count == 17 && regions == regions.sorted())
        #expect(gap.kind == .denied && gap.region == .global && gap.operation == "DescribeRegions")
    }

    @Test(arguments: ["evil.org/", "eu-west-1@x", ""])
    func refusesARegionThatIsNone(code: String) async {
        let scripted = ScriptedAWS { _ in answer("regionInfo", "<item><regionName>\(code)</regionName></item>") }
        await #expect(throws: ScanError.self) {
            try await scripted.source().enabledRegions(of: account)
        }
    }

    @Test func refusesAnAccountThatIsNone() async {
        let scripted = ScriptedAWS { _ in .identity("12") }
        await #expect(throws: AWSError.self) { try await scripted.source().account() }
    }

    @Test func handsOverEachKindOfEachRegionOnce() async throws {
        let received = Received()
        let scripted = aws { _ in nil }
        try await scripted.source().list(kinds, in: regions, of: account, at: now) { received.add($0) }
        #expect(received.all.count == kinds.count * regions.count)
        #expect(
            Set(received.all.map { "\($0.listing.kind.rawValue) \($0.listing.region)" }).count == received.all.count)
        #expect(received.all.allSatisfy { $0.listing.outcome == .complete && $0.resources.isEmpty })
        #expect(received.all.allSatisfy { $0.listing.at == now && $0.listing.account == account })
        #expect(scripted.calls.count == kinds.count * regions.count, "an empty account costs one call a list")
    }

    @Test(
        "tells a refusal from a failure",
        arguments: [
            (
                AWSReply.ec2Error(
                    "UnauthorizedOperation", "You are not\nallowed. Encoded authorization failure message: XYZ",
                    status: 403),
                Listing.Outcome.denied("these keys may not do it (UnauthorizedOperation)")
            ),
            (
                .ec2Error("OptInRequired", status: 403),
                .denied("the region is not switched on for this account (OptInRequired)")
            ),
            (.ec2Error("RequestLimitExceeded", status: 503), .failed("RequestLimitExceeded: No.")),
            (.ec2Error("ExpiredToken"), .failed("the keys have ended (ExpiredToken)")),
            (
                .xml("<Response/>"),
                .failed("'Response' cannot be read: got no 'volumeSet', expected a list, perhaps an empty one")
            ),
        ])
    func tellsARefusalFromAFailure(reply: AWSReply, outcome: Listing.Outcome) async throws {
        let received = Received()
        let scripted = aws { $0.operation == "DescribeVolumes" && $0.region == "us-west-2" ? reply : nil }
        try await scripted.source().list(kinds, in: regions, of: account, at: now) { received.add($0) }
        let incomplete = received.all.filter { $0.listing.outcome != .complete }
        #expect(incomplete.count == 1, "one region's failure hides no other")
        let listing = try #require(incomplete.first?.listing)
        #expect(listing.outcome == outcome)
        #expect(listing.region.code == "us-west-2" && listing.kind == .volume)
        #expect(listing.service == "ec2" && listing.operation == "DescribeVolumes")
    }

    @Test(
        "an answer that is no answer of AWS fails the list",
        arguments: [
            AWSReply(status: 500, body: Data("<html>oops</html>".utf8)),
            AWSReply(status: 200, body: Data("<a><b>".utf8)),
            AWSReply(status: 200, body: Data()),
        ])
    func aForeignAnswerFailsTheList(reply: AWSReply) async throws {
        let listed = try #require(await aws { _ in reply }.listed(.volume))
        guard case .failed = listed.listing.outcome else {
            return #expect(Bool(false), "got \(listed.listing.outcome)")
        }
    }

    @Test func aSequenceOfPagesThatBreaksHandsOverNothing() async throws {
        let scripted = aws { call in
            guard call.form["NextToken"] == nil else { throw TransportError.lost }
            let item = "<item><volumeId>vol-1</volumeId><status>available</status></item>"
            return answer("volumeSet", item, token: "2")
        }
        let listed = try #require(await scripted.listed(.volume))
        guard case .failed = listed.listing.outcome else { return #expect(Bool(false), "not failed") }
        #expect(listed.resources.isEmpty)
    }

    @Test func pagesThatGoInCirclesFailTheList() async throws {
        let listed = try #require(await aws { _ in answer("volumeSet", "", token: "again") }.listed(.volume))
        guard case .failed(let text) = listed.listing.outcome else { return #expect(Bool(false), "not failed") }
        #expect(text.hasPrefix("RepeatedToken"))
    }

    @Test func aResourceOnTwoPagesIsListedOnceAsLastSeen() async throws {
        let scripted = aws { call in
            let isFirst = call.form["NextToken"] == nil
            let item = "<item><volumeId>vol-1</volumeId><status>\(isFirst ? "in-use" : "available")</status></item>"
            return answer("volumeSet", item, token: isFirst ? "2" : "")
        }
        let volumes = try #require(await scripted.listed(.volume)).resources
        #expect(volumes.map { $0.facts["state"] } == [.text("available")])
    }

    @Test func handsOverThePagesOfAListInOrderAndOneAtATimeBeforeItsEnd() async throws {
        let inside = Mutex<[ListingPlace: Int]>([:])
        let told = Mutex<[String]>([])
        let scripted = aws { call in
            guard call.operation == "DescribeVolumes" else { return nil }
            let page = call.form["NextToken"].flatMap { Int($0) } ?? 1
            let item = "<item><volumeId>vol-\(page)</volumeId><status>available</status></item>"
            return answer("volumeSet", item, token: page < 3 ? "\(page + 1)" : "")
        }
        try await scripted.source().list([.volume, .image], in: regions, of: account, at: now) { part in
            guard case .page(let place, let resources, _, _) = part else {
                if case .end(let listing) = part, listing.kind == .volume { told.withLock { $0.append("end") } }
                return
            }
            #expect(
                inside.withLock {
                    $0[place, default: 0] += 1; return $0[place]
                } == 1)
            await Task.yield()
            inside.withLock { $0[place] = 0 }
            if place.region == ireland { told.withLock { $0 += resources.map(\.key.id) } }
        }
        let ofIreland = told.withLock { $0.filter { $0 != "end" } }
        #expect(ofIreland == ["vol-1", "vol-2", "vol-3"])
        #expect(told.withLock { $0.last } == "end")
    }

    @Test func asksForThePageAfterOnlyWhenThisOneWasReceived() async throws {
        let asked = Mutex(0)
        let scripted = aws { call in
            let page = asked.withLock {
                $0 += 1; return $0
            }
            let item = "<item><volumeId>vol-\(page)</volumeId><status>available</status></item>"
            return answer("volumeSet", item, token: page < 4 ? "\(page + 1)" : "")
        }
        let received = Mutex(0)
        try await scripted.source().list([.volume], in: [ireland], of: account, at: now) { part in
            guard case .page = part else { return }
            let count = received.withLock {
                $0 += 1; return $0
            }
            #expect(asked.withLock { $0 } == count)
        }
        #expect(received.withLock { $0 } == 4)
    }

    @Test func anErrorOfTheReceiverEndsTheScan() async {
        struct Full: Error {}
        let count = Mutex(0)
        await #expect(throws: Full.self) {
            try await aws { _ in nil }.source(maxInFlight: 1).list(kinds, in: regions, of: account, at: now) { _ in
                count.withLock { $0 += 1 }
                throw Full()
            }
        }
        #expect(count.withLock { $0 } == 1)
    }

    @Test func aScanThatIsCalledOffTellsOfNoFailure() async {
        let received = Received()
        let scan = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            try await aws { _ in nil }.source().list(kinds, in: regions, of: account, at: now) { received.add($0) }
        }
        await #expect(throws: CancellationError.self) { try await scan.value }
        #expect(received.all.isEmpty)
    }

    @Test func aKindThatNothingListsIsAGapAndNoSilence() async throws {
        let listed = try #require(await aws { _ in nil }.listed(ResourceKind(rawValue: "cluster")))
        #expect(listed.listing.outcome == .failed("nothing lists the kind 'cluster'"))
    }

    @Test func declaresAPermissionForEveryCallOfAScan() async throws {
        let scripted = aws { call in
            switch call.operation {
            case "DescribeInstances":
                answer(
                    "reservationSet",
                    """
                    <item><instancesSet><item><instanceId>i-1</instanceId>
                    <instanceState><name>running</name></instanceState><instanceType>odd.one</instanceType></item>
                    </instancesSet></item>
                    """)
            case "DescribeLaunchTemplates":
                answer("launchTemplates", "<item><launchTemplateId>lt-1</launchTemplateId></item>")
            case "DescribeRegions": answer("regionInfo", "<item><regionName>eu-west-1</regionName></item>")
            case "DescribeVolumes":
                answer(
                    "volumeSet",
                    """
                    <item><volumeId>vol-1</volumeId><status>in-use</status><kmsKeyId>12-ab</kmsKeyId>
                    <attachmentSet><item><instanceId>x-1</instanceId></item></attachmentSet></item>
                    """)
            default: nil
            }
        }
        let source = scripted.source()
        let regions = try await told(scripted)
        try await source.list(kinds, in: regions, of: account, at: now) { _ in }
        _ = await source.facts(
            ScannerRegistry.lateFacts.map { FactRequest(key($0.kind, "x-1"), $0.column) }, at: now)
        let called = Set(scripted.calls.map { "\($0.host):\($0.operation)" })
        #expect(called == Set(ScannerRegistry.permissions))
    }

    /// What Storage makes of joins, prices and the time.
    private static let derived: Set<String> = [
        "id", "account", "region", "name", "tags", "age_hours", "hourly_usd", "monthly_usd", "uptime_hours",
        "stopped_hours", "volume_exists", "described_image_exists", "backs_image", "instance_count",
        "launch_template_count", "launch_configuration_count", "last_launched_hours", "unattached_hours",
    ]

    @Test(arguments: [
        (
            ResourceKind.instance, "reservationSet",
            """
            <instancesSet><item><instanceId>i-1</instanceId><instanceState><name>running</name></instanceState>
            <instanceType>t3.micro</instanceType></item></instancesSet>
            """
        ),
        (.volume, "volumeSet", "<volumeId>vol-1</volumeId><status>available</status>"),
        (
            .snapshot, "snapshotSet",
            "<snapshotId>snap-1</snapshotId><ownerId>123456789012</ownerId><status>completed</status>"
        ),
        (.image, "imagesSet", "<imageId>ami-1</imageId><imageState>available</imageState>"),
        (.address, "addressesSet", "<publicIp>1.2.3.4</publicIp>"),
    ])
    func givesEveryColumnThatNobodyDerives(kind: ResourceKind, list: String, item: String) async throws {
        let scripted = ScriptedAWS { _ in answer(list, "<item>\(item)</item>") }
        let types = ["t3.micro": InstanceType(vcpus: 2, gpus: 0, instanceStoreGB: 0)]
        let facts = try #require(await scripted.listed(kind, types: types)?.resources.first?.facts)
        let late = Set(ScannerRegistry.lateFacts.filter { $0.kind == kind }.map(\.column))
        let columns = try #require(ViewSchema.of(kind)?.columns)
        let raw = Set(columns.map(\.name)).subtracting(AWSResourceSourceTests.derived)
        #expect(raw.subtracting(facts.keys) == late.subtracting(AWSResourceSourceTests.derived))
        #expect(Set(columns.filter(\.isLate).map(\.name)) == late)
    }
}
