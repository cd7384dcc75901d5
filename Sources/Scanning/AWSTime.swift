// Times as AWS writes them. By hand, for a large account has some hundred thousand of them.

import Foundation

enum AWSTime {
    /// `2026-11-20T01:02:03.000Z`, with or without a fraction, always UTC. Nil for anything else.
    static func parse(_ text: String) -> Date? {
        guard text.utf8.count >= 20, text.hasSuffix("Z"), Array(text.utf8)[10] == UInt8(ascii: "T") else { return nil }
        return parse(day: text.utf8.prefix(10), time: text.utf8.dropFirst(11).dropLast())
    }

    /// The time that stands in a reason such as `User initiated (2026-11-20 23:52:04 GMT)`. Nil where none does.
    static func inReason(_ reason: String) -> Date? {
        guard let open = reason.lastIndex(of: "("), let close = reason[open...].firstIndex(of: ")") else { return nil }
        let words = reason[reason.index(after: open)..<close].split(separator: " ")
        guard words.count == 3, words[2] == "GMT" || words[2] == "UTC" else { return nil }
        return parse(day: words[0].utf8, time: words[1].utf8)
    }

    /// Seconds since 1970, as JSON answers write times. Nil for what no calendar of ours holds: such a time would trap
    /// wherever it becomes a whole number.
    static func parse(seconds: Double) -> Date? {
        (0..<253_402_300_800).contains(seconds) ? Date(timeIntervalSince1970: seconds) : nil
    }

    /// `2026-11-20T01:02:03Z`.
    static func text(_ date: Date) -> String { date.formatted(.iso8601) }

    /// `2026-11-20`, in UTC.
    static func day(_ date: Date) -> String { String(text(date).prefix(10)) }

    private static func parse(day: some Collection<UInt8>, time: some Collection<UInt8>) -> Date? {
        let dashes = day.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false).map { number($0, 2...4) }
        let parts = time.split(separator: UInt8(ascii: "."), maxSplits: 1, omittingEmptySubsequences: false)
        let colons = parts[0].split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false).map {
            number($0, 2...2)
        }
        guard dashes.count == 3, let year = dashes[0], let month = dashes[1], let day = dashes[2],
            colons.count == 3, let hour = colons[0], let minute = colons[1], let second = colons[2],
            (1970...9999).contains(year), (1...12).contains(month), (1...31).contains(day),
            hour < 24, minute < 60, second <= 60
        else { return nil }
        var seconds = Double(days(year, month, day) * 86400 + hour * 3600 + minute * 60 + second)
        if parts.count == 2 {
            guard let fraction = number(parts[1], 1...9) else { return nil }
            seconds += Double(fraction) / pow(10, Double(parts[1].count))
        }
        return Date(timeIntervalSince1970: seconds)
    }

    private static func number(_ digits: some Collection<UInt8>, _ length: ClosedRange<Int>) -> Int? {
        guard length.contains(digits.count), digits.allSatisfy({ (48...57).contains($0) }) else { return nil }
        return digits.reduce(0) { $0 * 10 + Int($1) - 48 }
    }

    /// Days since 1970-01-01 in the Gregorian calendar, counted in years that begin in March.
    private static func days(_ year: Int, _ month: Int, _ day: Int) -> Int {
        let shifted = month <= 2 ? year - 1 : year
        let era = shifted / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }
}
