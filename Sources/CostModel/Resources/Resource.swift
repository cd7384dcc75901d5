// One thing in an account, as a listing of AWS showed it.
// Leaves how it is stored to Storage and what it means to the rules.

package import Foundation

/// A kind of thing that costs money, or that a rule needs to know of. A new kind is a constant here; what else
/// it needs is listed in the map.
package struct ResourceKind: RawRepresentable, Hashable, Sendable, Codable {
    /// The singular of the view's name, such as `instance`; stands as `kind` in a plan.
    package let rawValue: String
    /// A kind by the singular of its view.
    package init(rawValue: String) { self.rawValue = rawValue }

    /// For people: `elastic file system` for `elastic_file_system`.
    package var text: String { rawValue.replacing("_", with: " ") }

    /// An EC2 instance.
    package static let instance = ResourceKind(rawValue: "instance")
    /// An EBS volume.
    package static let volume = ResourceKind(rawValue: "volume")
    /// An EBS snapshot.
    package static let snapshot = ResourceKind(rawValue: "snapshot")
    /// An AMI.
    package static let image = ResourceKind(rawValue: "image")
    /// An Elastic IP address.
    package static let address = ResourceKind(rawValue: "address")
    /// An EC2 launch template: no view, but images and snapshots are looked up in it.
    package static let launchTemplate = ResourceKind(rawValue: "launch_template")
    /// A launch configuration of Auto Scaling: no view, but images are looked up in it.
    package static let launchConfiguration = ResourceKind(rawValue: "launch_configuration")
    /// A credit of the configuration; never listed at AWS.
    package static let credit = ResourceKind(rawValue: "credit")
}

/// What names one resource for ever.
package struct ResourceKey: Hashable, Comparable, Sendable, Codable {
    /// What it is.
    package let kind: ResourceKind
    /// Whose it is.
    package let account: AccountID
    /// Where it is; `global` for what belongs to the account as a whole.
    package let region: Region
    /// AWS's id, such as `i-0123456789abcdef0`.
    package let id: String

    /// A key, all its parts given.
    package init(kind: ResourceKind, account: AccountID, region: Region, id: String) {
        self.kind = kind
        self.account = account
        self.region = region
        self.id = id
    }

    /// By account, region, kind, id.
    package static func < (left: ResourceKey, right: ResourceKey) -> Bool {
        (left.account, left.region, left.kind.rawValue, left.id)
            < (right.account, right.region, right.kind.rawValue, right.id)
    }
}

/// A value as SQLite holds it, and as JSON does: null, a number or a text.
package enum FactValue: Hashable, Sendable, Codable {
    /// None: the thing has no such property. What is *not known* is named in `Resource.unknown` instead.
    case null
    case integer(Int64)
    case real(Double)
    case text(String)

    /// Reads null, a number or a text.
    package init(from decoder: any Decoder) throws {
        let value = try decoder.singleValueContainer()
        if value.decodeNil() {
            self = .null
        } else if let number = try? value.decode(Int64.self) {
            self = .integer(number)
        } else if let number = try? value.decode(Double.self) {
            self = .real(number)
        } else {
            self = .text(try value.decode(String.self))
        }
    }

    /// Writes what `init(from:)` reads.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .null: try container.encodeNil()
        case .integer(let value): try container.encode(value)
        case .real(let value): try container.encode(value)
        case .text(let value): try container.encode(value)
        }
    }

    /// Booleans stand as 0 and 1.
    package static func flag(_ value: Bool) -> FactValue { .integer(value ? 1 : 0) }
    /// Text, or null for nil and for empty: AWS and its stand-ins write "no value" both ways.
    package static func optional(_ text: String?) -> FactValue {
        text.flatMap { $0.isEmpty ? nil : .text($0) } ?? .null
    }
    /// A time, in whole seconds since 1970 UTC.
    package static func time(_ date: Date?) -> FactValue {
        date.flatMap { Int64(exactly: $0.timeIntervalSince1970.rounded(.down)) }.map { .integer($0) } ?? .null
    }

    /// The text; nil for anything else, numbers included.
    package var text: String? { if case .text(let text) = self { text } else { nil } }
    /// The whole number, a real one rounded; nil for text, null, and what does not fit.
    package var integer: Int64? {
        switch self {
        case .integer(let value): value
        case .real(let value): Int64(exactly: value.rounded())
        default: nil
        }
    }
    /// The number; nil for text and null.
    package var number: Double? {
        switch self {
        case .integer(let value): Double(value)
        case .real(let value): value
        default: nil
        }
    }
    /// True for a number other than 0, as SQLite sees it.
    package var isTrue: Bool { number.map { $0 != 0 } ?? false }
}

/// That a resource names another, by id: an image maps a snapshot, a template starts an image.
package struct Reference: Hashable, Sendable {
    /// What kind of thing is named.
    package let kind: ResourceKind
    /// Its id; nil where something is named that cannot be resolved, such as `resolve:ssm:/path`. Then
    /// anything of that kind in the region may be meant.
    package let id: String?
    /// That something of this kind is named.
    package init(_ kind: ResourceKind, _ id: String?) {
        self.kind = kind
        self.id = id
    }
}

/// One resource with the facts that one listing gave.
package struct Resource: Hashable, Sendable {
    /// Which resource.
    package let key: ResourceKey
    /// The `Name` tag, or what AWS calls the thing.
    package var name: String?
    /// All of them, as AWS spells them.
    package var tags: [String: String]
    /// Nil where AWS does not keep it: addresses.
    package var createdAt: Date?
    /// By column of the kind's table. An absent key is null.
    package var facts: [String: FactValue]
    /// Facts that the listing should have given and did not, or gave unreadably.
    package var unknown: Set<String>
    /// What it names, for joins.
    package var references: [Reference]
    /// AWS still shows it, though it is gone for good.
    package var isEnded = false
    /// What it costs an hour by its kind's file; nil: not known, or reckoned elsewhere.
    package var hourly: Money?
    /// Of the item that it was read from; nil where the item is to be read again each time.
    package var digest: KnownItems.Digest?

    /// A resource with the facts at hand; the rest is none, not unknown.
    package init(
        _ key: ResourceKey, name: String? = nil, tags: [String: String] = [:], createdAt: Date? = nil,
        facts: [String: FactValue] = [:], unknown: Set<String> = [], references: [Reference] = []
    ) {
        self.key = key
        self.name = name
        self.tags = tags
        self.createdAt = createdAt
        self.facts = facts
        self.unknown = unknown
        self.references = references
    }
}
