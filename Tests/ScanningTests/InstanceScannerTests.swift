// What a scan reads of instances.

import CostModel
import Foundation
import ScriptedAWS
import Testing

@testable import Scanning

private let gpuBox = """
    <item><instanceId>i-0a</instanceId><imageId>ami-01</imageId>
    <instanceState><code>16</code><name>running</name></instanceState><reason/>
    <instanceType>g4dn.xlarge</instanceType><launchTime>2026-11-20T08:00:00.000Z</launchTime>
    <placement><availabilityZone>eu-west-1a</availabilityZone><tenancy>default</tenancy></placement>
    <ipAddress>34.1.2.3</ipAddress><rootDeviceType>ebs</rootDeviceType>
    <blockDeviceMapping><item><deviceName>/dev/xvda</deviceName><ebs><volumeId>vol-1</volumeId>
    <attachTime>2026-11-02T00:00:01.000Z</attachTime></ebs></item></blockDeviceMapping>
    <tagSet><item><key>Name</key><value>train &amp; test</value></item><item><key>empty</key><value/></item></tagSet>
    <networkInterfaceSet><item><attachment><deviceIndex>0</deviceIndex><attachTime>2026-11-01T00:00:00.000Z</attachTime>
    </attachment><association><publicIp>34.1.2.3</publicIp><ipOwnerId>amazon</ipOwnerId></association></item>
    </networkInterfaceSet><cpuOptions><coreCount>2</coreCount><threadsPerCore>1</threadsPerCore></cpuOptions></item>
    """

/// An instance of a few elements; `more` is put behind them.
private func box(
    _ id: String = "i-0b", state: String = "stopped", type: String = "t3.micro", tagSet: String = "",
    _ more: String = ""
) -> String {
    """
    <item><instanceId>\(id)</instanceId><imageId>ami-01</imageId><instanceState><name>\(state)</name></instanceState>
    <instanceType>\(type)</instanceType><launchTime>2026-11-20T08:00:00Z</launchTime>
    <rootDeviceType>ebs</rootDeviceType>    \(tagSet)\(more)</item>
    """
}

private func account(of instances: String...) -> ScriptedAWS {
    let reservations = instances.map { "<item><instancesSet>\($0)</instancesSet></item>" }.joined()
    return aws { $0.operation == "DescribeInstances" ? answer("reservationSet", reservations) : nil }
}

private let types = [
    "g4dn.xlarge": InstanceType(vcpus: 4, gpus: 1, instanceStoreGB: 125),
    "t3.micro": InstanceType(vcpus: 2, gpus: 0, instanceStoreGB: 0),
]

@Suite struct InstanceScannerTests {
    @Test func readsEveryFactOfAMachine() async throws {
        let listed = try #require(await account(of: gpuBox).listed(.instance, types: types))
        let machine = try #require(listed.resources.first)
        #expect(machine.key == ScanningTests.key(.instance, "i-0a"))
        #expect(machine.name == "train & test")
        #expect(machine.tags == ["Name": "train & test", "empty": ""])
        #expect(machine.createdAt == UTCTime.aws("2026-11-01T00:00:00Z"), "the first start, not the last")
        #expect(
            machine.facts.filter { $0.value != .null } == [
                "state": .text("running"), "instance_type": .text("g4dn.xlarge"), "vcpus": .integer(2),
                "gpus": .integer(1), "has_instance_store": .integer(1), "instance_store_gb": .integer(125),
                "lifecycle": .text("on-demand"), "launch_time": .integer(seconds("2026-11-20T08:00:00Z")),
                "image_id": .text("ami-01"), "root_device": .text("ebs"), "public_ip": .text("34.1.2.3"),
                "public_ip_is_elastic": .integer(0), "tenancy": .text("default"),
            ])
        #expect(machine.unknown.isEmpty)
        #expect(machine.references == [Reference(.image, "ami-01")])
    }

    @Test func neverSaysThatAMachineIsYoungerThanItsLastStart() async throws {
        let late = "<ebs><attachTime>2026-11-20T12:00:00Z</attachTime></ebs>"
        let scripted = account(of: box("i-1", "<blockDeviceMapping><item>\(late)</item></blockDeviceMapping>"))
        let machine = try #require(await scripted.listed(.instance)?.resources.first)
        #expect(machine.createdAt == UTCTime.aws("2026-11-20T08:00:00Z"))
    }

    @Test func asksByPagesAndWithoutACallPerInstance() async throws {
        let scripted = aws { call in
            guard call.operation == "DescribeInstances" else { return nil }
            let page = Int(call.form["NextToken"] ?? "0") ?? 0
            let boxes = (0..<50).map { box("i-\(page)-\($0)") }.joined()
            return answer(
                "reservationSet", "<item><instancesSet>\(boxes)</instancesSet></item>",
                token: page < 3 ? String(page + 1) : "")
        }
        let listed = try #require(await scripted.listed(.instance, types: types))
        #expect(listed.resources.count == 200)
        #expect(scripted.calls.count == 4)
        #expect(scripted.calls.first?.form == ["MaxResults": "1000"])
        #expect(scripted.calls.map { $0.form["NextToken"] } == [nil, "1", "2", "3"])
    }

    @Test func leavesTerminatedInstancesOut() async throws {
        let listed = try await account(of: box(state: "terminated"), box("i-0c", state: "shutting-down")).listed(
            .instance)
        #expect(listed?.resources.map(\.key.id) == ["i-0c"])
    }

    @Test(
        "reads when a machine stopped",
        arguments: [
            ("stopped", "User initiated (2026-11-20 23:52:04 GMT)", "2026-11-20T23:52:04Z"),
            ("stopped", "User initiated (2026-11-10 00:04:54 UTC)", "2026-11-10T00:04:54Z"),
            ("stopped", "Client.UserInitiatedShutdown", nil), ("stopped", "User initiated", nil), ("stopped", "", nil),
            ("stopped", "User initiated (2026-11-20 23:52:04 CET)", nil),
            ("running", "User initiated (2026-11-20 23:52:04 GMT)", nil),
        ] as [(String, String, String?)])
    func readsWhenAMachineStopped(state: String, reason: String, at: String?) async throws {
        let listed = try await account(of: box(state: state, "<reason>\(reason)</reason>")).listed(.instance)
        let stoppedAt = try #require(listed?.resources.first?.facts["stopped_at"])
        #expect(stoppedAt == (at.map { .integer(seconds($0)) } ?? .null))
    }

    @Test func asksOnceForTypesThatThePriceListLacks() async throws {
        let described = """
            <item><instanceType>trn1.2xlarge</instanceType><vCpuInfo><defaultVCpus>8</defaultVCpus></vCpuInfo>
            <instanceStorageInfo><totalSizeInGB>474</totalSizeInGB></instanceStorageInfo>
            <neuronInfo><neuronDevices><item><count>1</count></item></neuronDevices></neuronInfo>
            <inferenceAcceleratorInfo><accelerators><item><count>1</count></item></accelerators>
            </inferenceAcceleratorInfo></item>
            <item><instanceType>g9.huge</instanceType><vCpuInfo><defaultVCpus>96</defaultVCpus></vCpuInfo>
            <gpuInfo><gpus><item><count>4</count></item><item><count>4</count></item></gpus></gpuInfo></item>
            """
        let boxes = box("i-1", type: "trn1.2xlarge") + box("i-2", type: "g9.huge") + box("i-3", type: "t3.micro")
        let scripted = aws { call in
            switch call.operation {
            case "DescribeInstances":
                answer("reservationSet", "<item><instancesSet>\(boxes)</instancesSet></item>")
            case "DescribeInstanceTypes": answer("instanceTypeSet", described)
            default: nil
            }
        }
        let resources = try #require(await scripted.listed(.instance, types: types)).resources
        #expect(resources.map { $0.facts["gpus"] } == [.integer(1), .integer(8), .integer(0)])
        #expect(resources.map { $0.facts["vcpus"] } == [.integer(8), .integer(96), .integer(2)])
        #expect(resources.map { $0.facts["instance_store_gb"] } == [.integer(474), .null, .null])
        #expect(resources.allSatisfy { $0.unknown.isEmpty })
        let asked = scripted.calls("DescribeInstanceTypes")
        #expect(asked.count == 1)
        #expect(asked.first?.form["Filter.1.Name"] == "instance-type")
        #expect(asked.first?.form["Filter.1.Value.2"] == "trn1.2xlarge")
        #expect(asked.first?.form["Filter.1.Value.3"] == nil)
    }

    @Test func aTypeThatNobodyKnowsIsUnknownAndTheMachineStillListed() async throws {
        let scripted = aws { call in
            switch call.operation {
            case "DescribeInstances":
                answer("reservationSet", "<item><instancesSet>\(box(type: "x99.nano"))</instancesSet></item>")
            case "DescribeInstanceTypes": .ec2Error("UnauthorizedOperation", status: 403)
            default: nil
            }
        }
        let listed = try #require(await scripted.listed(.instance, types: types))
        #expect(listed.listing.outcome == .complete)
        #expect(listed.resources.first?.unknown == ["vcpus", "gpus", "has_instance_store", "instance_store_gb"])
    }

    @Test(
        "names who runs a machine",
        arguments: [
            ("eks:cluster-name", "c", "eks"), ("kubernetes.io/cluster/lab", "owned", "kubernetes"),
            ("karpenter.sh/nodepool", "default", "karpenter"), ("aws:ec2:fleet-id", "fleet-1", "ec2-fleet"),
            ("aws:elasticmapreduce:job-flow-id", "j-1", "emr"),
            ("elasticbeanstalk:environment-name", "web", "elastic-beanstalk"),
            ("aws:batch:compute-environment", "b", "batch"),
            ("parallelcluster:cluster-name", "hpc", "parallelcluster"), ("AmazonECSManaged", "", "ecs"),
            ("aws:cloudformation:stack-name", "s", nil), ("aws:autoscaling:groupName", "asg", nil),
            ("Name", "eks", nil),
        ] as [(String, String, String?)])
    func namesWhoRunsAMachine(tag: String, value: String, managedBy: String?) async throws {
        let listed = try await account(of: box(tagSet: tags([tag: value]))).listed(.instance)
        let facts = try #require(listed?.resources.first?.facts)
        #expect(facts["managed_by"] == .optional(managedBy))
        #expect(facts["autoscaling_group"] == (tag == "aws:autoscaling:groupName" ? .text("asg") : .null))
    }

    @Test func aServiceThatOperatesAMachineIsItsKeeper() async throws {
        let operated = "<operator><managed>true</managed><principal>eks.amazonaws.com</principal></operator>"
        let free = "<operator><managed>false</managed></operator>"
        let listed = try #require(await account(of: box("i-1", operated), box("i-2", free)).listed(.instance))
        #expect(listed.resources.map { $0.facts["managed_by"] } == [.text("eks.amazonaws.com"), .null])
    }

    @Test(
        "tells what pays for a machine whether it runs or not",
        arguments: [
            ("<capacityReservationId>cr-1</capacityReservationId>", "capacity-reservation cr-1"),
            (
                "<instanceLifecycle>capacity-block</instanceLifecycle><capacityReservationId>cr-1</capacityReservationId>",
                "capacity-block cr-1"
            ),
            ("<capacityBlockId>cb-1</capacityBlockId>", "capacity-block cb-1"),
            (
                "<outpostArn>arn:aws:outposts:eu-west-1:1:outpost/op-1</outpostArn>",
                "outpost arn:aws:outposts:eu-west-1:1:outpost/op-1"
            ),
            ("<instanceLifecycle>scheduled</instanceLifecycle>", "scheduled"),
            ("<capacityReservationId/>", nil),
            (
                """
                <capacityReservationSpecification><capacityReservationPreference>open</capacityReservationPreference>\
                <capacityReservationTarget><capacityReservationId>cr-9</capacityReservationId></capacityReservationTarget>\
                </capacityReservationSpecification>
                """, nil
            ),
        ] as [(String, String?)])
    func tellsWhatPays(element: String, prepaid: String?) async throws {
        let listed = try #require(await account(of: box("i-1", element)).listed(.instance))
        #expect(listed.resources.map { $0.facts["prepaid_by"] } == [.optional(prepaid)])
    }

    @Test func anInstanceProfileTellsWhoRunsAMachine() async throws {
        let arn = "arn:aws:iam::123456789012:instance-profile/AWSRDSCustomSQLServerInstanceProfile"
        let profile = "<iamInstanceProfile><arn>\(arn)</arn><id>AIPA1</id></iamInstanceProfile>"
        let listed = try #require(await account(of: box("i-1", profile)).listed(.instance))
        #expect(listed.resources.map { $0.facts["managed_by"] } == [.text("rds-custom")])
    }

    @Test func tellsAnElasticAddressFromAPassingOne() async throws {
        func network(_ owner: String) -> String {
            """
            <ipAddress>3.3.3.3</ipAddress><networkInterfaceSet><item><association><publicIp>3.3.3.3</publicIp>\(owner)\
            </association></item></networkInterfaceSet>
            """
        }
        let listed = try #require(
            await account(
                of: box("i-1", network("<ipOwnerId>123456789012</ipOwnerId>")),
                box("i-2", network("<ipOwnerId>amazon</ipOwnerId>")), box("i-3", network("")), box("i-4")
            ).listed(.instance, types: types))
        #expect(
            listed.resources.map { $0.facts["public_ip_is_elastic"] } == [.integer(1), .integer(0), .null, .integer(0)])
        #expect(listed.resources.map(\.unknown) == [[], [], ["public_ip_is_elastic"], []])
    }

    @Test func keepsTheLifecycleAndTheSpotRequest() async throws {
        let spot = "<instanceLifecycle>spot</instanceLifecycle><spotInstanceRequestId>sir-1</spotInstanceRequestId>"
        let facts = try #require(await account(of: box("i-1", spot)).listed(.instance)?.resources.first?.facts)
        #expect(facts["lifecycle"] == .text("spot"))
        #expect(facts["spot_request_id"] == .text("sir-1"))
    }

    private static func product(_ type: String) -> String {
        "<productCodes><item><productCode>3iplms73etrdhxdepv72l6ywj</productCode><type>\(type)</type></item></productCodes>"
    }

    @Test(
        "what AWS bills a licence for is told; Linux, and licences that were brought along, are not",
        arguments: [
            ("<platformDetails>Linux/UNIX</platformDetails>", nil), ("", nil),
            ("<platform>windows</platform><platformDetails>Windows</platformDetails>", "Windows"),
            ("<platform>windows</platform><platformDetails>Windows BYOL</platformDetails>", nil),
            ("<platformDetails>Red Hat BYOL Linux</platformDetails>", nil), ("<platform>windows</platform>", "Windows"),
            ("<platformDetails>Red Hat Enterprise Linux</platformDetails>", "Red Hat Enterprise Linux"),
            ("<platformDetails>SQL Server Standard</platformDetails>", "SQL Server Standard"),
            (product("marketplace"), "Marketplace product 3iplms73etrdhxdepv72l6ywj"),
            (
                product("devpay") + "<platformDetails>Windows</platformDetails>",
                "Windows, Marketplace product 3iplms73etrdhxdepv72l6ywj"
            ),
            ("<productCodes/><platformDetails>Linux/UNIX</platformDetails>", nil),
        ] as [(String, String?)])
    func licences(told: String, platform: String?) async throws {
        let facts = try #require(await account(of: box("i-1", told)).listed(.instance)?.resources.first?.facts)
        #expect(facts["platform"] ?? .null == platform.map { .text($0) } ?? .null)
    }
}
