// Which views rules may be written over: those of what costguard sees by itself, and one for each kind of resource that a
// file describes.

/// The views of one run.
package struct ViewCatalog: Sendable {
    /// Every view, in the order of the documentation: costguard's own, then those of kinds.
    package let all: [ViewSchema]
    /// Names of views whose kinds are known and not listed: a rule over one is no fault, and judges nothing.
    package let unlisted: Set<String>

    /// Those of what costguard sees by itself.
    package static let own = ViewCatalog(kinds: [])

    /// - Parameters:
    ///   - kinds: those that are listed.
    ///   - unlisted: names of the views of other kinds.
    package init(kinds: [KindSpec], unlisted: Set<String> = []) {
        all = ViewSchema.all + kinds.map(ViewSchema.init)
        self.unlisted = unlisted
    }

    /// The view of that name.
    package func named(_ name: String) -> ViewSchema? { all.first { $0.name == name } }
    /// Their names, in order.
    package var names: [String] { all.map(\.name) }

    /// Why no rule over this view may ask for a stop; nil: it may.
    package func cannotStop(_ view: ViewSchema) -> String? {
        if view.isStoppable { return nil }
        let stoppable = ["instances"] + all.filter { $0.isStoppable && $0.kind != .instance }.map(\.name)
        return "action 'stop' is for \(stoppable.joined(separator: ", ")), not for \(view.name)"
    }
}

extension ViewSchema {
    /// The view of a kind that a file describes: what every view of resources has, then the kind's own columns.
    package init(_ kind: KindSpec) {
        let own = kind.allColumns.map { column in
            ViewSchema.column(
                column.name, Column.ValueType(column.value.type),
                column.doc.isEmpty ? "\(column.value.path)" : column.doc)
        }
        let acts = KindActs(kind)
        self.init(
            name: kind.view, kind: kind.kind, doc: kind.title,
            columns: ViewSchema.common + (acts == nil ? [] : [ViewSchema.lastStart]) + own,
            metrics: ViewSchema.metrics(of: kind), isStoppable: acts?.isForRules ?? false)
    }

    /// Of the kinds that costguard stops and starts.
    private static let lastStart = integer(
        "launch_time",
        "first seen running after a scan had seen it stopped, else when it was made, seconds since 1970; NULL: not known, "
            + "or stopped")

    private static func metrics(of kind: KindSpec) -> [Metric] {
        kind.metrics.flatMap { block in
            block.namespace.all.flatMap { namespace in
                block.names.map {
                    Metric(name: $0, namespace: namespace, isSilentAtZero: block.absent == .zero)
                }
            }
        }
    }
}

extension ViewSchema.Column.ValueType {
    /// Times are kept in seconds since 1970.
    init(_ type: KindValue.ValueType) {
        self =
            switch type {
            case .text: .text
            case .integer, .time, .milliseconds: .integer
            case .real: .real
            case .boolean: .boolean
            case .json: .json
            }
    }
}
