// How amounts, days, names and marks of credits are written, alike in the configuration and on the command line.

import ArgumentParser
import CostModel
import Foundation
import Reporting

enum CreditInput {
    /// USD from 0 to under a million, as pages and people write it: a dollar sign or USD beside it, before or behind, and a
    /// decimal comma are forgiven. Nil for anything else, and for `1,000` and
    /// `4.100`, which are thousands to some and ones to others.
    static func amount(_ text: String) -> Money? {
        var number = text.lowercased()[...]
        let before = take(["us$", "$", "usd"], from: &number, atEnd: false)
        let behind = take(["us$", "$", "usd"], from: &number, atEnd: true)
        // "$100 USD" is said twice, and is the same.
        if let before, let behind, before == "usd" || behind != "usd" { return nil }
        if let comma = number.firstIndex(of: ","), number.distance(from: comma, to: number.endIndex) != 4 {
            number.replaceSubrange(comma...comma, with: ".")
        }
        if let point = number.firstIndex(of: "."), number.distance(from: point, to: number.endIndex) == 4,
            number.first != "0"
        {
            return nil
        }
        guard let money = Money(number) else { return nil }
        return money >= .zero && money < Money(nanoUSD: 1_000_000_000_000_000) ? money : nil
    }

    /// Takes the first of these signs from one end of a text, with the blanks around it.
    private static func take(_ signs: [String], from text: inout Substring, atEnd: Bool) -> String? {
        func trim() { text = text.trimmingCharacters(in: .whitespaces)[...] }
        trim()
        guard let sign = signs.first(where: { atEnd ? text.hasSuffix($0) : text.hasPrefix($0) }) else { return nil }
        text = atEnd ? text.dropLast(sign.count) : text.dropFirst(sign.count)
        trim()
        return sign
    }

    /// Whether a word is meant as an amount, a faulty one among them.
    static func looksLikeAmount(_ text: String) -> Bool {
        var number = text.lowercased()[...]
        let sign = take(["us$", "$", "usd"], from: &number, atEnd: false)
        guard let first = number.first else { return false }
        // A name may begin with the letters: 'usd-club'.
        return first.isNumber || sign != "usd" && "-.$".contains(first)
    }

    /// The first instant of the UTC day from which a credit counts, from a day or a time; nil for anything else.
    static func start(_ text: String) -> Date? {
        if let day = TypedDay.date(text) { return day }
        return UTCTime.date(text).flatMap { UTCTime.day(UTCTime.dayText($0)) }
    }

    /// When a credit expires: at the end of a UTC day, or at a time; nil for anything else.
    static func expiry(_ text: String) -> Date? {
        TypedDay.date(text)?.addingTimeInterval(.day) ?? UTCTime.date(text)
    }

    /// A day or a time as the configuration has it: of days the plainest form.
    static func written(_ day: String) -> String { TypedDay.date(day).map(UTCTime.dayText) ?? day }

    /// How days and times are to be written.
    static let dayForms = "\(TypedDay.forms), or a time such as 2026-09-01T10:00Z"

    /// What is wrong with a name, which stands in mails, in keys of alerts, and as the id of the credit; nil: nothing.
    static func fault(inName name: String) -> String? {
        let isGood =
            !name.isEmpty && !name.contains("/") && name.utf8.count <= 64 && Sanitizer.terminal(name) == name
        return isGood ? nil : "'\(name)' is no name: expected 1 to 64 characters without '/' and line ends"
    }
}

/// What is wrong with a mark that a person wrote.
enum AlertMarkText {
    /// How marks are written.
    static let forms = "write such as \(AlertLevel.forms)"

    /// Why a text is no mark. One that could never be crossed, or always is, is told apart from one that is misspelt.
    static func fault(_ text: String) -> String {
        let joined = text.lowercased().split(separator: " ").joined()
        let number = Double(joined.prefix { $0.isNumber || $0 == "." || $0 == "-" })
        if let number, joined.hasSuffix("%") {
            if number > 100 { return "'\(text)' is no mark: it can never be crossed, 100 % is all of a credit" }
            if number <= 0 { return "'\(text)' is no mark: it is crossed before anything is spent" }
        }
        if let number, number <= 0, joined.hasSuffix("left") {
            return "'\(text)' is no mark: with nothing left it is too late; 100% says that a credit is used up"
        }
        if joined.hasPrefix("endsbefore") { return "'\(text)' is no mark: expected a day as YYYY-MM-DD" }
        return "'\(text)' is no mark"
    }
}

extension CreditInput {
    /// What `--credit`, `--granted` and `--expires` say of a credit.
    ///
    /// - Throws: `ValidationError` for the first of them that cannot be read.
    static func check(credit: String?, granted: String?, expires: String?) throws {
        if let credit, amount(credit).map({ $0 > .zero }) != true {
            throw ValidationError(
                "--credit: '\(credit)' is no amount of a credit: write USD as a number above 0, such as 100, $100 or 62.50"
            )
        }
        for (flag, day) in [("--granted", granted), ("--expires", expires)] {
            if let day, start(day) == nil { throw ValidationError("\(flag): \(TypedDay.fault(day)); \(dayForms)") }
        }
    }
}
