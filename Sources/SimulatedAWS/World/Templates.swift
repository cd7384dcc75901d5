// What may launch machines later, and so keeps images in use.

package import Foundation

/// One launch template with all its versions.
package struct LaunchTemplate: Sendable {
    /// One version; its number is its place, counted from 1.
    package struct Version: Sendable {
        /// An image's id, or `resolve:ssm:…`; nil where the version names none.
        package var imageID: String?
        /// Such as `t3.small`.
        package var instanceType: String
        /// Snapshots in its block devices.
        package var snapshotIDs: [String]

        /// A version.
        package init(imageID: String?, instanceType: String = "t3.small", snapshotIDs: [String] = []) {
            self.imageID = imageID
            self.instanceType = instanceType
            self.snapshotIDs = snapshotIDs
        }
    }

    /// Such as `lt-…`.
    package var id: String
    /// The name.
    package var name: String
    /// When it was made.
    package var createdAt: Date
    /// All versions, the first first.
    package var versions: [Version]
    /// The number of the version that `$Default` means.
    package var defaultVersion: Int

    /// A template whose first version is the default unless said.
    package init(id: String, name: String, createdAt: Date, versions: [Version], defaultVersion: Int = 1) {
        self.id = id
        self.name = name
        self.createdAt = createdAt
        self.versions = versions
        self.defaultVersion = defaultVersion
    }
}

/// One launch configuration of Auto Scaling.
package struct LaunchConfiguration: Sendable {
    /// The name, which is its key.
    package var name: String
    /// The image.
    package var imageID: String
    /// Such as `t3.small`.
    package var instanceType: String
    /// When it was made.
    package var createdAt: Date
    /// Snapshots in its block devices.
    package var snapshotIDs: [String] = []

    /// A launch configuration.
    package init(name: String, imageID: String, instanceType: String, createdAt: Date) {
        self.name = name
        self.imageID = imageID
        self.instanceType = instanceType
        self.createdAt = createdAt
    }
}

/// What starts machines by itself, from images that no template names.
package struct Fleet: Sendable {
    /// By which list AWS shows it.
    package enum Kind: Sendable { case spotFleet, fleet, autoScalingGroup }
    /// Its id, or a group's name.
    package var id: String
    /// What it is.
    package var kind: Kind
    /// Such as `active`; a group has none.
    package var state: String
    /// The images that it may start, or parameters such as `resolve:ssm:…`.
    package var imageIDs: [String]

    /// A fleet that is active unless said.
    package init(id: String, kind: Kind, state: String = "active", imageIDs: [String]) {
        self.id = id
        self.kind = kind
        self.state = state
        self.imageIDs = imageIDs
    }
}
