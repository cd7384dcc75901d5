// How texts and listed items are known again by their bytes alone: a fingerprint for a text, and what a store knows of a
// listing, so that most of one that says what the last one said is neither read nor compared again. How an item's digest
// is made is the source's matter, what a row is the store's.

/// What the items of a place's last listing became.
///
/// An item that stands in a new listing byte for byte as it did is the resource that it was, with the facts and
/// references that it had. Digests hold only for one build of the program: another may read the same bytes otherwise.
package struct KnownItems: Sendable, Equatable {
    /// The digest of an item's bytes and of the build that read them.
    package typealias Digest = Int64
    /// A resource's current facts, as the store numbers them.
    package typealias Row = Int64

    private let rows: [Digest: Row]

    /// Each row that is known, by the digest of its item.
    package init(_ rows: [Digest: Row] = [:]) { self.rows = rows }

    /// The row that an item became; nil where no item of that digest was listed.
    package subscript(digest: Digest) -> Row? { rows[digest] }
    /// Nothing is known: every item is to be read.
    package var isEmpty: Bool { rows.isEmpty }
}

/// A short name for a text, stable between processes and versions: FNV-1a, 64 bits. No secret depends on it.
package enum Fingerprint {
    /// The same text gives the same number for ever: it stands in stored plans, hold clocks and price lists.
    package static func of(_ text: String) -> UInt64 { of(bytes: text.utf8) }

    /// The same of bytes.
    package static func of(bytes: some Sequence<UInt8>) -> UInt64 {
        bytes.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    }

    /// A number's lowest bits as so many hexadecimal digits, lower case.
    package static func hexadecimal(_ number: UInt64, digits: Int = 16) -> String {
        let text = String(number, radix: 16)
        return String(repeating: "0", count: max(0, digits - text.count)) + text.suffix(digits)
    }
}
