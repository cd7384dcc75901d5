// The views that rules are written over: names, columns, and what each column needs to be known.
// Storage builds them, RuleEngine compiles against them, the documentation lists them.

/// A view over what scans saw, one row per resource that the latest listing showed.
package struct ViewSchema: Sendable {
    /// One column, as rules and the documentation know it.
    package struct Column: Sendable {
        /// What stands in the column; booleans as 0 and 1, JSON as text.
        package enum ValueType: String, Sendable { case text, integer, real, boolean, json }
        /// As conditions write it.
        package let name: String
        /// What a known value looks like.
        package let type: ValueType
        /// One line for users: meaning, unit, and what NULL means where it means *none*.
        package let doc: String
        /// Listings, besides the view's own, without which the column is unknown.
        package let needs: [ResourceKind]
        /// Asked by a call of its own, only for rows that no condition has excluded; unknown until then.
        package let isLate: Bool
    }
    /// The name that stands under `resource:` in a rule.
    package let name: String
    /// What a row is.
    package let kind: ResourceKind
    /// One line for users: which resources have a row.
    package let doc: String
    /// In the order of the documentation, the common ones first.
    package let columns: [Column]
    /// What is known of CloudWatch's metrics of its resources; empty where a rule must say it.
    package let metrics: [Metric]
    /// Whether a rule may ask to stop one.
    package let isStoppable: Bool

    /// A metric, as the file of a kind knows it.
    package struct Metric: Sendable {
        /// Such as `DatabaseConnections`.
        package let name: String
        /// Such as `AWS/RDS`.
        package let namespace: String
        /// Whether AWS sends nothing where nothing happens: then no data means 0.
        package let isSilentAtZero: Bool
    }

    init(
        name: String, kind: ResourceKind, doc: String, columns: [Column], metrics: [Metric] = [],
        isStoppable: Bool? = nil
    ) {
        self.isStoppable = isStoppable ?? (kind == .instance)
        self.name = name
        self.kind = kind
        self.doc = doc
        self.columns = columns
        self.metrics = metrics
    }

    /// The metric of that name; nil where there is none, or its namespace is another for some of the resources and none is
    /// named.
    package func metric(_ name: String, in namespace: String?) -> Metric? {
        let found = metrics.filter { $0.name == name && (namespace == nil || $0.namespace == namespace) }
        return found.count == 1 ? found.first : nil
    }

    /// The column of that name.
    package func column(_ name: String) -> Column? { columns.first { $0.name == name } }

    /// Every view, in the order of the documentation.
    package static let all: [ViewSchema] = [
        instances, starts, sessions, volumes, snapshots, images, addresses, credits,
    ]

    /// The view of that name.
    package static func named(_ name: String) -> ViewSchema? { all.first { $0.name == name } }
    /// The view that has every resource of that kind.
    package static func of(_ kind: ResourceKind) -> ViewSchema? { all.first { $0.kind == kind } }
}

extension ViewSchema {
    static func text(_ name: String, _ doc: String) -> Column { column(name, .text, doc) }
    static func integer(_ name: String, _ doc: String) -> Column { column(name, .integer, doc) }
    static func real(_ name: String, _ doc: String) -> Column { column(name, .real, doc) }
    static func flag(_ name: String, _ doc: String) -> Column { column(name, .boolean, doc) }

    static func column(
        _ name: String, _ type: Column.ValueType, _ doc: String, needs: [ResourceKind] = [], late: Bool = false
    ) -> Column {
        Column(name: name, type: type, doc: doc, needs: needs, isLate: late)
    }

    /// What every view of resources begins with.
    static let common: [Column] = [
        text("id", "AWS's id"),
        text("account", "twelve digits"),
        text("region", "region code; 'global' for credits"),
        text("name", "the Name tag, or AWS's own name; NULL: none"),
        column("tags", .json, "JSON object of all tags; '{}': none"),
        real("age_hours", "hours since it was created"),
        real("hourly_usd", "list price of what it costs now, USD per hour; NULL: no price is known"),
        real("monthly_usd", "hourly_usd x 730, or the GB-month price; NULL: no price is known"),
    ]
}
