// One instance as DescribeInstances writes it, with its subnet, its group and its one interface.

import Foundation

/// What is needed to write an instance, beside the instance.
struct InstanceContext {
    let call: Call
    let account: String
    let elastic: [String: Address]
    let network: Network

    init(call: Call, account: String, addresses: [Address]) {
        self.call = call
        self.account = account
        let attached = addresses.compactMap { address in address.instanceID.map { ($0, address) } }
        elastic = Dictionary(attached, uniquingKeysWith: { first, _ in first })
        network = Network(region: call.region)
    }

    func write(_ instance: Instance, to xml: inout XMLWriter) {
        let state = instance.state(at: call.now)
        let publicIP = elastic[instance.id]?.publicIP ?? instance.publicIP
        xml.leaf("instanceId", instance.id)
        xml.leaf("imageId", instance.imageID)
        writeState(instance, state, to: &xml)
        xml.leaf("dnsName", publicIP.map { "ec2-\(dashed($0)).compute-1.amazonaws.com" } ?? "")
        xml.leaf("keyName", "default")
        xml.leaf("amiLaunchIndex", 0)
        xml.list("productCodes", of: [String]()) { _, _ in }
        xml.leaf("instanceType", instance.type)
        xml.leaf("launchTime", instance.launchedAt)
        xml.node("placement") { xml in
            xml.leaf("availabilityZone", call.region + instance.zone)
            xml.leaf("groupName", "")
            xml.leaf("tenancy", "default")
        }
        xml.node("monitoring") { $0.leaf("state", "disabled") }
        xml.leaf("subnetId", network.subnet)
        xml.leaf("vpcId", network.vpc)
        xml.leaf("privateIpAddress", instance.privateIP)
        xml.leaf("ipAddress", publicIP)
        xml.leaf("sourceDestCheck", true)
        writeGroup(to: &xml)
        xml.leaf("architecture", "x86_64")
        xml.leaf("rootDeviceType", instance.rootDevice)
        xml.leaf("rootDeviceName", "/dev/sda1")
        writeDisks(instance, to: &xml)
        xml.leaf("virtualizationType", "hvm")
        xml.leaf("clientToken", idTail("token \(instance.id)"))
        xml.leaf("instanceLifecycle", instance.spot.map { _ in "spot" })
        xml.leaf("spotInstanceRequestId", instance.spot?.id)
        xml.tags(instance.tags(at: call.now))
        xml.leaf("hypervisor", "xen")
        writeInterface(instance, publicIP: publicIP, to: &xml)
        writePlatform(instance, to: &xml)
    }

    private func writePlatform(_ instance: Instance, to xml: inout XMLWriter) {
        xml.leaf("ebsOptimized", false)
        xml.leaf("enaSupport", true)
        if let type = InstanceType.catalogue[instance.type] {
            xml.node("cpuOptions") { xml in
                xml.leaf("coreCount", max(1, type.vcpus / 2))
                xml.leaf("threadsPerCore", type.vcpus > 1 ? 2 : 1)
            }
        }
        xml.node("capacityReservationSpecification") { $0.leaf("capacityReservationPreference", "open") }
        xml.node("hibernationOptions") { $0.leaf("configured", instance.canHibernate) }
        xml.node("enclaveOptions") { $0.leaf("enabled", false) }
        xml.node("metadataOptions") { xml in
            xml.leaf("state", "applied")
            xml.leaf("httpTokens", "required")
            xml.leaf("httpPutResponseHopLimit", 2)
            xml.leaf("httpEndpoint", "enabled")
            xml.leaf("httpProtocolIpv6", "disabled")
            xml.leaf("instanceMetadataTags", "disabled")
        }
        xml.node("maintenanceOptions") { $0.leaf("autoRecovery", "default") }
        xml.leaf("currentInstanceBootMode", "legacy-bios")
        xml.node("privateDnsNameOptions") { xml in
            xml.leaf("hostnameType", "ip-name")
            xml.leaf("enableResourceNameDnsARecord", true)
            xml.leaf("enableResourceNameDnsAAAARecord", false)
        }
        xml.leaf("platformDetails", "Linux/UNIX")
        xml.leaf("usageOperation", "RunInstances")
        xml.leaf("usageOperationUpdateTime", instance.createdAt)
        xml.node("operator") { xml in
            xml.leaf("managed", instance.managedBy != nil)
            xml.leaf("principal", instance.managedBy)
        }
    }

    private func writeState(_ instance: Instance, _ state: InstanceState, to xml: inout XMLWriter) {
        xml.node("instanceState") { xml in
            xml.leaf("code", state.code)
            xml.leaf("name", state.rawValue)
        }
        xml.leaf("privateDnsName", privateName(of: instance))
        guard instance.power != .running, let at = instance.changedAt else {
            xml.leaf("reason", "")
            return
        }
        xml.leaf("reason", "User initiated (\(Timestamp.day(at)) \(Timestamp.clock(at)) GMT)")
        xml.node("stateReason") { xml in
            xml.leaf("code", "Client.UserInitiatedShutdown")
            xml.leaf("message", "Client.UserInitiatedShutdown: User initiated shutdown")
        }
    }

    private func writeDisks(_ instance: Instance, to xml: inout XMLWriter) {
        xml.list("blockDeviceMapping", of: instance.disks) { xml, disk in
            xml.leaf("deviceName", disk.device)
            xml.node("ebs") { xml in
                xml.leaf("volumeId", disk.volumeID)
                xml.leaf("status", "attached")
                xml.leaf("attachTime", disk.attachedAt)
                xml.leaf("deleteOnTermination", true)
            }
        }
    }
}

/// The ids of a region's default network, which all instances are in.
struct Network {
    let vpc: String
    let subnet: String
    let group: String

    init(region: String) {
        vpc = "vpc-" + idTail("vpc \(region)")
        subnet = "subnet-" + idTail("subnet \(region)")
        group = "sg-" + idTail("group \(region)")
    }
}

extension InstanceContext {
    func writeGroup(to xml: inout XMLWriter) {
        xml.list("groupSet", of: [network.group]) { xml, group in
            xml.leaf("groupId", group)
            xml.leaf("groupName", "default")
        }
    }

    func dashed(_ address: String) -> String {
        String(decoding: address.utf8.map { $0 == UInt8(ascii: ".") ? UInt8(ascii: "-") : $0 }, as: UTF8.self)
    }

    func privateName(of instance: Instance) -> String { "ip-\(dashed(instance.privateIP)).ec2.internal" }

    func writeInterface(_ instance: Instance, publicIP: String?, to xml: inout XMLWriter) {
        let tail = idTail("eni \(instance.id)")
        xml.list("networkInterfaceSet", of: [instance]) { xml, instance in
            xml.leaf("networkInterfaceId", "eni-\(tail)")
            xml.leaf("subnetId", network.subnet)
            xml.leaf("vpcId", network.vpc)
            xml.leaf("description", "")
            xml.leaf("ownerId", account)
            xml.leaf("status", "in-use")
            xml.leaf("macAddress", macAddress(tail))
            xml.leaf("privateIpAddress", instance.privateIP)
            xml.leaf("privateDnsName", privateName(of: instance))
            xml.leaf("sourceDestCheck", true)
            writeGroup(to: &xml)
            xml.node("attachment") { xml in
                xml.leaf("attachmentId", "eni-attach-\(tail)")
                xml.leaf("deviceIndex", 0)
                xml.leaf("status", "attached")
                xml.leaf("attachTime", instance.createdAt)
                xml.leaf("deleteOnTermination", true)
                xml.leaf("networkCardIndex", 0)
            }
            writeAssociation(instance, publicIP: publicIP, to: &xml)
            xml.list("privateIpAddressesSet", of: [instance]) { xml, instance in
                xml.leaf("privateIpAddress", instance.privateIP)
                xml.leaf("privateDnsName", privateName(of: instance))
                xml.leaf("primary", true)
                writeAssociation(instance, publicIP: publicIP, to: &xml)
            }
            xml.list("ipv6AddressesSet", of: [String]()) { _, _ in }
            xml.leaf("interfaceType", "interface")
        }
    }

    private func writeAssociation(_ instance: Instance, publicIP: String?, to xml: inout XMLWriter) {
        guard let publicIP else { return }
        xml.node("association") { xml in
            xml.leaf("publicIp", publicIP)
            xml.leaf("publicDnsName", "ec2-\(dashed(publicIP)).compute-1.amazonaws.com")
            xml.leaf("ipOwnerId", elastic[instance.id] == nil ? "amazon" : account)
        }
    }

    /// `02:…`, from the interface's id.
    private func macAddress(_ tail: String) -> String {
        let digits = Array(tail.utf8.prefix(10))
        let pairs = stride(from: 0, to: 10, by: 2).map { ":" + String(decoding: digits[$0..<$0 + 2], as: UTF8.self) }
        return "02" + pairs.joined()
    }
}
