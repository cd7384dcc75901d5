// What costguard hands over, because it never deletes: which flagged things a person may delete by commands, each with what
// the last scan saw of it, so that the commands can look whether it is so still.

/// A snapshot that an image maps, with all that maps it.
package struct MappedSnapshot: Sendable {
    /// Which snapshot.
    package let resource: ResourceKey
    /// Nil where it is none of the account's, or was not listed.
    package let seen: Handover.Seen?
    /// As AWS spells them.
    package let tags: [String: String]
    /// What keeps it, such as `dlm`; nil: nobody but its owner.
    package let managedBy: String?
    /// All images that map it, in order.
    package let images: [ResourceKey]
    /// Whether a launch template or launch configuration maps it too.
    package let startsMachines: Bool
    /// A snapshot, all its parts given.
    package init(
        resource: ResourceKey, seen: Handover.Seen?, tags: [String: String], managedBy: String?, images: [ResourceKey],
        startsMachines: Bool
    ) {
        self.resource = resource
        self.seen = seen
        self.tags = tags
        self.managedBy = managedBy
        self.images = images
        self.startsMachines = startsMachines
    }
}

/// What may be deleted by hand, in the order in which it should be.
package struct Handover: Sendable {
    /// What the last scan saw, of each kind what a change would show in.
    package enum Seen: Hashable, Sendable {
        case volume(state: String, gib: Int64, type: String)
        case snapshot(state: String, gib: Int64)
        /// Its snapshots by id, in order.
        case image(state: String, snapshots: [String])
        case address(publicIP: String)
    }

    /// A thing to delete.
    package struct Item: Sendable {
        /// Which thing.
        package let resource: ResourceKey
        /// For people.
        package let name: String?
        /// What it was when it was seen.
        package let seen: Seen
        /// All of them, as AWS spells them.
        package let tags: [String: String]
        /// Why it is flagged.
        package let reason: String
        /// List price over 730 hours; nil where no price is known, and where it stands with what it belongs to.
        package let savingPerMonth: Money?
        /// Whether the true saving may be smaller.
        package let savingIsUpperBound: Bool
        /// Of an image: what is deleted after it.
        package var snapshots: [Item] = []
        /// Of an image: its snapshots that stay, each with why.
        package var staying: [LeftOut] = []
        /// A thing with what was seen of it.
        package init(
            resource: ResourceKey, name: String?, seen: Seen, tags: [String: String], reason: String,
            savingPerMonth: Money?, savingIsUpperBound: Bool
        ) {
            self.resource = resource
            self.name = name
            self.seen = seen
            self.tags = tags
            self.reason = reason
            self.savingPerMonth = savingPerMonth
            self.savingIsUpperBound = savingIsUpperBound
        }
    }

    /// A thing that is flagged, and of which nothing is handed over.
    package struct LeftOut: Hashable, Sendable {
        /// Which thing.
        package let resource: ResourceKey
        /// For people.
        package let name: String?
        /// Why, in a few words.
        package let why: String
        /// A thing with why it is left out.
        package init(_ resource: ResourceKey, name: String?, why: String) {
            self.resource = resource
            self.name = name
            self.why = why
        }
    }

    /// Images, snapshots, disks, addresses; of each kind the dearest first.
    package let items: [Item]
    /// In the plan's order.
    package let leftOut: [LeftOut]
    /// What is handed over, and what is not.
    package init(items: [Item], leftOut: [LeftOut]) {
        self.items = items
        self.leftOut = leftOut
    }
}
