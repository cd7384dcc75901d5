// What is asked of AWS's Price List, and which of its products are believed.

import AWSAPI
import CostModel
import Foundation
import ScriptedAWS
import Testing

@testable import Scanning

private let ohio = Region("us-east-2") ?? .global

/// A product as GetProducts writes it, its JSON text as a JSON string.
private func product(
    _ attributes: [String: String], _ price: String = "0.1", unit: String = "Hrs", currency: String = "USD",
    term: String = "JRTCKXETXF", dimensions: Int = 1, region: String = "us-east-2"
) throws -> String {
    let dimension: [String: Any] = ["unit": unit, "pricePerUnit": [currency: price], "beginRange": "0"]
    let all = Dictionary(uniqueKeysWithValues: (0..<dimensions).map { ("D\($0)", dimension) })
    let whole: [String: Any] = [
        "product": ["sku": "X", "attributes": attributes.merging(["regionCode": region]) { first, _ in first }],
        "terms": [
            "OnDemand": ["X.\(term)": ["offerTermCode": term, "priceDimensions": all]], "Reserved": ["Y": ["a": [1]]],
        ],
    ]
    return String(decoding: try JSONSerialization.data(withJSONObject: whole), as: UTF8.self)
}

private func machine(_ type: String, _ other: [String: String] = [:]) -> [String: String] {
    [
        "instanceType": type, "operatingSystem": "Linux", "tenancy": "Shared", "preInstalledSw": "NA",
        "capacitystatus": "Used", "licenseModel": "No License required", "marketoption": "OnDemand",
    ].merging(other) { $1 }
}

private func answer(_ products: [String], token: String? = nil) throws -> AWSReply {
    var body: [String: Any] = ["FormatVersion": "aws_v1", "PriceList": products]
    body["NextToken"] = token
    return .json(String(decoding: try JSONSerialization.data(withJSONObject: body), as: UTF8.self))
}

/// Answers the question for types with these products, the others with `usage`.
private func aws(_ machines: [String], usage: [String] = []) -> ScriptedAWS {
    ScriptedAWS { try answer($0.body.contains("operatingSystem") ? machines : usage) }
}

private func prices(_ scripted: ScriptedAWS, in region: Region = ohio, home: Region = ohio) async throws
    -> RegionPrices
{
    try await PriceListSource(client: scripted.client, home: home).prices(in: region)
}

@Suite struct PriceListSourceTests {
    @Test func asksForLinuxOnSharedHardwareWithoutALicence() async throws {
        let scripted = aws([try product(machine("t3.micro"), "0.0104000000")])
        let told = try await prices(scripted)
        #expect(told.prices == ["ec2:t3.micro": try #require(Money("0.0104"))] && told.refused.isEmpty)
        let first = try #require(scripted.calls.first)
        #expect(first.host == "api" && first.operation == "GetProducts")
        for filter in [
            #"{"Field":"regionCode","Type":"TERM_MATCH","Value":"us-east-2"}"#,
            #"{"Field":"operatingSystem","Type":"TERM_MATCH","Value":"Linux"}"#,
            #"{"Field":"tenancy","Type":"TERM_MATCH","Value":"Shared"}"#,
            #"{"Field":"preInstalledSw","Type":"TERM_MATCH","Value":"NA"}"#,
            #"{"Field":"capacitystatus","Type":"TERM_MATCH","Value":"Used"}"#,
            #"{"Field":"marketoption","Type":"TERM_MATCH","Value":"OnDemand"}"#,
            #""FormatVersion":"aws_v1""#, #""MaxResults":100"#, #""ServiceCode":"AmazonEC2""#,
        ] {
            #expect(first.body.contains(filter), "\(filter)")
        }
        #expect(scripted.calls.count == 6, "types, four families of disks, addresses")
        #expect(scripted.calls.last?.body.contains("AmazonVPC") == true)
    }

    @Test(
        "the nearest of the three places where the Price List lives is asked",
        arguments: [
            ("eu-west-3", "eu-central-1"), ("ap-northeast-1", "ap-south-1"), ("sa-east-1", "us-east-1"),
            ("me-south-1", "eu-central-1"), ("us-west-2", "us-east-1"),
        ])
    func endpoint(home: String, expected: String) async throws {
        let seen = Seen()
        let client = AWSClient(
            transport: seen,
            credentials: StaticCredentials(
                Credentials(accessKeyID: "AKIDEXAMPLE", secretAccessKey: "secret"), source: "test"),
            endpoints: EndpointResolver(), clock: AWSClock { Date(timeIntervalSince1970: 1_795_000_000) },
            userAgent: "test")
        let source = PriceListSource(client: client, home: try #require(Region(home)))
        _ = try? await source.prices(in: ohio)
        #expect(await seen.url == "https://api.pricing.\(expected).amazonaws.com")
    }

    @Test func readsEveryPage() async throws {
        let scripted = ScriptedAWS { call in
            guard call.body.contains("operatingSystem") else { return try answer([]) }
            return call.body.contains("NextToken")
                ? try answer([try product(machine("m5.large"))])
                : try answer([try product(machine("t3.micro"))], token: "two")
        }
        #expect(try await prices(scripted).prices.count == 2)
    }

    @Test("what is another thing is passed over, though the answer did not filter")
    func otherProducts() async throws {
        let others: [[String: String]] = [
            ["operatingSystem": "Windows"], ["tenancy": "Dedicated"], ["preInstalledSw": "SQL Web"],
            ["capacitystatus": "AllocatedCapacityReservation"], ["marketoption": "CapacityBlock"],
            ["licenseModel": "Bring your own license"], ["regionCode": "us-east-2-wl1-chi1"],
        ]
        let machines =
            [try product(machine("t3.micro"), "0.0104")]
            + (try others.map { try product(machine("t3.micro", $0), "9") })
        let told = try await prices(aws(machines))
        #expect(told.prices == ["ec2:t3.micro": try #require(Money("0.0104"))] && told.refused.isEmpty)
    }

    @Test(
        "a price that is no plain amount of dollars is refused by name",
        arguments: ["1e999", "-1", "NaN", "", "0", "0.0000000000", "1,5", "99999999999999999999", " 1"])
    func hostilePrices(price: String) async throws {
        let told = try await prices(aws([try product(machine("t3.micro"), price), try product(machine("m5.large"))]))
        #expect(told.prices.keys.sorted() == ["ec2:m5.large"])
        #expect(told.refused.map(\.item) == ["ec2:t3.micro"])
        #expect(told.refused.first?.why.contains("expected") == true)
    }

    @Test func oddProductsAreRefusedWithTheirReason() async throws {
        let odd = [
            ("a1.large", try product(machine("a1.large"), currency: "CNY"), "CNY"),
            ("b1.large", try product(machine("b1.large"), unit: "Quantity"), "unit"),
            ("c1.large", try product(machine("c1.large"), term: "4NA7Y494T4"), "0 terms"),
            ("d1.large", try product(machine("d1.large"), dimensions: 2), "2 price dimensions"),
        ]
        let twice = [try product(machine("e1.large"), "1"), try product(machine("e1.large"), "2")]
        let told = try await prices(aws(odd.map(\.1) + twice + [try product(machine("t3.micro"))]))
        #expect(told.prices.keys.sorted() == ["ec2:t3.micro"])
        for (type, _, word) in odd + [("e1.large", "", "two prices")] {
            let why = told.refused.first { $0.item == "ec2:\(type)" }?.why
            #expect(why?.contains(word) == true, "\(type): \(why ?? "taken")")
        }
    }

    @Test func theSamePriceTwiceIsOnePrice() async throws {
        let twice = [try product(machine("t3.micro")), try product(machine("t3.micro"))]
        let told = try await prices(aws(twice))
        #expect(told.prices.count == 1 && told.refused.isEmpty)
    }

    @Test func disksSnapshotsAndAddressesGoByWhatIsUsed() async throws {
        let usage: [(String, String, String)] = [
            ("USE2-EBS:VolumeUsage.gp3", "0.08", "GB-Mo"), ("USE2-EBS:VolumeUsage.piops", "0.125", "GB-Mo"),
            ("USE2-EBS:VolumeUsage.io2", "0.125", "GB-month"), ("EBS:VolumeUsage", "0.05", "GB-Mo"),
            ("USE2-EBS:VolumeP-IOPS.io2.tier2", "0.0455", "IOPS-Mo"),
            ("USE2-EBS:VolumeP-Throughput.gp3", "40.96", "GiBps-mo"), ("USE2-EBS:SnapshotUsage", "0.05", "GB-Mo"),
            ("USE2-EBS:SnapshotUsageUnderBilling", "0", "GB-Mo"),
            ("USE2-EBS:SnapshotArchiveStorage", "0.0125", "GB-Mo"), ("USE2-EBS:VolumeIOUsage", "0.05", "IOs"),
            ("USE2-PublicIPv4:InUseAddress", "0.005", "Hrs"), ("USE2-PublicIPv4:IdleAddress", "0.005", "Hrs"),
        ]
        let products = try usage.map { try product(["usagetype": $0.0], $0.1, unit: $0.2) }
        let told = try await prices(aws([try product(machine("t3.micro"))], usage: products))
        #expect(
            told.prices.mapValues(\.description).filter { !$0.key.hasPrefix("ec2:") } == [
                "gp3": "0.08", "io1": "0.125", "io2": "0.125", "standard": "0.05", "io2-iops-tier2": "0.0455",
                "gp3-throughput": "0.04", "snapshot": "0.05", "snapshot-archive": "0.0125", "ipv4": "0.005",
            ])
        #expect(told.refused.isEmpty)
    }

    @Test func anIdleAddressAtAnotherPriceMakesTheAddressUnsure() async throws {
        let products = [
            try product(["usagetype": "USE2-PublicIPv4:InUseAddress"], "0.005"),
            try product(["usagetype": "USE2-PublicIPv4:IdleAddress"], "0.01"),
        ]
        let told = try await prices(aws([try product(machine("t3.micro"))], usage: products))
        #expect(told.prices["ipv4"] == nil && told.refused.map(\.item) == ["ipv4"])
    }

    @Test func whatIsNoProductIsToldAndHidesNoOther() async throws {
        let told = try await prices(aws([try product(machine("t3.micro")), "{\"product\":1}", "[[[[", ""]))
        #expect(told.prices.count == 1 && told.refused.map(\.item) == ["AmazonEC2 product"])
    }

    @Test("an answer without any instance is no price list", arguments: [[], ["nonsense"]])
    func empty(products: [String]) async {
        await #expect(throws: PriceFailure.self) { try await prices(aws(products)) }
    }

    @Test func aRefusalNamesThePermission() async throws {
        let scripted = ScriptedAWS { _ in .jsonError("AccessDeniedException", status: 400) }
        let failure = await #expect(throws: PriceFailure.self) { try await prices(scripted) }
        #expect(failure?.isDenied == true)
        #expect(failure?.description.contains("grant 'pricing:GetProducts'") == true)
        #expect(scripted.calls.count == 1)
    }

    @Test("pages that do not end are a failure")
    func endless() async {
        let scripted = ScriptedAWS { call in
            try answer([try product(machine("t3.micro"))], token: "t\(call.body.hashValue)")
        }
        let failure = await #expect(throws: PriceFailure.self) { try await prices(scripted) }
        #expect(failure?.description.contains("do not end") == true)
        #expect(scripted.calls.count <= PriceListSource.mostPages + 1)
    }

    @Test("China and other worlds are refused without a call", arguments: ["cn-north-1", "us-gov-west-1"])
    func otherPartitions(code: String) async throws {
        let scripted = aws([])
        let region = try #require(Region(code))
        let failure = await #expect(throws: PriceFailure.self) { try await prices(scripted, in: region) }
        #expect(failure?.isDenied == false && failure?.description.contains(code) == true)
        #expect(scripted.calls.isEmpty)
    }
}

/// Remembers where the first request went.
private actor Seen: Transport {
    private(set) var url: String?

    func send(_ request: AWSRequest) async throws -> AWSReply {
        url =
            url
            ?? request.url.split(separator: "?").first.map { $0.hasSuffix("/") ? String($0.dropLast()) : String($0) }
        return .jsonError("AccessDeniedException")
    }
}
