// What may launch machines later, and so keeps images in use.

import Foundation

/// One launch template with all its versions.
public struct LaunchTemplate: Sendable {
    /// One version; its number is its place, counted from 1.
    public struct Version: Sendable {
        /// An image's id, or `resolve:ssm:…`; nil where the version names none.
        public var imageID: String?
        /// Such as `t3.small`.
        public var instanceType: String
        /// Snapshots in its block devices.
        public var snapshotIDs: [String]

        /// A version.
        public init(imageID: String?, instanceType: String = "t3.small", snapshotIDs: [String] = []) {
            (self.imageID, self.instanceType, self.snapshotIDs) = (imageID, instanceType, snapshotIDs)
        }
    }

    /// Such as `lt-…`.
    public var id: String
    /// The name.
    public var name: String
    /// When it was made.
    public var createdAt: Date
    /// All versions, the first first.
    public var versions: [Version]
    /// The number of the version that `$Default` means.
    public var defaultVersion: Int

    /// A template whose first version is the default unless said.
    public init(id: String, name: String, createdAt: Date, versions: [Version], defaultVersion: Int = 1) {
        (self.id, self.name, self.createdAt) = (id, name, createdAt)
        (self.versions, self.defaultVersion) = (versions, defaultVersion)
    }
}

/// One launch configuration of Auto Scaling.
public struct LaunchConfiguration: Sendable {
    /// The name, which is its key.
    public var name: String
    /// The image.
    public var imageID: String
    /// Such as `t3.small`.
    public var instanceType: String
    /// When it was made.
    public var createdAt: Date
    /// Snapshots in its block devices.
    public var snapshotIDs: [String] = []

    /// A launch configuration.
    public init(name: String, imageID: String, instanceType: String, createdAt: Date) {
        (self.name, self.imageID, self.instanceType, self.createdAt) = (name, imageID, instanceType, createdAt)
    }
}

/// What starts machines by itself, from images that no template names.
public struct Fleet: Sendable {
    /// By which list AWS shows it.
    public enum Kind: Sendable { case spotFleet, fleet, autoScalingGroup }
    /// Its id, or a group's name.
    public var id: String
    /// What it is.
    public var kind: Kind
    /// Such as `active`; a group has none.
    public var state: String
    /// The images that it may start, or parameters such as `resolve:ssm:…`.
    public var imageIDs: [String]

    /// A fleet that is active unless said.
    public init(id: String, kind: Kind, state: String = "active", imageIDs: [String]) {
        (self.id, self.kind, self.state, self.imageIDs) = (id, kind, state, imageIDs)
    }
}

/// One SNS topic.
public struct Topic: Sendable {
    /// One recipient.
    public struct Subscription: Sendable {
        /// The subscription's own ARN, told only once it is confirmed.
        public var arn: String
        /// Such as `email`.
        public var transport: String
        /// Such as a mail address.
        public var endpoint: String
        /// Whether the link in the confirmation mail was clicked.
        public var isConfirmed: Bool
    }

    /// Such as `arn:aws:sns:us-east-1:123456789012:costguard`.
    public var arn: String
    /// The recipients.
    public var subscriptions: [Subscription] = []

    /// A topic without recipients.
    public init(arn: String) { self.arn = arn }

    /// Adds a recipient.
    public mutating func subscribe(_ endpoint: String, transport: String = "email", isConfirmed: Bool) {
        let tail = digest("\(arn) \(transport) \(endpoint)").prefix(32)
        subscriptions.append(
            Subscription(arn: "\(arn):\(tail)", transport: transport, endpoint: endpoint, isConfirmed: isConfirmed))
    }
}
