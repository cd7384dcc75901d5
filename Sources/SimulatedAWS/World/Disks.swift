// What stays when machines go: volumes, snapshots, images, addresses.

import Foundation

/// A volume's place on an instance.
public struct Attachment: Sendable {
    /// The volume.
    public var volumeID: String
    /// The instance.
    public var instanceID: String
    /// Such as `/dev/sda1`.
    public var device: String
    /// Since when.
    public var attachedAt: Date

    /// A place, all its parts given.
    public init(volumeID: String, instanceID: String, device: String, attachedAt: Date) {
        (self.volumeID, self.instanceID) = (volumeID, instanceID)
        (self.device, self.attachedAt) = (device, attachedAt)
    }
}

/// One EBS volume.
public struct Volume: Sendable {
    /// Such as `vol-…`.
    public var id: String
    /// GiB.
    public var sizeGiB: Int
    /// Such as `gp3`.
    public var type = "gp3"
    /// When it was made.
    public var createdAt: Date
    /// Where it is attached; nil means `available`.
    public var attachment: Attachment?
    /// The ARN of the key that it is encrypted with; nil means not encrypted.
    public var keyARN: String?
    /// Tags by key.
    public var tags: [String: String] = [:]

    /// A volume that is attached nowhere.
    public init(id: String, sizeGiB: Int, createdAt: Date, tags: [String: String] = [:]) {
        (self.id, self.sizeGiB, self.createdAt, self.tags) = (id, sizeGiB, createdAt, tags)
    }
}

/// One snapshot.
public struct Snapshot: Sendable {
    /// Such as `snap-…`.
    public var id: String
    /// The volume it names, which proves nothing for a copy.
    public var volumeID: String
    /// The volume's size, GiB.
    public var sizeGiB: Int
    /// When it was begun.
    public var createdAt: Date
    /// What made it, in words.
    public var description: String
    /// `standard` or `archive`.
    public var tier = "standard"
    /// The accounts, or `all`, that it is shared with.
    public var sharedWith: [String] = []
    /// Tags by key.
    public var tags: [String: String] = [:]

    /// A completed snapshot.
    public init(
        id: String, volumeID: String, sizeGiB: Int, createdAt: Date, description: String, tags: [String: String] = [:]
    ) {
        (self.id, self.volumeID, self.sizeGiB) = (id, volumeID, sizeGiB)
        (self.createdAt, self.description, self.tags) = (createdAt, description, tags)
    }
}

/// One machine image that the account owns.
public struct Image: Sendable {
    /// Such as `ami-…`.
    public var id: String
    /// The name.
    public var name: String
    /// When it was made.
    public var createdAt: Date
    /// The snapshots behind it, root first, with their sizes in GiB.
    public var snapshots: [(id: String, sizeGiB: Int)]
    /// The last launch, as AWS knows it a day later; nil means never.
    public var lastLaunchedAt: Date?
    /// `available` or `disabled`.
    public var state = "available"
    /// The accounts, or `all`, that may launch it.
    public var sharedWith: [String] = []
    /// Tags by key.
    public var tags: [String: String] = [:]

    /// An available image.
    public init(
        id: String, name: String, createdAt: Date, snapshots: [(id: String, sizeGiB: Int)], lastLaunchedAt: Date? = nil
    ) {
        (self.id, self.name, self.createdAt) = (id, name, createdAt)
        (self.snapshots, self.lastLaunchedAt) = (snapshots, lastLaunchedAt)
    }
}

/// One Elastic IP address.
public struct Address: Sendable {
    /// Such as `eipalloc-…`.
    public var id: String
    /// The address.
    public var publicIP: String
    /// The instance that has it; nil means idle.
    public var instanceID: String?
    /// Tags by key.
    public var tags: [String: String] = [:]

    /// An address.
    public init(id: String, publicIP: String, instanceID: String? = nil, tags: [String: String] = [:]) {
        (self.id, self.publicIP, self.instanceID, self.tags) = (id, publicIP, instanceID, tags)
    }
}
