// docs/views.md, from the schema that rules are compiled against.

import CostModel
import Foundation

enum ViewDocument {
    static var text: String {
        var lines = [
            "# Views",
            "",
            "What the conditions of a [rule](rules.md) can read: a view has one row per resource that the latest good",
            "listing showed. Generated from the schema. NULL means *none*, where a line says so. What is not known is",
            "tracked beside the values, never as NULL or 0, and a condition that reads it is unknown. Booleans are 0 and 1.",
        ]
        lines += ["", "## Every view", "", "These columns stand in each of them.", ""] + table(shared)
        for view in ViewSchema.all {
            lines += ["", "## \(view.name)", "", "\(view.doc.prefix(1).uppercased())\(view.doc.dropFirst()).", ""]
            lines += table(view.columns.filter { column in !shared.contains { row($0) == row(column) } })
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// Columns that mean the same in all views, told once.
    private static var shared: [ViewSchema.Column] {
        let views = ViewSchema.all.map { $0.columns.map(row) }
        return (ViewSchema.all.first?.columns ?? []).filter { column in views.allSatisfy { $0.contains(row(column)) } }
    }

    private static func table(_ columns: [ViewSchema.Column]) -> [String] {
        ["| column | type | meaning |", "|---|---|---|"] + columns.map(row)
    }

    private static func row(_ column: ViewSchema.Column) -> String {
        "| `\(column.name)` | \(column.type.rawValue) | \(meaning(column)) |"
    }

    private static func meaning(_ column: ViewSchema.Column) -> String {
        var text = column.doc
        if !column.needs.isEmpty {
            let kinds = column.needs.map { $0.rawValue.replacingOccurrences(of: "_", with: " ") + "s" }
            text += "; unknown unless the \(kinds.joined(separator: " and ")) of the region were listed"
        }
        if column.isLate { text += "; asked one by one, only where no other condition decides" }
        return text.replacingOccurrences(of: "|", with: "\\|")
    }
}
