// The marks at which a credit mails: what they are, and how people write them.

package import Foundation

/// A mark at which a credit mails.
package enum AlertLevel: Hashable, Sendable {
    /// So many percent of the grant are used: `80%`.
    case percentBurned(Double)
    /// So much is left: `20 USD left`.
    case usdLeft(Money)
    /// So many hours are left at the present burn: `24h left`.
    case hoursLeft(Double)
    /// For an hour what runs has burned so many percent of the grant a day: `burn 5%/day`.
    case burnPerDay(Double)
    /// So many days before the credit expires: `expires in 30d`.
    case expiresWithin(Double)
    /// At the burn of the last seven days it is empty before a day, UTC: `ends before 2027-01-15`.
    case endsBefore(Date)

    /// What one kind of mark is called in the `credits` view, in order of their weight for a reader.
    package enum Kind: String, CaseIterable, Sendable, Codable {
        case percent, usdLeft = "usd-left", hoursLeft = "hours-left", burn, expiry, forecast
    }

    /// Marks where nobody named any: those that every student of a credit wants to hear of, and no others.
    package static let usual: [AlertLevel] =
        [50, 80, 95, 100].map(AlertLevel.percentBurned) + [72, 24, 6].map(AlertLevel.hoursLeft)
        + [.burnPerDay(5)] + [30, 7, 1].map(AlertLevel.expiresWithin)

    /// How to write one, for messages.
    package static let forms =
        "80%, '20 USD left', '24h left', 'burn 5%/day', 'expires in 30d' or 'ends before 2027-01-15'"

    /// Any of the forms above, in any case and with blanks anywhere; nil for anything else, and for numbers that
    /// cannot be reached.
    package init?(_ text: some StringProtocol) {
        let joined = text.lowercased().split(whereSeparator: \.isWhitespace).joined()
        guard let level = AlertLevel(amountIn: joined) ?? AlertLevel(timeIn: joined) else { return nil }
        self = level
    }

    private init?(amountIn text: String) {
        if text.hasPrefix("burn"), let share = AlertLevel.number(text.dropFirst(4), before: ["%/day", "%aday", "%/d"]) {
            guard share <= 10_000 else { return nil }
            self = .burnPerDay(share)
        } else if let percent = AlertLevel.number(text[...], before: ["%", "%used"]), percent <= 100 {
            self = .percentBurned(percent)
        } else if text.hasSuffix("usdleft"), let usd = Money(text.dropLast(7)), usd > .zero {
            self = .usdLeft(usd)
        } else {
            return nil
        }
    }

    private init?(timeIn text: String) {
        if let hours = AlertLevel.number(text[...], before: ["hleft", "hoursleft"]), hours <= 100_000 {
            self = .hoursLeft(hours)
        } else if text.hasPrefix("expiresin"),
            let days = AlertLevel.number(text.dropFirst(9), before: ["d", "days", "day"]), days <= 10_000
        {
            self = .expiresWithin(days)
        } else if text.hasPrefix("endsbefore"), let day = UTCTime.day(text.dropFirst(10)) {
            self = .endsBefore(day)
        } else {
            return nil
        }
    }

    /// A plain number before one of these words, which ends the text. From 0.001 on: smaller ones Swift writes with an
    /// exponent, which nobody reads back.
    private static func number(_ text: Substring, before words: [String]) -> Double? {
        guard let word = words.first(where: text.hasSuffix), let number = Double(text.dropLast(word.count)),
            number >= 0.001, number.isFinite,
            text.dropLast(word.count).allSatisfy({ $0.isASCII && ($0.isNumber || $0 == ".") })
        else { return nil }
        return number
    }

    /// As a person writes it.
    package var text: String {
        switch self {
        case .percentBurned(let percent): "\(AlertLevel.digits(percent)) %"
        case .usdLeft(let usd): "\(usd) USD left"
        case .hoursLeft(let hours): "\(AlertLevel.digits(hours)) h left"
        case .burnPerDay(let percent): "burn \(AlertLevel.digits(percent)) % a day"
        case .expiresWithin(let days): "expires in \(AlertLevel.digits(days)) d"
        case .endsBefore(let day): "ends before \(UTCTime.dayText(day))"
        }
    }

    /// What it is of.
    package var kind: Kind {
        switch self {
        case .percentBurned: .percent
        case .usdLeft: .usdLeft
        case .hoursLeft: .hoursLeft
        case .burnPerDay: .burn
        case .expiresWithin: .expiry
        case .endsBefore: .forecast
        }
    }

    /// Its number: percent, USD, hours, percent a day, days, or seconds since 1970.
    package var number: Double {
        switch self {
        case .percentBurned(let number), .hoursLeft(let number), .burnPerDay(let number), .expiresWithin(let number):
            number
        case .usdLeft(let left): left.usd
        case .endsBefore(let day): day.timeIntervalSince1970
        }
    }

    /// Whether whoever passes this mark has passed the other of its kind before: 80 % is beyond 50 %.
    package func isBeyond(_ other: AlertLevel) -> Bool {
        guard kind == other.kind else { return false }
        return kind == .percent || kind == .burn ? number > other.number : number < other.number
    }

    /// How long a mark stays passed at least. What hangs on the burn of a moment comes and goes with every machine
    /// that somebody starts, and must not mail each time. Seconds.
    package var quiet: TimeInterval {
        switch self {
        case .percentBurned, .usdLeft, .expiresWithin: 0
        case .hoursLeft, .burnPerDay: 6 * .hour
        case .endsBefore: 24 * .hour
        }
    }

    /// Why a credit can never reach it, or is beyond it from its first day on; nil: it can.
    /// - Parameter now: nil where the time is not known.
    package func fault(amount: Money, expires: Date?, at now: Date?) -> String? {
        switch self {
        case .usdLeft(let left) where left >= amount:
            "the credit is worth \(amount) USD, so it would be passed from its first day on"
        case .endsBefore(let day) where now.map { day <= $0 } ?? false: "that day has come already"
        case .endsBefore(let day) where expires.map { day > $0 } ?? false:
            "the credit expires before that day: 'expires in 30d' tells of that"
        case .expiresWithin where expires.flatMap { end in now.map { end <= $0 } } ?? false:
            "the credit has expired already"
        default: nil
        }
    }

    private static func digits(_ number: Double) -> String {
        Int(exactly: number).map(String.init) ?? String(number)
    }
}
