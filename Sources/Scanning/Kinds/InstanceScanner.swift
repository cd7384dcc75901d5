// EC2 instances; terminated ones, which AWS shows for about an hour, as ended.
import AWSAPI
import CostModel
import Foundation

struct InstanceScanner: ResourceScanner {
    let kind = ResourceKind.instance
    let service = AWSService.ec2
    let operation = "DescribeInstances"
    let permissions = ["ec2:DescribeInstances"] + InstanceTypeCall.permissions

    func list(
        in region: Region, _ context: ScanContext, page: (ListPage) async throws -> Void
    ) async throws {
        var types = KnownInstanceTypes(context, region)
        try await context.resources(
            operation, ["MaxResults": "1000"], in: region,
            // A reservation without its list stands for an instance that cannot be read.
            items: { try $0.list("reservationSet").flatMap { $0["instancesSet"]?.items ?? [$0] } },
            { try InstanceScanner.resource(&$0, region, context) }
        ) { listed in
            var listed = listed
            let going = listed.resources.lazy.filter { !$0.isEnded }
            try await types.learn(Set(going.compactMap { $0.facts["instance_type"]?.text }))
            for index in listed.resources.indices { InstanceScanner.complete(&listed.resources[index], types) }
            try await page(listed)
        }
    }

    /// The states that EC2's API knows.
    private static let states: Set = ["pending", "running", "shutting-down", "terminated", "stopping", "stopped"]

    static func resource(_ reader: inout ItemReader, _ region: Region, _ context: ScanContext) throws -> Resource {
        let item = reader.item
        let id = try item.required("instanceId")
        let state = reader.word("instanceState/name", of: "state", among: states)
        let launch = reader.requiredTime("launchTime", of: "launch_time")
        let address = PublicAddress(item)
        let tags = item.tags()
        let image = item.text("imageId")
        let serviceOperator = item.serviceOperator()
        let managedBy = ManagedBy.name(of: .instance, tags: tags, profile: item["iamInstanceProfile"]?.text("arn"))
        let isGoing = state.text == "running" || state.text == "pending"
        var instance = Resource(
            context.key(.instance, region, id), name: tags.nameTag, tags: tags,
            createdAt: [firstStart(of: item), launch].compactMap { $0 }.min(),
            facts: [
                "state": state,
                "instance_type": reader.text("instanceType", of: "instance_type"),
                "vcpus": .optional(reader.value(of: "vcpus", processors)),
                "lifecycle": .text(item.text("instanceLifecycle") ?? "on-demand"),
                "prepaid_by": .optional(prepaid(item)?.text),
                "launch_time": .time(launch),
                "stopped_at": isGoing ? .null : .time(item.text("reason").flatMap(UTCTime.inReason)),
                "image_id": reader.text("imageId", of: "image_id"),
                "autoscaling_group": .optional(tags["aws:autoscaling:groupName"]),
                "managed_by": .optional(serviceOperator ?? managedBy),
                "operator": .optional(serviceOperator),
                "root_device": reader.text("rootDeviceType", of: "root_device"),
                "public_ip": .optional(address.ip),
                "public_ip_is_elastic": address.isElastic.map { .flag($0) } ?? .null,
                "tenancy": .optional(item["placement"]?.text("tenancy")),
                "detailed_monitoring": item["monitoring"]?.text("state").map { .flag($0 == "enabled") } ?? .null,
                "can_hibernate": item["hibernationOptions"]?.text("configured").map { .flag($0 == "true") } ?? .null,
                "platform": .optional(LicensedPlatform.of(item)),
                "spot_request_id": .optional(item.text("spotInstanceRequestId")),
            ],
            unknown: address.isElastic == nil ? ["public_ip_is_elastic"] : [],
            // Without an id it may have started from any image.
            references: image.map(ImageReference.of) ?? [Reference(.image, nil)])
        instance.isEnded = state.text == "terminated"
        return instance
    }

    private static func prepaid(_ item: XMLNode) -> Prepaid? {
        Prepaid(
            lifecycle: item.text("instanceLifecycle"), reservation: item.text("capacityReservationId"),
            block: item.text("capacityBlockId"), outpost: item.text("outpostArn"))
    }

    /// What the instance really has: fewer than its type's where hyperthreading is off or cores are.
    private static func processors(of item: XMLNode) throws -> Int64? {
        guard let options = item["cpuOptions"], let cores = try options.integer("coreCount"),
            let threads = try options.integer("threadsPerCore")
        else { return nil }
        let (product, overflow) = cores.multipliedReportingOverflow(by: threads)
        return overflow ? nil : product
    }

    /// `launchTime` is the last start. The primary network interface stays from the first one on; the disks
    /// stay too, but may be exchanged. A time that cannot be read is as good as none: there are others.
    private static func firstStart(of item: XMLNode) -> Date? {
        let primary = item.optionalList("networkInterfaceSet").compactMap { $0["attachment"] }
            .first { $0.text("deviceIndex") == "0" }
        if let attached = try? primary?.time("attachTime") { return attached }
        return item.optionalList("blockDeviceMapping").compactMap { try? $0["ebs"]?.time("attachTime") }.min()
    }

    /// Adds what the type tells: what nobody tells of the type is unknown.
    private static func complete(_ instance: inout Resource, _ types: KnownInstanceTypes) {
        let knowsProcessors = instance.facts["vcpus"]?.integer != nil
        guard let type = instance.facts["instance_type"]?.text.flatMap({ types[$0] }) else {
            instance.unknown.formUnion(["gpus", "has_instance_store", "instance_store_gb"])
            if !knowsProcessors { instance.unknown.insert("vcpus") }
            return
        }
        if !knowsProcessors { instance.facts["vcpus"] = .integer(Int64(type.vcpus)) }
        instance.facts["gpus"] = .integer(Int64(type.gpus))
        instance.facts["has_instance_store"] = .flag(type.instanceStoreGB > 0)
        instance.facts["instance_store_gb"] = type.instanceStoreGB > 0 ? .integer(Int64(type.instanceStoreGB)) : .null
    }
}

/// An instance's public IPv4 address, and whether it stays at a stop.
private struct PublicAddress {
    let ip: String?
    /// Nil where there is an address and AWS does not say whose it is.
    let isElastic: Bool?

    init(_ item: XMLNode) {
        let associations = item.optionalList("networkInterfaceSet").compactMap { $0["association"] }
        let found = item.text("ipAddress") ?? associations.lazy.compactMap { $0.text("publicIp") }.first
        let owner = associations.first { $0.text("publicIp") == found }?.text("ipOwnerId")
        ip = found
        isElastic = found == nil ? false : owner.map { $0 != "amazon" }
    }
}

/// Whether AWS bills a licence or a product of its Marketplace with an instance, read off what it is billed as.
enum LicensedPlatform {
    /// What costs Linux's price: Linux itself, and systems whose owner brought a licence along.
    /// Source: EC2 User Guide, "AMI billing information fields", platform details.
    private static let plain: Set<String> = ["Linux/UNIX", "Windows BYOL", "Red Hat BYOL Linux"]

    /// Such as `Windows` or `Red Hat Enterprise Linux`; nil: none. Where AWS gives no details, `platform` says
    /// `windows` or nothing.
    ///
    /// A product of the Marketplace has a price of its seller's, by the hour or the month, which no list here has; of free
    /// ones AWS does not say that they are. Source: EC2 API reference, ProductCode: type `devpay` or `marketplace`.
    static func of(_ item: XMLNode) -> String? {
        let codes = item.optionalList("productCodes").filter { $0.text("type") != nil }.compactMap {
            $0.text("productCode")
        }
        let product = codes.first.map { "Marketplace product \($0.prefix(30))" }
        return [licence(item), product].compactMap(\.self).joined(separator: ", ").nonEmpty
    }

    private static func licence(_ item: XMLNode) -> String? {
        guard let details = item.text("platformDetails") else {
            return item.text("platform")?.lowercased() == "windows" ? "Windows" : nil
        }
        return plain.contains(details) ? nil : String(details.prefix(60))
    }
}

extension String {
    fileprivate var nonEmpty: String? { isEmpty ? nil : self }
}
