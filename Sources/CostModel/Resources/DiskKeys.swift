// Whether the keys that a machine's disks are encrypted with can still be used. A machine that runs has them in memory;
// once it is stopped it does not start without them. Source: KMS developer guide, "How unusable KMS keys affect data keys".

/// What is known of the keys of one machine's disks, the worst of them.
package enum DiskKeys: Hashable, Sendable {
    /// Each is AWS's own or enabled, or no disk is encrypted.
    case usable
    /// A key, and what is the matter with it.
    case unusable(key: String, why: String)
    /// Why AWS did not say, such as `kms:DescribeKey is denied`.
    case unchecked(why: String)

    /// From the column `disk_keys`; nil for words of another kind.
    package init?(_ text: String) {
        func after(_ prefix: String) -> Substring? {
            text.hasPrefix(prefix) ? text.dropFirst(prefix.count) : nil
        }
        if text == "usable" {
            self = .usable
        } else if let rest = after("unchecked: ") {
            self = .unchecked(why: String(rest))
        } else if let parts = after("unusable ")?.split(separator: ": ", maxSplits: 1), parts.count == 2 {
            self = .unusable(key: String(parts[0]), why: String(parts[1]))
        } else {
            return nil
        }
    }

    /// As the column `disk_keys` has it.
    package var text: String {
        switch self {
        case .usable: "usable"
        case .unusable(let key, let why): "unusable \(key): \(why)"
        case .unchecked(let why): "unchecked: \(why)"
        }
    }

    /// The worst: one key that cannot be used suffices, and what was not looked at comes before what is well.
    package static func worst(_ all: [DiskKeys]) -> DiskKeys {
        func rank(_ keys: DiskKeys) -> Int {
            switch keys {
            case .unusable: 0
            case .unchecked: 1
            case .usable: 2
            }
        }
        return all.min { (rank($0), $0.text) < (rank($1), $1.text) } ?? .usable
    }
}
