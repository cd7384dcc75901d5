// A section of a plan: one line for each thing, as many as the screen has room for; or all of them, with their details.

/// What a section counts, and its things.
struct TextSection {
    /// A part of a line; of those that do not fit the least important, of the highest rank, goes first.
    typealias Word = (text: String, rank: Int)

    /// One thing.
    struct Entry {
        /// The line's beginning, laid out and clean.
        var head: String
        /// What fits of these follows it.
        var words: [Word]
        /// How the line stands where there is room for all: its beginning, laid out and clean, and its text.
        var whole: (head: String, text: String)
        /// Beneath, where all is told.
        var details: [(label: String, text: String)] = []
        /// Beneath, to be copied.
        var command: String?
    }

    let title: String
    let text: String
    /// At the right end of the title's line.
    var right = ""
    /// The most important first.
    let entries: [Entry]

    /// How many lines it may fill beneath its title.
    func brief(_ lines: inout TextLines, most: Int, all: String) {
        lines.section(title, text, right: right)
        let shown = entries.count > most ? max(0, most - 1) : entries.count
        for entry in entries.prefix(shown) {
            let room = lines.tableWidth - entry.head.columns
            lines.line(entry.head + Self.fitted(entry.words, room))
        }
        guard shown < entries.count else { return }
        lines.line("  \(shown == 0 ? "all" : "and") \(entries.count - shown)\(shown == 0 ? "" : " more"): \(all)")
    }

    /// Every thing with its details, or the first so many of them.
    func whole(_ lines: inout TextLines, most: Int = .max) {
        lines.section(title, text, right: right)
        for entry in entries.prefix(most) {
            lines.add(entry.whole.text, head: entry.whole.head)
            for (label, text) in entry.details { lines.field(label, text, indent: 4) }
            if let command = entry.command { lines.verbatim("    \(command)") }
        }
        let more = entries.count - min(most, entries.count)
        if more > 0 { lines.add("and \(more) more: see --format json", head: "  ") }
    }

    /// As many words as there is room for, in their order; the last one left is cut.
    static func fitted(_ words: [Word], _ columns: Int) -> String {
        var kept = words.filter { !$0.text.isEmpty }
        func line() -> String { kept.map { Sanitizer.terminal($0.text) }.joined(separator: ", ") }
        while line().columns > columns, kept.count > 1,
            let least = kept.indices.max(by: { kept[$0].rank < kept[$1].rank })
        {
            kept.remove(at: least)
        }
        return line().cut(to: max(1, columns))
    }

    /// How many lines each section gets of a screen: one at least, the first up to eight, then all in turn.
    static func shares(_ counts: [Int], room: Int) -> [Int] {
        var shares = counts.map { min($0, 1) }
        var left = room - shares.reduce(0, +)
        if let first = counts.first, left > 0 {
            let more = min(first, mostFirst, left + shares[0]) - shares[0]
            shares[0] += max(0, more)
            left -= max(0, more)
        }
        let inTurn = Array(counts.indices.dropFirst()) + Array(counts.indices.prefix(upTo: min(1, counts.count)))
        while left > 0, counts.indices.contains(where: { shares[$0] < counts[$0] }) {
            for index in inTurn
            where left > 0 && shares[index] < counts[index] {
                shares[index] += 1
                left -= 1
            }
        }
        return shares
    }

    private static let mostFirst = 8
}
