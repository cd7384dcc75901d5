// How many of something there are, for people: one is no plural.

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
