// The sentence that a finding says: text with `{column}` and `{setting}` in it.

import CostModel
import Foundation

struct ReasonTemplate: Sendable, Hashable {
    enum Piece: Sendable, Hashable {
        case text(String)
        /// A name, and at which character of the template it stands.
        case name(String, offset: Int)
    }
    let pieces: [Piece]

    /// A brace without its partner is text.
    init(_ template: String) {
        var pieces: [Piece] = []
        var rest = template[...]
        while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
            pieces.append(.text(String(rest[..<open])))
            let offset = template.distance(from: template.startIndex, to: open) + 1
            pieces.append(.name(String(rest[rest.index(after: open)..<close]), offset: offset))
            rest = rest[rest.index(after: close)...]
        }
        pieces.append(.text(String(rest)))
        self.pieces = pieces
    }

    var names: [(name: String, offset: Int)] {
        pieces.compactMap { if case .name(let name, let offset) = $0 { (name, offset) } else { nil } }
    }

    /// The sentence. A number before the word `bytes` is scaled: `140049 bytes sent` reads `0.14 MB sent`.
    ///
    /// - Parameter value: of a name; what it does not know stands as `?`.
    func text(_ value: (String) -> FactValue?) -> String {
        var sentence = ""
        var isBytes = false
        for (index, piece) in pieces.enumerated() {
            switch piece {
            case .text(let text):
                sentence += isBytes ? String(text.dropFirst(Self.bytes.count)) : text
                isBytes = false
            case .name(let name, _):
                let value = value(name)
                if case .text(let next)? = pieces.dropFirst(index + 1).first, next.hasPrefix(Self.bytes),
                    let number = value?.number
                {
                    sentence += Self.scaled(bytes: number)
                    isBytes = true
                } else {
                    sentence += value.flatMap { Self.short($0) } ?? "?"
                }
            }
        }
        return sentence
    }

    private static let bytes = " bytes"

    /// A value in plain words: at most two decimals below ten, one below a hundred, none above.
    static func short(_ value: FactValue) -> String? {
        switch value {
        case .null: nil
        case .integer(let number): String(number)
        case .real(let number): short(number)
        case .text(let text): text
        }
    }

    private static func scaled(bytes: Double) -> String {
        for (unit, size) in [("GB", 1e9), ("MB", 1e6), ("KB", 1e3)] where abs(bytes) >= size / 10 {
            return "\(short(bytes / size)) \(unit)"
        }
        return short(bytes) + Self.bytes
    }

    static func short(_ number: Double) -> String {
        let size = abs(number)
        if size >= 100 || number == number.rounded() {
            return Int64(exactly: number.rounded()).map(String.init) ?? String(number)
        }
        var decimals = 1
        if size < 10 {
            decimals = 2
            var scaled = size
            while scaled < 0.1, decimals < 9 { (scaled, decimals) = (scaled * 10, decimals + 1) }
        }
        let factor = (0..<decimals).reduce(1.0) { factor, _ in factor * 10 }
        return String((number * factor).rounded() / factor)
    }
}
