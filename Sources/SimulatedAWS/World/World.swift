// The state of the simulated account. Values only: requests read and change them in the services' files.

package import Foundation

/// What actions of another room keep in the world.
package protocol WorldPart: Sendable {
    /// The part of a world that holds nothing of it yet.
    init()
}

/// One AWS account: its keys, its regions and what is in them, its topics and its bill.
package struct World: Sendable {
    /// The account's twelve digits.
    package var account: String
    /// The keys that may sign.
    package var keys: [AccessKey]
    /// The regions that are open to the account: the 17 that every account has, unless changed.
    package var enabledRegions: Set<String> = Set(World.defaultRegions)
    /// What is in each region; a region that is missing is empty.
    package var regions: [String: RegionContents] = [:]
    /// The SNS topics of all regions.
    package var topics: [Topic] = []
    /// What the account costs and who pays.
    package var billing = Billing()
    /// What AWS tells of credits, plans, budgets and alarms.
    package var funding = Funding()
    /// What is used of Bedrock.
    package var tokens: [TokenUse] = []
    /// What it holds of the kinds that files describe.
    package var kinds = KindWorld()

    /// What was published, the first first.
    package internal(set) var mails: [SentMail] = []

    private var parts: [ObjectIdentifier: any WorldPart] = [:]

    /// An empty account with its keys.
    package init(account: String, keys: [AccessKey]) {
        self.account = account
        self.keys = keys
    }

    /// What is in a region; an empty region where nothing was put.
    package subscript(region: String) -> RegionContents {
        get { regions[region, default: RegionContents()] }
        _modify { yield &regions[region, default: RegionContents()] }
    }

    /// What actions of another room keep, by its type.
    package subscript<Part: WorldPart>(part: Part.Type) -> Part {
        get { parts[ObjectIdentifier(part)] as? Part ?? Part() }
        set { parts[ObjectIdentifier(part)] = newValue }
    }

    /// The regions that need no opting in. Source: DescribeRegions of a fresh account, as of 2026-11.
    package static let defaultRegions = [
        "ap-northeast-1", "ap-northeast-2", "ap-northeast-3", "ap-south-1", "ap-southeast-1", "ap-southeast-2",
        "ca-central-1", "eu-central-1", "eu-north-1", "eu-west-1", "eu-west-2", "eu-west-3", "sa-east-1",
        "us-east-1", "us-east-2", "us-west-1", "us-west-2",
    ]

    /// Regions that an account has to opt in to.
    static let optInRegions = [
        "af-south-1", "ap-east-1", "ap-south-2", "ap-southeast-3", "ap-southeast-4", "ca-west-1", "eu-central-2",
        "eu-south-1", "eu-south-2", "il-central-1", "me-central-1", "me-south-1",
    ]
}

/// A key pair that may sign requests.
package struct AccessKey: Sendable {
    /// The public half, such as `AKIA…`, or `ASIA…` for temporary keys.
    package var id: String
    /// The secret half.
    package var secret: String
    /// The session token that must come with a temporary key.
    package var sessionToken: String?
    /// When a temporary key ends.
    package var expiresAt: Date?
    /// Whose key it is.
    package var arn: String

    /// A key; without a session token it never ends.
    package init(id: String, secret: String, arn: String, sessionToken: String? = nil, expiresAt: Date? = nil) {
        self.id = id
        self.secret = secret
        self.arn = arn
        self.sessionToken = sessionToken
        self.expiresAt = expiresAt
    }
}

/// What is in one region.
package struct RegionContents: Sendable {
    /// The instances, in the order they were added; none ever leaves, so that a page's token stays good.
    package private(set) var instances: [Instance] = []
    /// The EBS volumes.
    package var volumes: [Volume] = []
    /// The snapshots that the account owns.
    package var snapshots: [Snapshot] = []
    /// The images that the account owns.
    package var images: [Image] = []
    /// The launch templates with all their versions.
    package var launchTemplates: [LaunchTemplate] = []
    /// The launch configurations of Auto Scaling.
    package var launchConfigurations: [LaunchConfiguration] = []
    /// Fleets and groups with images of their own.
    package var fleets: [Fleet] = []
    /// Parameters that hold an image's id, by name; nil: the region has no DescribeImageReferences yet.
    package var imageParameters: [String: String]?
    /// The Elastic IP addresses.
    package var addresses: [Address] = []

    private var positions: [String: Int] = [:]

    /// An empty region.
    package init() {}

    /// The instance with this id; setting one adds or replaces it. Constant time at 100,000 instances.
    package subscript(instance id: String) -> Instance? {
        get { positions[id].map { instances[$0] } }
        set {
            guard let newValue else { return }
            if let position = positions[id] {
                instances[position] = newValue
            } else {
                positions[id] = instances.count
                instances.append(newValue)
            }
        }
    }
}

extension World {
    /// Puts an instance with its volumes (GiB each, root first) into a region.
    package mutating func launch(_ instance: Instance, disksGiB: [Int] = [8], in region: String) {
        var instance = instance
        for (number, size) in disksGiB.enumerated() {
            let tail = digest("\(instance.id) \(number)").prefix(17)
            let attachment = Attachment(
                volumeID: "vol-\(tail)", instanceID: instance.id,
                device: number == 0 ? "/dev/sda1" : "/dev/sd\(Character(UnicodeScalar(UInt8(97 + number % 26))))",
                attachedAt: instance.createdAt)
            var volume = Volume(id: attachment.volumeID, sizeGiB: size, createdAt: instance.createdAt)
            volume.attachment = attachment
            instance.disks.append(attachment)
            self[region].volumes.append(volume)
        }
        self[region][instance: instance.id] = instance
    }
}
