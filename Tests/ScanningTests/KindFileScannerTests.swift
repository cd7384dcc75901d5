// Kinds that files describe, listed from recorded answers in each of the protocols, and what is made of broken ones.

import AWSAPI
import CostModel
import Foundation
import Kinds
import ScriptedAWS
import Synchronization
import Testing
import YAML

@testable import Scanning

@Suite struct KindFileScannerTests {
    private static let repository = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..")
        .standardized
    private static let account = AccountID("123456789012")!
    private static let region = Region.northVirginia

    static func kind(_ view: String) throws -> KindSpec {
        let operations = try String(contentsOf: repository.appending(path: "kinds/operations.txt"), encoding: .utf8)
        let text = try String(contentsOf: repository.appending(path: "kinds/\(view).yaml"), encoding: .utf8)
        let catalog = KindCatalog(
            [YAMLFile(origin: "\(view).yaml", text: text)], operations: OperationTable(operations))
        return try #require(catalog.spec(view))
    }

    /// What a kind's list comes to, and what was noted beside it.
    private func list(
        _ view: String, in region: Region = region, _ answer: @escaping @Sendable (ScriptedAWS.Call) throws -> AWSReply
    ) async throws -> (resources: [Resource], odd: [OddItem], gaps: [Gap], calls: [ScriptedAWS.Call]) {
        let aws = ScriptedAWS(answer)
        let gaps = Mutex<[Gap]>([])
        let context = ScanContext(client: aws.client, account: Self.account, types: [:]) { gap in
            gaps.withLock { $0.append(gap) }
        }
        var resources: [Resource] = []
        var odd: [OddItem] = []
        try await KindScanner(try Self.kind(view)).list(in: region, context) { page in
            resources += page.resources
            odd += page.odd
        }
        return (resources, odd, gaps.withLock { $0 }, aws.calls)
    }

    private static func database(_ id: String) -> String {
        """
        <DBInstance><DBInstanceIdentifier>\(id)</DBInstanceIdentifier><DBInstanceStatus>available</DBInstanceStatus>\
        <Engine>mysql</Engine><MultiAZ>false</MultiAZ><AllocatedStorage>20</AllocatedStorage>\
        <InstanceCreateTime>2026-11-20T10:00:00.123Z</InstanceCreateTime>\
        <ReadReplicaDBInstanceIdentifiers><ReadReplicaDBInstanceIdentifier>b</ReadReplicaDBInstanceIdentifier>\
        </ReadReplicaDBInstanceIdentifiers>\
        <TagList><Tag><Key>Name</Key><Value>shop</Value></Tag><Tag><Key>costguard:keep</Key><Value/></Tag></TagList>\
        </DBInstance>
        """
    }

    private static func databases(_ content: String, marker: String = "") -> AWSReply {
        .xml(
            "<DescribeDBInstancesResponse><DescribeDBInstancesResult><DBInstances>\(content)</DBInstances>\(marker)"
                + "</DescribeDBInstancesResult></DescribeDBInstancesResponse>")
    }

    @Test("a list of the query protocol is read page by page, with the tags that stand in it")
    func query() async throws {
        let list = try await list("databases") { call in
            call.form["Marker"] == "next"
                ? Self.databases(Self.database("b"))
                : Self.databases(Self.database("a"), marker: "<Marker>next</Marker>")
        }
        #expect(list.calls.map { $0.form["MaxRecords"] } == ["100", "100"] && list.calls[0].host == "rds")
        #expect(list.resources.map(\.key.id) == ["a", "b"] && list.odd.isEmpty)
        let first = try #require(list.resources.first)
        #expect(first.key.kind.rawValue == "database" && first.name == "shop")
        #expect(first.tags == ["Name": "shop", "costguard:keep": ""])
        #expect(
            first.createdAt
                == UTCTime.date("2026-11-20T10:00:00.123Z").map {
                    Date(timeIntervalSince1970: $0.timeIntervalSince1970.rounded(.down))
                })
        #expect(first.facts["state"] == .text("available") && first.facts["multi_az"] == .integer(0))
        #expect(first.facts["storage_gb"] == .integer(20) && first.facts["replica_count"] == .integer(1))
        #expect(first.facts["cluster"] == .null && first.unknown.isEmpty)
    }

    @Test("EC2's lists have items of their own, and a price where the file states one")
    func ec2() async throws {
        let list = try await list("nat_gateways") { _ in
            .xml(
                """
                <DescribeNatGatewaysResponse><natGatewaySet><item><natGatewayId>nat-1</natGatewayId>\
                <state>available</state><createTime>2026-11-20T10:00:00Z</createTime>\
                <natGatewayAddressSet><item/><item/></natGatewayAddressSet></item></natGatewaySet>\
                </DescribeNatGatewaysResponse>
                """)
        }
        #expect(list.calls.first?.form["Filter.1.Name"] == "state" && list.calls.first?.form["MaxResults"] == "1000")
        #expect(list.resources.first?.facts["public_ips"] == .integer(2))
        #expect(list.resources.first?.hourly == Money("0.045"))
    }

    private static func notebook(_ call: ScriptedAWS.Call) -> AWSReply {
        switch call.operation {
        case "ListNotebookInstances":
            .json(
                """
                {"NotebookInstances": [{"NotebookInstanceName": "nb", "NotebookInstanceArn": "arn:nb",
                "NotebookInstanceStatus": "InService", "InstanceType": "ml.t3.medium", "CreationTime": 1763630000.5}]}
                """)
        case "ListTags": .json(#"{"Tags": [{"Key": "owner", "Value": "ada"}]}"#)
        default: .json(#"{"VolumeSizeInGB": 5}"#)
        }
    }

    @Test("tags and facts that the list does not have are asked by a call each")
    func asks() async throws {
        let list = try await list("notebooks") { Self.notebook($0) }
        let notebook = try #require(list.resources.first)
        #expect(notebook.tags == ["owner": "ada"] && notebook.facts["volume_gb"] == .integer(5))
        #expect(notebook.unknown.isEmpty && list.gaps.isEmpty)
        #expect(list.calls.contains { $0.operation == "ListTags" && $0.body.contains("arn:nb") })
    }

    @Test("tags that AWS does not tell are not known, which is told once")
    func untoldTags() async throws {
        let list = try await list("notebooks") { call in
            call.operation == "ListTags" ? .jsonError("AccessDeniedException") : Self.notebook(call)
        }
        #expect(list.resources.first?.unknown == ["tags"] && list.resources.first?.facts["volume_gb"] == .integer(5))
        #expect(list.gaps.map(\.operation) == ["ListTags"] && list.gaps.first?.kind == .denied)
    }

    @Test("what one call names the next describes, at paths")
    func paths() async throws {
        let list = try await list("eks_clusters") { call in
            call.path.hasPrefix("/clusters?")
                ? .json(#"{"clusters": ["a b", "gone"]}"#)
                : call.path == "/clusters/a%20b"
                    ? .json(
                        #"{"cluster": {"name": "a b", "arn": "x", "status": "ACTIVE", "tags": {"k": "v"}, "createdAt": 1763630000}}"#
                    )
                    : AWSReply(
                        status: 404, headers: [AWSHeader("X-Amzn-ErrorType", "ResourceNotFoundException")],
                        body: Data(#"{"message": "No cluster"}"#.utf8))
        }
        #expect(list.resources.map(\.key.id) == ["a b"] && list.resources.first?.tags == ["k": "v"])
        #expect(list.calls.first?.path == "/clusters?maxResults=100")
    }

    @Test("several things are asked about at a time, and each gets its own answer")
    func batches() async throws {
        let list = try await list("load_balancers") { call in
            switch call.operation {
            case "DescribeLoadBalancers":
                let items = ["a", "b"].map { id in
                    """
                    <member><LoadBalancerArn>arn:loadbalancer/app/\(id)/1</LoadBalancerArn><Type>application</Type>\
                    <LoadBalancerName>\(id)</LoadBalancerName><Scheme>internet-facing</Scheme>\
                    <AvailabilityZones><member/><member/></AvailabilityZones></member>
                    """
                }
                return .xml(
                    "<DescribeLoadBalancersResponse><DescribeLoadBalancersResult><LoadBalancers>\(items.joined())"
                        + "</LoadBalancers></DescribeLoadBalancersResult></DescribeLoadBalancersResponse>")
            case "DescribeTags":
                #expect(call.form["ResourceArns.member.2"] == "arn:loadbalancer/app/b/1")
                return .xml(
                    """
                    <DescribeTagsResponse><DescribeTagsResult><TagDescriptions><member><ResourceArn>\
                    arn:loadbalancer/app/b/1</ResourceArn><Tags><member><Key>k</Key><Value>v</Value></member></Tags>\
                    </member></TagDescriptions></DescribeTagsResult></DescribeTagsResponse>
                    """)
            default:
                return .xml(
                    "<DescribeTargetGroupsResponse><DescribeTargetGroupsResult><TargetGroups/>"
                        + "</DescribeTargetGroupsResult></DescribeTargetGroupsResponse>")
            }
        }
        #expect(list.resources.map(\.tags) == [[:], ["k": "v"]])
        let first = try #require(list.resources.first)
        #expect(first.facts["dimension"] == .text("app/a/1") && first.facts["target_groups"] == .integer(0))
        // 0.0225, and 0.005 for the address of each of two zones.
        #expect(first.hourly == Money("0.0325"))
    }

    @Test("an answer without its list, a circle of tokens and a refusal are no empty lists")
    func broken() async throws {
        await #expect(throws: ScanError.self) {
            try await list("databases") { _ in
                .xml("<DescribeDBInstancesResponse><DescribeDBInstancesResult/></DescribeDBInstancesResponse>")
            }
        }
        await #expect(throws: ScanError.self) { try await list("notebooks") { _ in .json(#"{"Notebooks": []}"#) } }
        await #expect(throws: ScanError.self) {
            try await list("databases") { _ in Self.databases("", marker: "<Marker>again</Marker>") }
        }
        await #expect(throws: AWSError.self) {
            try await list("databases") { _ in .queryError("AccessDenied", status: 403) }
        }
        #expect(try await list("notebooks") { _ in .json("{}") }.resources.isEmpty)
    }

    @Test("an item without an id may be any, and one with a value of another form lacks that alone")
    func oddItems() async throws {
        let list = try await list("databases") { _ in
            Self.databases(
                "<DBInstance><Engine>mysql</Engine></DBInstance><DBInstance><DBInstanceIdentifier>x</DBInstanceIdentifier>"
                    + "<AllocatedStorage>many</AllocatedStorage></DBInstance>")
        }
        #expect(list.odd.map(\.id) == [nil, "x"])
        #expect(list.resources.map(\.key.id) == ["x"] && list.resources.first?.unknown == ["storage_gb"])
    }

    @Test("a region that lacks a service has none of it; one that should have it and is not known does not say so")
    func notOffered() async throws {
        let paris = try #require(Region("eu-west-3"))
        let unknown = TransportError(kind: .unknownHost, message: "no such name")
        #expect(try await list("search_indexes", in: paris) { _ in throw unknown }.resources.isEmpty)
        await #expect(throws: AWSError.self) { try await list("search_indexes") { _ in throw unknown } }
    }

    @Test("a kind that one region lists for all is asked there alone")
    func oneRegion() async throws {
        #expect(try await list("accelerators") { _ in .json("{}") }.calls.isEmpty)
        let oregon = try #require(Region("us-west-2"))
        #expect(try await list("accelerators", in: oregon) { _ in .json(#"{"Accelerators": []}"#) }.calls.count == 1)
    }
}
