// One thing in an account, as a listing of AWS showed it.
// Leaves how it is stored to Storage and what it means to the rules.

import Foundation

/// A kind of thing that costs money, or that a rule needs to know of. New kinds add a constant, no switch.
public struct ResourceKind: RawRepresentable, Hashable, Sendable, Codable {
    /// The singular of the view's name, such as `instance`; stands as `kind` in a plan.
    public let rawValue: String
    /// A kind by the singular of its view.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// For people: `elastic file system` for `elastic_file_system`.
    public var words: String { rawValue.replacing("_", with: " ") }

    /// An EC2 instance.
    public static let instance = ResourceKind(rawValue: "instance")
    /// An EBS volume.
    public static let volume = ResourceKind(rawValue: "volume")
    /// An EBS snapshot.
    public static let snapshot = ResourceKind(rawValue: "snapshot")
    /// An AMI.
    public static let image = ResourceKind(rawValue: "image")
    /// An Elastic IP address.
    public static let address = ResourceKind(rawValue: "address")
    /// An EC2 launch template: no view, but images and snapshots are looked up in it.
    public static let launchTemplate = ResourceKind(rawValue: "launch_template")
    /// A launch configuration of Auto Scaling: no view, but images are looked up in it.
    public static let launchConfiguration = ResourceKind(rawValue: "launch_configuration")
    /// A credit of the configuration; never listed at AWS.
    public static let credit = ResourceKind(rawValue: "credit")
}

/// What names one resource for ever.
public struct ResourceKey: Hashable, Comparable, Sendable, Codable {
    /// What it is.
    public let kind: ResourceKind
    /// Whose it is.
    public let account: AccountID
    /// Where it is; `global` for what belongs to the account as a whole.
    public let region: Region
    /// AWS's id, such as `i-0123456789abcdef0`.
    public let id: String

    /// A key, all its parts given.
    public init(kind: ResourceKind, account: AccountID, region: Region, id: String) {
        (self.kind, self.account, self.region, self.id) = (kind, account, region, id)
    }

    /// By account, region, kind, id.
    public static func < (left: ResourceKey, right: ResourceKey) -> Bool {
        (left.account, left.region, left.kind.rawValue, left.id)
            < (right.account, right.region, right.kind.rawValue, right.id)
    }
}

/// A value as SQLite holds it.
public enum FactValue: Hashable, Sendable {
    /// None: the thing has no such property. What is *not known* is named in `Resource.unknown` instead.
    case null
    case integer(Int64)
    case real(Double)
    case text(String)

    /// Booleans stand as 0 and 1.
    public static func flag(_ value: Bool) -> FactValue { .integer(value ? 1 : 0) }
    /// Text, or null for nil and for empty: AWS and its stand-ins write "no value" both ways.
    public static func optional(_ text: String?) -> FactValue { text.flatMap { $0.isEmpty ? nil : .text($0) } ?? .null }
    /// A time, in whole seconds since 1970 UTC.
    public static func time(_ date: Date?) -> FactValue {
        date.flatMap { Int64(exactly: $0.timeIntervalSince1970.rounded(.down)) }.map { .integer($0) } ?? .null
    }

    /// The text; nil for anything else, numbers included.
    public var text: String? { if case .text(let text) = self { text } else { nil } }
    /// The whole number, a real one rounded; nil for text, null, and what does not fit.
    public var integer: Int64? {
        switch self {
        case .integer(let value): value
        case .real(let value): Int64(exactly: value.rounded())
        default: nil
        }
    }
    /// The number; nil for text and null.
    public var number: Double? {
        switch self {
        case .integer(let value): Double(value)
        case .real(let value): value
        default: nil
        }
    }
    /// True for a number other than 0, as SQLite sees it.
    public var isTrue: Bool { number.map { $0 != 0 } ?? false }
}

/// That a resource names another, by id: an image maps a snapshot, a template starts an image.
public struct Reference: Hashable, Sendable {
    /// What kind of thing is named.
    public let kind: ResourceKind
    /// Its id; nil where something is named that cannot be resolved, such as `resolve:ssm:/path`. Then
    /// anything of that kind in the region may be meant.
    public let id: String?
    /// That something of this kind is named.
    public init(_ kind: ResourceKind, _ id: String?) { (self.kind, self.id) = (kind, id) }
}

/// One resource with the facts that one listing gave.
public struct Resource: Hashable, Sendable {
    /// Which resource.
    public let key: ResourceKey
    /// The `Name` tag, or what AWS calls the thing.
    public var name: String?
    /// All of them, as AWS spells them.
    public var tags: [String: String]
    /// Nil where AWS does not keep it: addresses.
    public var createdAt: Date?
    /// By column of the kind's table. An absent key is null.
    public var facts: [String: FactValue]
    /// Facts that the listing should have given and did not, or gave unreadably.
    public var unknown: Set<String>
    /// What it names, for joins.
    public var references: [Reference]
    /// AWS still shows it, though it is gone for good.
    public var isEnded = false
    /// Of the item that it was read from; nil where the item is to be read again each time.
    public var digest: KnownItems.Digest?

    /// A resource with the facts at hand; the rest is none, not unknown.
    public init(
        _ key: ResourceKey, name: String? = nil, tags: [String: String] = [:], createdAt: Date? = nil,
        facts: [String: FactValue] = [:], unknown: Set<String> = [], references: [Reference] = []
    ) {
        (self.key, self.name, self.tags, self.createdAt) = (key, name, tags, createdAt)
        (self.facts, self.unknown, self.references) = (facts, unknown, references)
    }
}
