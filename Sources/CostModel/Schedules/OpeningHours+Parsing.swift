// Reads hours as people write them: `weekdays 8-19 Europe/Berlin`, `mon-thu 8:30-12 13-18, fri 8-14`, `22-6`, `always`.

package import Foundation

extension OpeningHours {
    /// What is wrong with a text, where, and what might have been meant.
    package struct Fault: Error, Hashable, Sendable, CustomStringConvertible {
        /// One line.
        package let message: String
        /// Where in the text, from 1.
        package let column: Int
        /// The next step; nil: the message says it.
        package let hint: String?
        /// For where there is one line only.
        package var description: String { "\(message), at its character \(column)\(hint.map { ": \($0)" } ?? "")" }
    }

    /// How hours are written, for messages.
    package static let form = "write such as 'weekdays 8-19 Europe/Berlin', 'daily 22-6', 'mon,wed 8:30-12 13-17'"

    /// Reads days, hours and a zone. Days hold for the hours behind them; without days, every day; days without hours are
    /// open the whole day. Commas, semicolons and blanks part the words alike.
    ///
    /// - Parameter standing: the zone where the text names none.
    package init(_ text: String, in standing: TimeZone) throws(Fault) {
        var reader = HoursReader()
        for word in HoursReader.words(of: text) { try reader.take(word) }
        try reader.endDays()
        self.text = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        zone = reader.zone ?? standing
        var windows = reader.windows.map(\.window).sorted { ($0.day, $0.from) < ($1.day, $1.from) }
        if let column = reader.alwaysColumn {
            guard windows.isEmpty else {
                throw Fault(
                    message: "'always' leaves no room for other hours", column: column, hint: "drop one of the two")
            }
            windows = (0...6).map { Window(day: $0, from: 0, until: OpeningHours.dayMinutes) }
        }
        if windows.isEmpty {
            throw Fault(message: "it names no hours, so it never opens", column: 1, hint: OpeningHours.form)
        }
        if let (one, other) = OpeningHours.overlap(among: windows) {
            let column = reader.windows.last { $0.window == other || $0.window == one }?.column ?? 1
            throw Fault(
                message: "it overlaps itself: \(one.text) and \(other.text)", column: column,
                hint: "join them to one span of hours, or shorten one")
        }
        self.windows = windows
    }

    /// A zone by its name, however its letters are cased. Short names such as EST are none: they stand for several places,
    /// or know no summer time.
    package static func zone(_ name: String) -> TimeZone? {
        if ["utc", "gmt", "z"].contains(name.lowercased()) { return .gmt }
        guard name.contains("/") else { return nil }
        let known = TimeZone.knownTimeZoneIdentifiers.first { $0.lowercased() == name.lowercased() }
        return TimeZone(identifier: known ?? name)
    }

    /// What to say of a zone that there is none of.
    package static func zoneHint(_ name: String) -> String {
        let known = TimeZone.knownTimeZoneIdentifiers
        if let place = TimeZone.abbreviationDictionary[name.uppercased()], place.contains("/") {
            return "a short name stands for several places: write one of them, such as \(place)"
        }
        // A city alone is what people remember.
        let city = known.first { $0.lowercased().hasSuffix("/" + name.lowercased()) }
        if let near = city ?? NearestName.nearest(to: name, among: known) { return "did you mean '\(near)'?" }
        return "write a name such as Europe/Berlin, America/New_York or UTC"
    }
}

/// Takes the words of a text one by one.
private struct HoursReader {
    struct Word {
        let text: Substring
        let column: Int
    }

    var windows: [(window: OpeningHours.Window, column: Int)] = []
    var zone: TimeZone?
    /// Where it says that it never closes.
    var alwaysColumn: Int?
    private var days: [Int] = []
    private var daysColumn = 1
    private var hasHours = true

    private static let names = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
    private static let groups = [
        "weekdays": Array(0...4), "weekday": Array(0...4), "workdays": Array(0...4), "weekend": [5, 6],
        "weekends": [5, 6], "daily": Array(0...6), "everyday": Array(0...6), "all": Array(0...6),
    ]
    private static let whole = (0, 24 * 60)

    /// Blanks around a dash belong to it; other dashes are dashes too.
    static func words(of text: String) -> [Word] {
        var words: [Word] = []
        var joins = false
        let signs = Array(text)
        var index = 0
        while index < signs.count {
            guard !isGap(signs[index]) else {
                index += 1
                continue
            }
            let start = index
            while index < signs.count, !isGap(signs[index]) { index += 1 }
            let word = String(signs[start..<index].map { "–—−".contains($0) ? "-" : $0 })
            if let last = words.last, joins || word.hasPrefix("-") {
                words[words.count - 1] = Word(text: Substring(last.text + word), column: last.column)
            } else {
                words.append(Word(text: Substring(word), column: start + 1))
            }
            joins = word.hasSuffix("-")
        }
        return words
    }

    private static func isGap(_ sign: Character) -> Bool { sign.isWhitespace || sign == "," || sign == ";" }

    mutating func take(_ word: Word) throws(OpeningHours.Fault) {
        let text = word.text.lowercased()
        if text == "always" {
            alwaysColumn = word.column
        } else if text == "never" {
            throw OpeningHours.Fault(
                message: "'never' never opens, and has no end at which anything would be stopped", column: word.column,
                hint: "'costguard stop NAME' stops a machine now; 'always' is for one that is to run at all hours")
        } else if let named = try Self.days(text, word) {
            if hasHours {
                try endDays()
                days = []
                daysColumn = word.column
            }
            hasHours = false
            days += named
        } else if text.first?.isNumber == true {
            try add(Self.hours(text, word), word)
        } else if let zone = OpeningHours.zone(String(word.text)) {
            guard self.zone == nil else {
                throw OpeningHours.Fault(
                    message: "it names a second time zone, '\(word.text)'", column: word.column,
                    hint: "one zone holds for all its hours")
            }
            self.zone = zone
        } else {
            throw Self.unknown(word)
        }
    }

    /// Days without hours are open the whole day.
    mutating func endDays() throws(OpeningHours.Fault) {
        guard !hasHours else { return }
        try add(Self.whole, Word(text: "", column: daysColumn))
    }

    private mutating func add(_ hours: (from: Int, until: Int), _ word: Word) throws(OpeningHours.Fault) {
        hasHours = true
        for day in days.isEmpty ? Array(0...6) : days {
            let window = OpeningHours.Window(day: day, from: hours.from, until: hours.until)
            guard !windows.contains(where: { $0.window == window }) else {
                throw OpeningHours.Fault(
                    message: "it overlaps itself: \(window.text) is there twice", column: word.column,
                    hint: "name each day once")
            }
            windows.append((window, word.column))
        }
    }

    /// Nil where the word names no days.
    private static func days(_ text: String, _ word: Word) throws(OpeningHours.Fault) -> [Int]? {
        if let group = groups[text] { return group }
        if let day = day(text) { return [day] }
        let ends = text.split(separator: "-", omittingEmptySubsequences: false).map { day(String($0)) }
        guard ends.count == 2, ends[0] != nil || ends[1] != nil else { return nil }
        guard let first = ends[0], let last = ends[1] else { throw unknown(word) }
        return (0...6).prefix { $0 <= (last - first + 7) % 7 }.map { (first + $0) % 7 }
    }

    private static func day(_ text: String) -> Int? {
        guard text.count >= 3 else { return nil }
        return names.firstIndex { $0 == text || $0.prefix(3) == text || (text.count <= 5 && $0.hasPrefix(text)) }
    }

    /// `8-19`, `8:30-12`, `22-6`.
    private static func hours(_ text: String, _ word: Word) throws(OpeningHours.Fault) -> (from: Int, until: Int) {
        func fault(_ message: String, _ hint: String) -> OpeningHours.Fault {
            OpeningHours.Fault(message: message, column: word.column, hint: hint)
        }
        let ends = text.split(separator: "-", omittingEmptySubsequences: false).map { minutes(String($0)) }
        guard ends.count == 2, let from = ends[0], let until = ends[1], from < 24 * 60 else {
            throw fault("'\(word.text)' is no span of hours", "write such as 8-19, 8:30-12 or 22-6, in 24 hours")
        }
        guard from != until else {
            throw fault("'\(word.text)' begins and ends at the same time", "the whole day is 0-24")
        }
        return (from, until > from ? until : until + 24 * 60)
    }

    private static func minutes(_ text: String) -> Int? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count <= 2, let first = parts.first, (1...2).contains(first.count), let hour = whole(first) else {
            return nil
        }
        guard parts.count == 2 else { return hour <= 24 ? hour * 60 : nil }
        guard parts[1].count == 2, let minute = whole(parts[1]), minute < 60 else { return nil }
        let sum = hour * 60 + minute
        return sum <= 24 * 60 ? sum : nil
    }

    private static func whole(_ digits: Substring) -> Int? {
        digits.utf8.allSatisfy { (48...57).contains($0) } ? Int(digits) : nil
    }

    private static func unknown(_ word: Word) -> OpeningHours.Fault {
        let text = String(word.text)
        let known = names + names.map { String($0.prefix(3)) } + groups.keys.sorted() + ["always"]
        if !text.contains("/"), let near = NearestName.nearest(to: text.lowercased(), among: known) {
            return OpeningHours.Fault(
                message: "'\(text)' is no day, hour or time zone", column: word.column, hint: "did you mean '\(near)'?")
        }
        let isZone = text.contains("/") || text.count > 4
        return OpeningHours.Fault(
            message: isZone ? "'\(text)' is no time zone" : "'\(text)' is no day, hour or time zone",
            column: word.column, hint: isZone || text.count > 2 ? OpeningHours.zoneHint(text) : OpeningHours.form)
    }
}
