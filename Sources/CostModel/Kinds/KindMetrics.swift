// What CloudWatch knows of things of a kind, by the kind's file: namespaces, dimensions, and what no data means.

/// Metrics of one namespace with the same dimensions.
package struct KindMetrics: Hashable, Sendable {
    /// What it means where CloudWatch has no data.
    package enum Absence: String, CaseIterable, Hashable, Sendable {
        /// Nothing is published when nothing happens.
        case zero
        /// It is always published while the thing runs: a gap is a fault, or a stop.
        case unknown
    }
    /// A namespace, or one by the value of a column.
    package enum Namespace: Hashable, Sendable {
        case one(String)
        case by(column: String, [String: String])

        /// All that there may be, in order.
        package var all: [String] {
            switch self {
            case .one(let namespace): [namespace]
            case .by(_, let namespaces): Set(namespaces.values).sorted()
            }
        }
    }
    /// What a dimension's value is.
    package enum Dimension: Hashable, Sendable {
        /// A column, `id`, `name`, `arn` or `account`.
        case column(String)
        case constant(String)
    }
    /// Such as `AWS/RDS`.
    package let namespace: Namespace
    /// By their names, in the order of the file.
    package let dimensions: [String: Dimension]
    /// What no data means.
    package let absent: Absence
    /// Such as `DatabaseConnections`.
    package let names: [String]

    /// Metrics, all their parts given.
    package init(namespace: Namespace, dimensions: [String: Dimension], absent: Absence, names: [String]) {
        self.namespace = namespace
        self.dimensions = dimensions
        self.absent = absent
        self.names = names
    }
}

extension KindSpec {
    /// By which dimensions CloudWatch knows a metric of a thing; nil where the file does not know the metric, or the thing
    /// lacks a value that is one of them.
    package func dimensions(of metric: String, in namespace: String, for thing: Resource) -> [String: String]? {
        func text(_ column: String) -> String? {
            switch column {
            case "id": thing.key.id
            case "account": thing.key.account.digits
            case "name": thing.name
            default: thing.unknown.contains(column) ? nil : thing.facts[column]?.plainText
            }
        }
        let block = metrics.first { block in
            guard block.names.contains(metric) else { return false }
            switch block.namespace {
            case .one(let one): return one == namespace
            case .by(let column, let namespaces): return text(column).flatMap { namespaces[$0] } == namespace
            }
        }
        guard let block else { return nil }
        var dimensions: [String: String] = [:]
        for (name, dimension) in block.dimensions {
            switch dimension {
            case .constant(let value): dimensions[name] = value
            case .column(let column):
                guard let value = text(column), !value.isEmpty else { return nil }
                dimensions[name] = value
            }
        }
        return dimensions
    }
}

extension FactValue {
    /// A text, or a whole number as one.
    fileprivate var plainText: String? {
        switch self {
        case .text(let text): text
        case .integer(let number): "\(number)"
        case .null, .real: nil
        }
    }
}
