// Rows for spreadsheets.

/// A table as CSV: comma, double quotes, line feed; the first row names the columns.
struct CSVText {
    /// A cell: words from outside are disarmed, numbers of ours stand as they are.
    enum Cell {
        case text(String?)
        case number(String?)
    }

    private var lines: [String]

    init(_ columns: [String]) { lines = [columns.joined(separator: ",")] }

    mutating func row(_ cells: [Cell]) {
        let row = cells.map { cell in
            switch cell {
            case .text(let text): Sanitizer.csvCell(text ?? "")
            case .number(let digits): digits ?? ""
            }
        }
        lines.append(row.joined(separator: ","))
    }

    var document: String { lines.map { $0 + "\n" }.joined() }
}
