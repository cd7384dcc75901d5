// What a store knows of a listing's items by their bytes alone, so that most of a listing that says what the last one
// said is neither read nor compared again. How a digest is made is the source's matter, what a row is the store's.

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
