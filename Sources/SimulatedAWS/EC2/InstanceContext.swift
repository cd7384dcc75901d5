// One instance as DescribeInstances writes it.

import Foundation

/// What is needed to write an instance, beside the instance.
struct InstanceContext {
    let call: Call
    let account: String
    private let elastic: [String: Address]

    init(call: Call, account: String, addresses: [Address]) {
        (self.call, self.account) = (call, account)
        let attached = addresses.compactMap { address in address.instanceID.map { ($0, address) } }
        elastic = Dictionary(attached, uniquingKeysWith: { first, _ in first })
    }

    func write(_ instance: Instance, to xml: inout XMLWriter) {
        let state = instance.state(at: call.now)
        let publicIP = elastic[instance.id]?.publicIP ?? instance.publicIP
        xml.leaf("instanceId", instance.id)
        xml.leaf("imageId", instance.imageID)
        writeState(instance, state, to: &xml)
        xml.leaf("instanceType", instance.type)
        xml.leaf("launchTime", instance.launchedAt)
        xml.node("placement") { xml in
            xml.leaf("availabilityZone", call.region + instance.zone)
            xml.leaf("tenancy", "default")
        }
        xml.node("monitoring") { $0.leaf("state", "disabled") }
        xml.leaf("privateIpAddress", instance.privateIP)
        xml.leaf("ipAddress", publicIP)
        xml.leaf("architecture", "x86_64")
        xml.leaf("rootDeviceType", instance.rootDevice)
        xml.leaf("rootDeviceName", "/dev/sda1")
        writeDisks(instance, to: &xml)
        xml.leaf("virtualizationType", "hvm")
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
        xml.node("hibernationOptions") { $0.leaf("configured", false) }
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
        xml.leaf("privateDnsName", "ip-\(instance.privateIP.replacing(".", with: "-")).ec2.internal")
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

    private func writeInterface(_ instance: Instance, publicIP: String?, to xml: inout XMLWriter) {
        let tail = digest("eni \(instance.id)").prefix(17)
        xml.list("networkInterfaceSet", of: [instance]) { xml, instance in
            xml.leaf("networkInterfaceId", "eni-\(tail)")
            xml.leaf("ownerId", account)
            xml.leaf("status", "in-use")
            xml.leaf("privateIpAddress", instance.privateIP)
            xml.node("attachment") { xml in
                xml.leaf("attachmentId", "eni-attach-\(tail)")
                xml.leaf("deviceIndex", 0)
                xml.leaf("status", "attached")
                xml.leaf("attachTime", instance.createdAt)
                xml.leaf("deleteOnTermination", true)
            }
            guard let publicIP else { return }
            xml.node("association") { xml in
                xml.leaf("publicIp", publicIP)
                xml.leaf("ipOwnerId", elastic[instance.id] == nil ? "amazon" : account)
            }
        }
    }
}
