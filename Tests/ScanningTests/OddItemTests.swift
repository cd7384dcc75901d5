// One item that cannot be read, or not whole, beside others: it costs itself.

import CostModel
import Foundation
import ScriptedAWS
import Testing

@testable import Scanning

/// A list of one kind: how it is asked, and an item of it that is as AWS sends it.
private struct ListForm: Sendable, CustomStringConvertible {
    let kind: ResourceKind
    let operation: String
    let list: String
    let item: @Sendable (String) -> String
    var description: String { kind.rawValue }

    func answered(_ items: String) -> ScriptedAWS {
        aws { call in
            switch call.operation {
            case operation: answer(list, items)
            case "DescribeLaunchTemplateVersions": answer("launchTemplateVersionSet", "")
            default: nil
            }
        }
    }

    static let instances = ListForm(kind: .instance, operation: "DescribeInstances", list: "reservationSet") { id in
        """
        <item><instancesSet><item><instanceId>\(id)</instanceId><imageId>ami-1</imageId><instanceState><name>running</name>\
        </instanceState><instanceType>t3.micro</instanceType><launchTime>2026-11-20T08:00:00.000Z</launchTime>\
        <rootDeviceType>ebs</rootDeviceType></item></instancesSet></item>
        """
    }
    static let volumes = ListForm(kind: .volume, operation: "DescribeVolumes", list: "volumeSet") { id in
        """
        <item><volumeId>\(id)</volumeId><size>8</size><status>available</status>\
        <createTime>2026-10-01T00:00:00.000Z</createTime><volumeType>gp3</volumeType><iops>3000</iops></item>
        """
    }
    static let snapshots = ListForm(kind: .snapshot, operation: "DescribeSnapshots", list: "snapshotSet") { id in
        """
        <item><snapshotId>\(id)</snapshotId><ownerId>123456789012</ownerId><status>completed</status>\
        <volumeSize>30</volumeSize><startTime>2026-09-01T10:00:00.123Z</startTime></item>
        """
    }
    static let images = ListForm(kind: .image, operation: "DescribeImages", list: "imagesSet") { id in
        """
        <item><imageId>\(id)</imageId><imageState>available</imageState><creationDate>2026-08-01T00:00:00.000Z\
        </creationDate><blockDeviceMapping><item><ebs><snapshotId>snap-of-\(id)</snapshotId><volumeSize>8</volumeSize>\
        </ebs></item></blockDeviceMapping></item>
        """
    }
    static let addresses = ListForm(kind: .address, operation: "DescribeAddresses", list: "addressesSet") { id in
        "<item><publicIp>203.0.113.9</publicIp><allocationId>\(id)</allocationId></item>"
    }
    static let templates = ListForm(
        kind: .launchTemplate, operation: "DescribeLaunchTemplates", list: "launchTemplates"
    ) { "<item><launchTemplateId>\($0)</launchTemplateId><latestVersionNumber>1</latestVersionNumber></item>" }
    static let all = [instances, volumes, snapshots, images, addresses]
}

/// What is done to an item, and what is then not known of it.
private struct Fault: Sendable, CustomStringConvertible {
    let form: ListForm
    let old: String
    let new: String
    let unknown: Set<String>
    let told: String
    var description: String { "\(form): '\(new)' for '\(old)'" }

    init(_ form: ListForm, _ old: String, _ new: String, _ unknown: Set<String>, _ told: String) {
        self.form = form
        self.old = old
        self.new = new
        self.unknown = unknown
        self.told = told
    }

    static let all = [
        Fault(.instances, "08:00:00.000Z", "08:00:00+02:00", ["launch_time"], "'2026-11-20T08:00:00+02:00'"),
        Fault(.instances, "<launchTime>2026-11-20T08:00:00.000Z</launchTime>", "", ["launch_time"], "no 'launchTime'"),
        Fault(.instances, ">running<", ">hibernating<", ["state"], "'hibernating'"),
        Fault(
            .instances, "<instanceState><name>running</name></instanceState>", "", ["state"], "no 'instanceState/name'"),
        Fault(
            .instances, "<instanceType>t3.micro</instanceType>", "<instanceType/>", ["instance_type", "vcpus"],
            "instanceType"),
        Fault(.instances, "<imageId>ami-1</imageId>", "", ["image_id"], "no 'imageId'"),
        Fault(
            .instances, "<rootDeviceType>ebs", "<cpuOptions><coreCount>two</coreCount></cpuOptions><rootDeviceType>ebs",
            ["vcpus"], "'two' for 'coreCount'"),
        Fault(.volumes, ".000Z", ".000+00:00", ["created_at"], "'2026-10-01T00:00:00.000+00:00'"),
        Fault(.volumes, "<createTime>2026-10-01T00:00:00.000Z</createTime>", "", ["created_at"], "no 'createTime'"),
        Fault(.volumes, "<size>8</size>", "<size>-8</size>", ["size_gib"], "'-8' for 'size'"),
        Fault(.volumes, "<size>8</size>", "<size>99999999999999999999</size>", ["size_gib"], "'9999"),
        Fault(.volumes, "<size>8</size>", "", ["size_gib"], "no 'size'"),
        Fault(.volumes, "<iops>3000</iops>", "<iops>3e3</iops>", ["iops"], "'3e3' for 'iops'"),
        Fault(.volumes, "available", "resting", ["state"], "'resting' for 'status', expected available, creating"),
        Fault(.volumes, "<volumeType>gp3</volumeType>", "", ["volume_type"], "no 'volumeType'"),
        Fault(.snapshots, "10:00:00.123Z", "10:00:00 UTC", ["created_at"], "startTime"),
        Fault(.snapshots, "completed", "", ["state"], "no 'status'"),
        Fault(.snapshots, "30", "30.5", ["size_gib"], "'30.5'"),
        Fault(.images, "00:00:00.000Z", "00:00:00-07:00", ["created_at"], "creationDate"),
        Fault(.images, "available", "retired", ["state"], "'retired'"),
        Fault(.images, "<volumeSize>8<", "<volumeSize>1e9<", ["size_gib"], "'1e9'"),
        Fault(
            .images, "<blockDeviceMapping>", "<lastLaunchedTime>soon</lastLaunchedTime><blockDeviceMapping>",
            ["last_launched_at"], "'soon'"),
    ]
}

@Suite struct OddItemTests {
    @Test("a value that cannot be read is unknown and told; the item and its list stand", arguments: Fault.all)
    private func odd(fault: Fault) async throws {
        let item = fault.form.item("x-2")
        try #require(item.contains(fault.old))
        let odd = item.replacing(fault.old, with: fault.new)
        let scripted = fault.form.answered(fault.form.item("x-1") + odd + fault.form.item("x-3"))
        let types = ["t3.micro": InstanceType(vcpus: 2, gpus: 0, instanceStoreGB: 0)]
        let listed = try #require(await scripted.listed(fault.form.kind, types: types))
        #expect(listed.listing.outcome == .complete && listed.nameless == 0)
        #expect(listed.resources.map(\.key.id) == ["x-1", "x-2", "x-3"])
        let told = try #require(listed.gaps.first)
        #expect(listed.gaps.count == 1 && told.contains("'x-2'") && told.contains(fault.told), "\(told)")
        let unknown = listed.resources.map {
            $0.unknown.subtracting(["gpus", "has_instance_store", "instance_store_gb"])
        }
        #expect(unknown[1] == fault.unknown.union(unknown[0]) && unknown[0] == unknown[2])
        #expect(listed.resources[1].references.map(\.kind) == listed.resources[0].references.map(\.kind))
    }

    @Test("an item as AWS sends it leaves no gap", arguments: ListForm.all)
    private func whole(form: ListForm) async throws {
        let listed = try #require(await form.answered(form.item("x-1")).listed(form.kind))
        #expect(listed.resources.count == 1 && listed.gaps.filter { $0.contains("x-1") }.isEmpty)
    }

    @Test("an item without an id may be any of them, and says so", arguments: ListForm.all + [.templates])
    private func nameless(form: ListForm) async throws {
        let nothing = form.kind == .instance ? "<item><instancesSet><item/></instancesSet></item>" : "<item/>"
        let listed = try #require(await form.answered(form.item("x-1") + nothing).listed(form.kind))
        #expect(listed.listing.outcome == .complete && listed.nameless == 1)
        #expect(listed.gaps.contains { $0.contains("without an id") }, "\(listed.gaps)")
    }

    @Test("a reservation without its instances stands for one that cannot be read")
    func reservation() async throws {
        let form = ListForm.instances
        let listed = try #require(
            await form.answered(form.item("x-1") + "<item><reservationId>r-1</reservationId></item>").listed(.instance))
        #expect(listed.resources.map(\.key.id) == ["x-1"] && listed.nameless == 1)
    }

    @Test("of many odd items the first are told by name, the others by their number")
    func many() async throws {
        let items = (1...40).map { ListForm.volumes.item("vol-\($0)").replacing("gp3", with: "") }
        let listed = try #require(await ListForm.volumes.answered(items.joined()).listed(.volume))
        #expect(listed.resources.count == 40 && listed.gaps.count == OddItems.most + 1)
        #expect(listed.gaps.last == "35 more cannot be read whole")
    }

    @Test("attach times that cannot be read decide nothing")
    func attachTimes() async throws {
        let more = """
            <networkInterfaceSet><item><attachment><deviceIndex>0</deviceIndex><attachTime>then</attachTime></attachment>\
            </item></networkInterfaceSet><blockDeviceMapping><item><ebs><attachTime>2026-11-20T08:00:00+01:00</attachTime>\
            </ebs></item></blockDeviceMapping>
            """
        let form = ListForm.instances
        let item = form.item("x-1").replacing("<rootDeviceType>", with: more + "<rootDeviceType>")
        let listed = try #require(await form.answered(item).listed(.instance))
        #expect(listed.gaps.filter { $0.contains("x-1") }.isEmpty)
        #expect(listed.resources.first?.createdAt == UTCTime.aws("2026-11-20T08:00:00Z"))
    }

    @Test("an instance that says no image may have started from any")
    func noImage() async throws {
        let form = ListForm.instances
        let item = form.item("x-1").replacing("<imageId>ami-1</imageId>", with: "")
        #expect(
            try await form.answered(item).listed(.instance)?.resources.first?.references == [Reference(.image, nil)])
    }

    @Test("a machine that is gone lacks nothing that is told")
    func ended() async throws {
        let form = ListForm.instances
        let item = form.item("x-1").replacing("running", with: "terminated").replacing("ami-1", with: "")
        let listed = try #require(await form.answered(item).listed(.instance))
        #expect(listed.gaps.isEmpty && listed.resources.isEmpty)
    }

    @Test("one type that cannot be read hides no other")
    func types() async throws {
        let item = ListForm.instances.item
        let machines =
            item("i-1").replacing("t3.micro", with: "x8.large") + item("i-2").replacing("t3.micro", with: "x9.large")
        let scripted = aws { call in
            switch call.operation {
            case "DescribeInstances": return answer("reservationSet", machines)
            case "DescribeInstanceTypes":
                let types = [("x8.large", "many"), ("x9.large", "2")].map {
                    "<item><instanceType>\($0.0)</instanceType><vCpuInfo><defaultVCpus>\($0.1)</defaultVCpus></vCpuInfo></item>"
                }
                return answer("instanceTypeSet", types.joined())
            default: return nil
            }
        }
        let listed = try #require(await scripted.listed(.instance))
        #expect(listed.resources.map { $0.facts["vcpus"] } == [.null, .integer(2)])
        #expect(listed.gaps.count == 1 && listed.gaps[0].contains("'x8.large'") && listed.gaps[0].contains("'many'"))
    }

    @Test(
        "addresses are known by their allocation, and by the address itself where there is none",
        arguments: [
            (
                "<carrierIp>192.0.2.10</carrierIp><allocationId>eipalloc-3</allocationId><publicIpv4Pool>amazon</publicIpv4Pool>",
                "eipalloc-3", "192.0.2.10", "carrier"
            ),
            ("<publicIp>203.0.113.9</publicIp><domain>standard</domain>", "203.0.113.9", "203.0.113.9", "amazon"),
            ("<publicIp>203.0.113.9</publicIp><allocationId/>", "203.0.113.9", "203.0.113.9", "amazon"),
            (
                "<customerOwnedIp>198.51.100.7</customerOwnedIp><customerOwnedIpv4Pool>ipv4pool-coip-1</customerOwnedIpv4Pool>"
                    + "<allocationId>eipalloc-4</allocationId>", "eipalloc-4", "198.51.100.7", "ipv4pool-coip-1"
            ),
            ("<customerOwnedIp>198.51.100.7</customerOwnedIp>", "198.51.100.7", "198.51.100.7", "customer-owned"),
            (
                "<publicIp>203.0.113.8</publicIp><allocationId>eipalloc-5</allocationId>"
                    + "<publicIpv4Pool>ipv4pool-ec2-012345</publicIpv4Pool>", "eipalloc-5", "203.0.113.8",
                "ipv4pool-ec2-012345"
            ),
            ("<allocationId>eipalloc-6</allocationId>", "eipalloc-6", nil, "amazon"),
        ] as [(String, String, String?, String)])
    func addresses(elements: String, id: String, ip: String?, pool: String) async throws {
        let form = ListForm.addresses
        let listed = try #require(
            await form.answered("<item>\(elements)</item>" + form.item("eipalloc-1")).listed(.address))
        #expect(listed.resources.map(\.key.id) == [id, "eipalloc-1"] && listed.gaps.isEmpty)
        let facts = listed.resources[0].facts
        #expect(
            facts["public_ip"] == .optional(ip) && facts["pool"] == .text(pool) && facts["associated"] == .flag(false))
    }

    @Test("what a service manages is in its use", arguments: ["alb", "nlb", "rnat", "rds"])
    func managedAddress(service: String) async throws {
        let item = "<item><allocationId>eipalloc-1</allocationId><serviceManaged>\(service)</serviceManaged></item>"
        let listed = try await ListForm.addresses.answered(item).listed(.address)
        #expect(listed?.resources.first?.facts["associated"] == .flag(true))
    }
}
