// The network of an instance as DescribeInstances writes it: its subnet, its group, and its one interface.

import Foundation

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
