// "Did you mean": the known name nearest to a mistyped one.

/// Finds the name that somebody meant.
package enum NearestName {
    /// The hint for a name that is not among `known`: the nearest, or all where none is near and they are few.
    package static func hint(for name: String, among known: [String]) -> String? {
        if let near = nearest(to: name, among: known) { return "did you mean '\(near)'?" }
        return known.isEmpty || known.count > 12 ? nil : "one of: \(known.joined(separator: ", "))"
    }

    /// The nearest other name within a third of the length, else the shortest that begins so; nil where none is. The
    /// same word is no help, and neither is one that looks the same.
    package static func nearest(to name: String, among known: [String]) -> String? {
        let wanted = Array(name.lowercased())
        guard wanted.count <= 64 else { return nil }
        let others = known.filter { !looksAlike($0, name) }
        let best = others.map { ($0, distance(wanted, Array($0.lowercased()))) }.min { $0.1 < $1.1 }
        if let best, best.1 <= max(1, wanted.count / 3) { return best.0 }
        guard wanted.count >= 2 else { return nil }
        return others.filter { $0.lowercased().hasPrefix(name.lowercased()) }.min { ($0.count, $0) < ($1.count, $1) }
    }

    /// Equal but for what cannot be seen: blanks at the ends, invisible letters.
    private static func looksAlike(_ left: String, _ right: String) -> Bool {
        func visible(_ text: String) -> String {
            let letters = text.unicodeScalars.filter {
                ![.control, .format].contains($0.properties.generalCategory)
            }
            return String(String.UnicodeScalarView(letters)).split(whereSeparator: \.isWhitespace).joined(
                separator: " ")
        }
        return visible(left) == visible(right)
    }

    /// Levenshtein's distance, with a swap of neighbours counted as one.
    static func distance(_ left: [Character], _ right: [Character]) -> Int {
        var older: [Int] = []
        var previous = Array(0...right.count)
        for (i, a) in left.enumerated() {
            var current = [i + 1]
            for (j, b) in right.enumerated() {
                var cost = min(previous[j + 1] + 1, current[j] + 1, previous[j] + (a == b ? 0 : 1))
                if i > 0, j > 0, a == right[j - 1], left[i - 1] == b { cost = min(cost, older[j - 1] + 1) }
                current.append(cost)
            }
            older = previous
            previous = current
        }
        return previous[right.count]
    }
}
