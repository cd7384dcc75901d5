// Links into AWS's console: the partition's host, the page of each kind, and nothing for what is no id of AWS's.

import CostModel
import Foundation
import Testing

@testable import Reporting

@Suite struct ConsoleLinkTests {
    private func page(_ kind: ResourceKind, _ id: String, _ code: String = "us-west-2") throws -> String? {
        ConsoleLink.page(
            of: ResourceKey(kind: kind, account: Sample.account, region: try #require(Region(code)), id: id))
    }

    @Test(
        "each partition has a host of its own, and a region of it its own address",
        arguments: [
            ("us-west-2", "us-west-2.console.aws.amazon.com"), ("il-central-1", "il-central-1.console.aws.amazon.com"),
            ("cn-north-1", "cn-north-1.console.amazonaws.cn"),
            ("cn-northwest-1", "cn-northwest-1.console.amazonaws.cn"),
            ("us-gov-west-1", "us-gov-west-1.console.amazonaws-us-gov.com"),
            ("us-gov-east-1", "us-gov-east-1.console.amazonaws-us-gov.com"),
            ("eusc-de-east-1", "eusc-de-east-1.console.amazonaws-eusc.eu"),
        ])
    func hosts(code: String, host: String) throws {
        #expect(
            try page(.instance, "i-0a1b", code)
                == "https://\(host)/ec2/home?region=\(code)#InstanceDetails:instanceId=i-0a1b")
    }

    @Test(
        "each kind has its page",
        arguments: [
            (.volume, "vol-0f1e", "VolumeDetails:volumeId=vol-0f1e"),
            (.snapshot, "snap-0c3d", "SnapshotDetails:snapshotId=snap-0c3d"),
            (.image, "ami-0a11", "ImageDetails:imageId=ami-0a11"),
            (.address, "eipalloc-0b1c", "ElasticIpDetails:AllocationId=eipalloc-0b1c"),
            // Of EC2-Classic and of carriers: there is no id but the address.
            (.address, "203.0.113.9", "Addresses:"),
        ] as [(ResourceKind, String, String)])
    func kinds(kind: ResourceKind, id: String, place: String) throws {
        #expect(try page(kind, id) == "https://us-west-2.console.aws.amazon.com/ec2/home?region=us-west-2#\(place)")
    }

    @Test(
        "no link is made of what has no page, no public host, or no id of AWS's",
        arguments: [
            (.credit, "class", "us-west-2"), (.launchTemplate, "lt-0a", "us-west-2"), (.instance, "i-0a", "global"),
            (.instance, "i-0a", "us-iso-east-1"), (.volume, "vol-0a", "us-isob-east-1"),
            (.volume, "vol-0a", "eu-isoe-west-1"), (.instance, "", "us-west-2"), (.instance, "i-0a&x=1", "us-west-2"),
            (.instance, "i-0a b", "us-west-2"), (.snapshot, "snap-\u{2126}", "us-west-2"),
        ] as [(ResourceKind, String, String)])
    func none(kind: ResourceKind, id: String, code: String) throws {
        let region = code == "global" ? Region.global : try #require(Region(code))
        #expect(
            ConsoleLink.page(of: ResourceKey(kind: kind, account: Sample.account, region: region, id: id)) == nil)
    }

    @Test("help and credits stand in the partition's console; GovCloud's bill stands with the account outside")
    func accountPages() {
        #expect(ConsoleLink.support(near: nil) == "https://console.aws.amazon.com/support/home#/case/create")
        #expect(ConsoleLink.support(near: Region("cn-north-1")).hasPrefix("https://console.amazonaws.cn/support/"))
        #expect(
            ConsoleLink.support(near: Region("us-gov-west-1")).hasPrefix("https://console.amazonaws-us-gov.com/"))
        #expect(ConsoleLink.credits(near: Region("us-gov-west-1")) == ConsoleLink.credits(near: nil))
        #expect(ConsoleLink.credits(near: Region("cn-north-1")) == "https://console.amazonaws.cn/billing/home#/credits")
    }
}
