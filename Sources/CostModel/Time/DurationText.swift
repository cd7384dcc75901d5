// Spans of time as people write them in files and on the command line.
// Alone: rules, the configuration and the command line all read them.

/// `90s`, `30m`, `24h`, `7d` or `2w`: a whole number and a unit.
package enum DurationText {
    private static let units: [Character: Int] = ["s": 1, "m": 60, "h": .hour, "d": .day, "w": 7 * .day]

    /// Seconds; nil where the text is no such span, or one of more than ten years.
    package static func seconds(_ text: some StringProtocol) -> Int? {
        guard let last = text.last, let unit = units[last], text.utf8.count <= 10,
            text.dropLast().utf8.allSatisfy({ (48...57).contains($0) }), let count = Int(text.dropLast())
        else { return nil }
        let seconds = count * unit
        return seconds <= 10 * 366 * .day ? seconds : nil
    }

    /// By the largest unit that divides it, but days from three on and no weeks: `24h`, `90s`, `3d`.
    package static func text(_ seconds: Int) -> String {
        for (unit, length) in [("d", Int.day), ("h", .hour), ("m", 60)]
        where seconds >= length && seconds % length == 0 && (unit != "d" || seconds >= 3 * length) {
            return "\(seconds / length)\(unit)"
        }
        return "\(seconds)s"
    }
}
