// The one reader of days that people type: strict, so that no day is ever taken for another.

import CostModel
import Foundation

enum TypedDay {
    /// The first instant of a day, UTC: `2026-09-01`, `1 Sep 2026`, `1 September 2026`, `Sep 1, 2026`, with an ordinal
    /// (`1st`, `1.`) and in any case. Nil for anything else, for days that do not exist, and for `01/09/2026`, which is
    /// September to some and January to others.
    static func date(_ text: String) -> Date? {
        let text = text.trimmingCharacters(in: .whitespaces)
        if let day = UTCTime.day(text) { return day }
        guard let (year, month, day) = parts(text) else { return nil }
        return date(year, month, day)
    }

    /// Why a text is no day, for people.
    static func fault(_ text: String) -> String {
        let text = text.trimmingCharacters(in: .whitespaces)
        if parts(text) != nil { return "'\(text)' is no day: that month has fewer" }
        let readings = readings(text)
        guard let first = readings.first else { return "'\(text)' is no day" }
        guard let second = readings.dropFirst().first else {
            return
                "'\(text)' is not read, because others would take it for another day: write \(UTCTime.dayText(first))"
        }
        return "'\(text)' may be two days: write \(UTCTime.dayText(first)) or \(UTCTime.dayText(second))"
    }

    /// How days are to be written.
    static let forms = "write a day such as 2026-09-01 or 1 Sep 2026"

    private static let months = UTCCalendar.monthNames.map { $0.lowercased() }

    private static func date(_ year: Int, _ month: Int, _ day: Int) -> Date? {
        UTCCalendar.date(year: Int64(year), month: Int64(month), day: Int64(day))
    }

    /// Year, month and day of a text that names the month by a word; the day may not exist.
    private static func parts(_ text: String) -> (year: Int, month: Int, day: Int)? {
        let words = text.lowercased().split { $0 == " " || $0 == "," || $0 == "-" }.map(String.init)
        guard words.count == 3, text.count(where: { $0 == "," }) < 2 else { return nil }
        // Day, month, year; month, day, year; year, month, day.
        for order in [(2, 1, 0), (2, 0, 1), (0, 1, 2)] {
            if let year = number(words[order.0], digits: 4...4), let month = month(words[order.1]),
                let day = day(words[order.2])
            {
                return (year, month, day)
            }
        }
        return nil
    }

    private static func month(_ word: String) -> Int? {
        let name = word.hasSuffix(".") ? String(word.dropLast()) : word
        return months.firstIndex { $0 == name || $0.prefix(3) == name || (name == "sept" && $0.hasPrefix(name)) }
            .map { $0 + 1 }
    }

    private static func day(_ word: String) -> Int? {
        let ending = ["st", "nd", "rd", "th", "."].first(where: word.hasSuffix) ?? ""
        guard let day = number(String(word.dropLast(ending.count)), digits: 1...2), (1...31).contains(day) else {
            return nil
        }
        return day
    }

    private static func number(_ text: String, digits: ClosedRange<Int>) -> Int? {
        guard digits.contains(text.utf8.count), text.utf8.allSatisfy({ (48...57).contains($0) }) else { return nil }
        return Int(text)
    }

    /// The days for which three numbers may stand.
    private static func readings(_ text: String) -> [Date] {
        let numbers = text.split { " /.-".contains($0) }.map(String.init)
        guard numbers.count == 3 else { return [] }
        func two(_ index: Int) -> Int? { number(numbers[index], digits: 1...2) }
        if let year = number(numbers[0], digits: 4...4), let month = two(1), let day = two(2) {
            return [date(year, month, day)].compactMap { $0 }
        }
        guard let year = number(numbers[2], digits: 4...4), let first = two(0), let second = two(1) else { return [] }
        let both = [date(year, second, first), first == second ? nil : date(year, first, second)]
        return both.compactMap { $0 }
    }
}
