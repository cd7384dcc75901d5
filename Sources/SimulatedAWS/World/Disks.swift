// What stays when machines go: volumes, snapshots, images, addresses.

package import Foundation

/// A volume's place on an instance.
package struct Attachment: Sendable {
    /// The volume.
    package var volumeID: String
    /// The instance.
    package var instanceID: String
    /// Such as `/dev/sda1`.
    package var device: String
    /// Since when.
    package var attachedAt: Date

    /// A place, all its parts given.
    package init(volumeID: String, instanceID: String, device: String, attachedAt: Date) {
        self.volumeID = volumeID
        self.instanceID = instanceID
        self.device = device
        self.attachedAt = attachedAt
    }
}

/// One EBS volume.
package struct Volume: Sendable {
    /// Such as `vol-…`.
    package var id: String
    /// GiB.
    package var sizeGiB: Int
    /// Such as `gp3`.
    package var type = "gp3"
    /// When it was made.
    package var createdAt: Date
    /// Where it is attached; nil means `available`.
    package var attachment: Attachment?
    /// The ARN of the key that it is encrypted with; nil means not encrypted.
    package var keyARN: String?
    /// Tags by key.
    package var tags: [String: String] = [:]

    /// A volume that is attached nowhere.
    package init(id: String, sizeGiB: Int, createdAt: Date, tags: [String: String] = [:]) {
        self.id = id
        self.sizeGiB = sizeGiB
        self.createdAt = createdAt
        self.tags = tags
    }
}

/// One snapshot.
package struct Snapshot: Sendable {
    /// Such as `snap-…`.
    package var id: String
    /// The volume it names, which proves nothing for a copy.
    package var volumeID: String
    /// The volume's size, GiB.
    package var sizeGiB: Int
    /// When it was begun.
    package var createdAt: Date
    /// What made it, in words.
    package var description: String
    /// `standard` or `archive`.
    package var tier = "standard"
    /// The accounts, or `all`, that it is shared with.
    package var sharedWith: [String] = []
    /// Tags by key.
    package var tags: [String: String] = [:]

    /// A completed snapshot.
    package init(
        id: String, volumeID: String, sizeGiB: Int, createdAt: Date, description: String, tags: [String: String] = [:]
    ) {
        self.id = id
        self.volumeID = volumeID
        self.sizeGiB = sizeGiB
        self.createdAt = createdAt
        self.description = description
        self.tags = tags
    }
}

/// One machine image that the account owns.
package struct Image: Sendable {
    /// Such as `ami-…`.
    package var id: String
    /// The name.
    package var name: String
    /// When it was made.
    package var createdAt: Date
    /// The snapshots behind it, root first, with their sizes in GiB.
    package var snapshots: [(id: String, sizeGiB: Int)]
    /// The last launch, as AWS knows it a day later; nil means never.
    package var lastLaunchedAt: Date?
    /// `available` or `disabled`.
    package var state = "available"
    /// The accounts, or `all`, that may launch it.
    package var sharedWith: [String] = []
    /// Tags by key.
    package var tags: [String: String] = [:]

    /// An available image.
    package init(
        id: String, name: String, createdAt: Date, snapshots: [(id: String, sizeGiB: Int)], lastLaunchedAt: Date? = nil
    ) {
        self.id = id
        self.name = name
        self.createdAt = createdAt
        self.snapshots = snapshots
        self.lastLaunchedAt = lastLaunchedAt
    }
}

/// One Elastic IP address.
package struct Address: Sendable {
    /// Such as `eipalloc-…`.
    package var id: String
    /// The address.
    package var publicIP: String
    /// The instance that has it; nil means idle.
    package var instanceID: String?
    /// Tags by key.
    package var tags: [String: String] = [:]

    /// An address.
    package init(id: String, publicIP: String, instanceID: String? = nil, tags: [String: String] = [:]) {
        self.id = id
        self.publicIP = publicIP
        self.instanceID = instanceID
        self.tags = tags
    }
}
