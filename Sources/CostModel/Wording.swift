// Words for people: counts with their nouns, of which one is no plural, and the known name nearest to a mistyped one.

/// Counts with their nouns.
package enum CountText {
    /// `1 region`, `3 regions`, `2 entries`, `0 addresses`.
    ///
    /// - Parameter noun: as one is called: `region`; of several words the last takes the plural: `load balancer`.
    package static func text(_ count: Int, _ noun: String) -> String { "\(count) \(self.noun(noun, count))" }

    /// The noun alone: `region`, `regions`.
    package static func noun(_ noun: String, _ count: Int) -> String {
        guard count != 1, let last = noun.last else { return noun }
        switch last {
        case "s", "x": return noun + "es"
        case "y" where !noun.dropLast().hasSuffix("a") && !noun.dropLast().hasSuffix("e"):
            return noun.dropLast() + "ies"
        default: return noun + "s"
        }
    }

    /// `1 mail waits`, `2 mails wait`: the verb as many do it, that of one with an `s`.
    package static func text(_ count: Int, _ noun: String, _ verb: String) -> String {
        "\(text(count, noun)) \(count == 1 ? verb + "s" : verb)"
    }
}

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
