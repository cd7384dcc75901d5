// A judged row's values by column.

/// The values of one row by the names of their columns. Rows of one rule share the names: a large account has many.
package struct FactRow: Sendable {
    /// The columns of many rows.
    package final class Columns: Sendable {
        fileprivate let places: [String: Int]

        /// In the order of the values; a name that comes twice means the first.
        package init(_ names: [String]) {
            places = Dictionary(zip(names, names.indices), uniquingKeysWith: { first, _ in first })
        }
    }

    private let columns: Columns
    private let values: [FactValue]

    /// As many values as there are columns, in their order.
    package init(_ columns: Columns, _ values: [FactValue]) {
        self.columns = columns
        self.values = values
    }

    /// A row by itself.
    package init(_ values: [String: FactValue]) {
        self.init(Columns(Array(values.keys)), Array(values.values))
    }

    /// All values by their columns.
    package var byColumn: [String: FactValue] {
        columns.places.compactMapValues { values.indices.contains($0) ? values[$0] : nil }
    }

    /// Nil where the row has no such column.
    package subscript(_ column: String) -> FactValue? {
        guard let place = columns.places[column], values.indices.contains(place) else { return nil }
        return values[place]
    }
}
