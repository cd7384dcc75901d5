// Values as people read them: the unit comes from the column's name, the digits are as few as the reader needs.

import CostModel
import Foundation

/// Writes values with their units.
enum QuantityText {
    /// `30.5 %`, `140 KB`, `0.526 USD`, `9.3 h`; a value whose column's name tells no unit stands alone.
    static func text(_ value: FactValue, of column: String) -> String {
        switch value {
        case .null: "none"
        case .text(let text): Sanitizer.terminal(text).cut(to: 60)
        case .integer(let number): self.text(Double(number), of: column) ?? String(number)
        case .real(let number): number.isFinite ? self.text(number, of: column) ?? short(number) : "not a number"
        }
    }

    private static func text(_ number: Double, of column: String) -> String? {
        let words = column.split(separator: "_")
        if words.last == "percent" { return "\(decimal(number, places: 1)) %" }
        if words.contains("bytes") || words.first == "disk" { return bytes(number) }
        if words.contains("usd") { return "\(short(number)) USD" }
        if words.last == "hours" { return "\(decimal(number, places: 1)) h" }
        if words.last == "gib" { return "\(short(number)) GiB" }
        return words.last == "gb" ? "\(short(number)) GB" : nil
    }

    /// `312 bytes`, `140 KB`, `1.05 MB`: decimal units, three digits at most.
    static func bytes(_ count: Double) -> String {
        var size = count
        var unit = 0
        while abs(size) >= 999.5, unit < units.count - 1 { (size, unit) = (size / 1000, unit + 1) }
        return "\(decimal(size, places: abs(size) < 9.995 ? 2 : abs(size) < 99.95 ? 1 : 0)) \(units[unit])"
    }

    private static let units = ["bytes", "KB", "MB", "GB", "TB", "PB"]

    /// Rounded, without zeros at the end.
    static func decimal(_ number: Double, places: Int) -> String {
        let factor = (0..<places).reduce(1.0) { factor, _ in factor * 10 }
        let rounded = (number * factor).rounded() / factor
        return Int64(exactly: rounded).map { String($0) } ?? String(rounded)
    }

    /// For programs: more would only show how binary fractions work.
    static func fourDecimals(_ number: Double) -> Double { (number * 10_000).rounded() / 10_000 }

    /// Four significant digits or so.
    private static func short(_ number: Double) -> String {
        if abs(number) >= 1e15 { return "without bound" }
        if abs(number) >= 1000 { return decimal(number, places: 0) }
        return abs(number) < 0.001 && number != 0 ? String(number) : decimal(number, places: 3)
    }
}
