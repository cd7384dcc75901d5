// Things of kinds that files describe, as tests and stories put them into an account: by what costguard shall read of
// them. What AWS answers of each is for PlacedThing.swift.

package import CostModel
package import Foundation

/// A thing of a kind.
package struct Thing: Sendable {
    /// The kind, or its view: `database` or `databases`.
    package var kind: String
    /// Nil: AWS leaves it out, or the kind makes it of columns.
    package var id: String?
    /// What people call it; of a kind that has no name of its own, the Name tag.
    package var name: String?
    /// AWS's name for it in full; nil: one is made up where the kind has one.
    package var arn: String?
    /// The thing that it is listed in, such as a cluster; nil: what a column says of it, else one for all.
    package var parent: String?
    /// When it was made; nil: AWS does not say.
    package var createdAt: Date?
    /// Its tags.
    package var tags: [String: String]
    /// What its columns shall be read as; what is left out AWS leaves out. Times in seconds since 1970.
    package var values: [String: FactValue]
    /// What CloudWatch got of it in each five minutes since it was made, by the metric's name; of others it never gets any.
    package var metrics: [String: Double]

    /// A thing.
    package init(
        _ kind: String, id: String?, name: String? = nil, arn: String? = nil, parent: String? = nil,
        createdAt: Date? = nil, tags: [String: String] = [:], values: [String: FactValue] = [:],
        metrics: [String: Double] = [:]
    ) {
        self.metrics = metrics
        self.kind = kind
        self.id = id
        self.name = name
        self.arn = arn
        self.parent = parent
        self.createdAt = createdAt
        self.tags = tags
        self.values = values
    }
}

/// Why a thing cannot be put into an account.
package struct ThingError: Error, CustomStringConvertible {
    /// What was got, and what was expected.
    package let description: String
}

extension KindSpec {
    /// Refuses what can be no thing of this kind.
    func check(_ thing: Thing) throws {
        let known = Set(allColumns.map(\.name))
        func fault(_ what: String) -> ThingError {
            ThingError(description: "A thing of the kind '\(view)', '\(thing.id ?? "without id")': \(what)")
        }
        if let wrong = thing.values.keys.sorted().first(where: { !known.contains($0) }) {
            throw fault("got the column '\(wrong)', expected one of \(known.sorted().joined(separator: ", "))")
        }
        if id.onlySource == nil, thing.id != nil { throw fault("got an id, which the kind makes of its columns") }
        if created == nil, thing.createdAt != nil { throw fault("got a time of creation, which AWS does not tell") }
        if !hasTags, !thing.tags.isEmpty { throw fault("got tags, which AWS does not tell") }
    }
}
