// How amounts, days and names of credits are written, alike in the configuration and on the command line.

import CostModel
import Foundation
import Reporting

enum CreditText {
    /// USD from 0 to under a million, as pages and people write it: a dollar sign or USD beside it, and a decimal comma,
    /// are forgiven. Nil for anything else, and for `1,000`, which is a thousand to some and one to others.
    static func amount(_ text: String) -> Money? {
        var number = text[...]
        if number.hasPrefix("$") { number = number.dropFirst() }
        if number.lowercased().hasSuffix("usd") { number = number.dropLast(3) }
        while number.last == " " { number = number.dropLast() }
        if let comma = number.firstIndex(of: ","), number.distance(from: comma, to: number.endIndex) != 4 {
            number.replaceSubrange(comma...comma, with: ".")
        }
        guard let money = Money(number) else { return nil }
        return money >= .zero && money < Money(nanoUSD: 1_000_000_000_000_000) ? money : nil
    }

    /// Whether a word is meant as an amount, a faulty one among them.
    static func looksLikeAmount(_ text: String) -> Bool {
        text.first.map { $0.isNumber || $0 == "$" || $0 == "-" || $0 == "." } ?? false
    }

    /// The first instant of the UTC day from which a credit counts, from a day or a time; nil for anything else.
    static func start(_ text: String) -> Date? {
        if let day = UTCDay.date(text) { return day }
        return UTCTime.date(text).flatMap { UTCDay.date(UTCDay.text($0)) }
    }

    /// When a credit expires: at the end of a UTC day, or at a time; nil for anything else.
    static func expiry(_ text: String) -> Date? {
        UTCDay.date(text)?.addingTimeInterval(86_400) ?? UTCTime.date(text)
    }

    /// How days and times are to be written.
    static let dayForms = "write YYYY-MM-DD, or a time such as 2026-09-01T10:00Z"

    /// What is wrong with a name, which stands in mails, in keys of alerts, and as the id of the credit; nil: nothing.
    static func fault(inName name: String) -> String? {
        let isGood =
            !name.isEmpty && !name.contains("/") && name.utf8.count <= 64 && Sanitizer.terminal(name) == name
        return isGood ? nil : "'\(name)' is no name: expected 1 to 64 characters without '/' and line ends"
    }
}
