// The time of the simulated world, and how AWS writes instants: UTC throughout, by hand because formatters are slow at
// 100,000 rows. The clock knows no real one: who wants passing time hands one in.

package import Foundation
import Synchronization

/// A clock that can be moved. Times are UTC instants.
package final class SimulatedClock: Sendable {
    private let base: @Sendable () -> Date
    private let ahead = Mutex(TimeInterval.zero)

    /// A clock that shows the given instant until it is moved.
    package init(_ start: Date) { base = { start } }

    /// A clock that is ahead of another one, by what it is moved and by `seconds`.
    package init(following clock: @escaping @Sendable () -> Date, ahead seconds: TimeInterval = 0) {
        base = clock
        ahead.withLock { $0 = seconds }
    }

    /// The instant that the clock shows.
    package var now: Date { base() + ahead.withLock { $0 } }

    /// Moves the clock by whole or broken seconds, forward as a rule.
    package func advance(by seconds: TimeInterval) { ahead.withLock { $0 += seconds } }

    /// Sets the clock to an instant.
    package func set(to instant: Date) {
        let base = base()
        ahead.withLock { $0 = instant.timeIntervalSince(base) }
    }
}

/// How AWS writes instants.
package enum Timestamp {
    /// The Gregorian calendar in UTC.
    package static let calendar: Calendar = {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        return calendar
    }()

    static func twoDigits(_ number: Int) -> String { number < 10 ? "0\(number)" : String(number) }

    /// Year, month and day of a count of days since 1970. Source: Howard Hinnant, "days from civil", 2014.
    static func civil(day: Int) -> (year: Int, month: Int, day: Int) {
        let shifted = day + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return (year, month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
    }

    /// `2026-11-20`.
    package static func day(_ date: Date) -> String {
        let civil = civil(day: Int((date.timeIntervalSince1970 / 86_400).rounded(.down)))
        return "\(civil.year)-\(twoDigits(civil.month))-\(twoDigits(civil.day))"
    }

    /// `08:20:00`.
    package static func clock(_ date: Date) -> String {
        let second = Int(date.timeIntervalSince1970.rounded(.down)) % 86_400
        return "\(twoDigits(second / 3_600)):\(twoDigits(second / 60 % 60)):\(twoDigits(second % 60))"
    }

    /// `2026-11-20T08:20:00.000Z`.
    package static func iso(_ date: Date) -> String {
        var bytes: [UInt8] = []
        appendISO(date, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Writes `2026-11-20T08:20:00.000Z`.
    static func appendISO(_ date: Date, to bytes: inout [UInt8]) {
        let seconds = Int(date.timeIntervalSince1970.rounded(.down))
        let day = (seconds >= 0 ? seconds : seconds - 86_399) / 86_400
        let civil = civil(day: day)
        let second = seconds - day * 86_400
        func two(_ number: Int, _ mark: Unicode.Scalar) {
            bytes.append(UInt8(48 + number / 10))
            bytes.append(UInt8(48 + number % 10))
            bytes.append(UInt8(ascii: mark))
        }
        bytes.append(UInt8(48 + civil.year / 1_000))
        bytes.append(UInt8(48 + civil.year / 100 % 10))
        two(civil.year % 100, "-")
        two(civil.month, "-")
        two(civil.day, "T")
        two(second / 3_600, ":")
        two(second / 60 % 60, ":")
        two(second % 60, ".")
        bytes.append(contentsOf: "000Z".utf8)
    }

    /// `20261120T082000Z`, as in a signature.
    package static func compact(_ date: Date) -> String {
        String(decoding: iso(date).utf8.prefix(19).filter { $0 != 45 && $0 != 58 } + [90], as: UTF8.self)
    }

    /// The instant of `20261120T082000Z`; nil for anything else.
    package static func fromCompact(_ text: String) -> Date? {
        let shape = Array(text.utf8)
        guard shape.count == 16, shape[8] == UInt8(ascii: "T"), shape[15] == UInt8(ascii: "Z") else { return nil }
        let digits = shape.enumerated().filter { $0.offset != 8 && $0.offset != 15 }.map { Int($0.element) - 48 }
        guard digits.allSatisfy({ (0...9).contains($0) }) else { return nil }
        func number(_ range: Range<Int>) -> Int { digits[range].reduce(0) { $0 * 10 + $1 } }
        let year = number(0..<4)
        let month = number(4..<6)
        let day = number(6..<8)
        guard (1...12).contains(month), (1...31).contains(day) else { return nil }
        let time = number(8..<10) * 3_600 + number(10..<12) * 60 + number(12..<14)
        return Date(timeIntervalSince1970: Double(self.day(year, month, day) * 86_400 + time))
    }

    /// The days from 1970 to a date of the Gregorian calendar. Source: as `civil`.
    static func day(_ year: Int, _ month: Int, _ day: Int) -> Int {
        let shifted = month <= 2 ? year - 1 : year
        let era = (shifted >= 0 ? shifted : shifted - 399) / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    /// The midnight of `2026-11-20`; nil for anything else.
    package static func fromDay(_ text: String) -> Date? {
        text.utf8.count == 10 ? fromCompact(text.filter { $0 != "-" } + "T000000Z") : nil
    }
}
