// tag, tag_number, tag_percent and tag_age_hours: what rules ask of the tags of a row, and how people and programs write
// numbers and progress into tags.

import CostModel
import Foundation
import GRDBSQLite
import SQLite

/// What functions know besides their arguments.
final class FunctionContext {
    struct TagValue: Hashable { let region, id, key, value: String }
    var now = Date(timeIntervalSince1970: 0)
    /// What 'localtime' means.
    var timeZone = TimeZone.gmt
    /// When this value was seen first, in seconds since 1970.
    var firstSeen: [TagValue: Int64] = [:]

    /// Hours since a value was seen first; 0 where it never was before: it is seen first now.
    func age(region: String, id: String, key: String, value: String) -> Double {
        let seen = firstSeen[TagValue(region: region, id: id, key: key, value: value)]
        return seen.map { max(0, now.timeIntervalSince1970 - Double($0)) / .hour } ?? 0
    }
}

/// A number as people write it into a tag.
package enum TagNumber {
    /// `63`, `63 %` and ` 63.5% ` are numbers, a unit of letters may follow; anything else is nil.
    package static func read(_ text: String) -> Double? {
        let trimmed = text.trimmingCharacters(in: .whitespaces)
        let digits = trimmed.prefix { $0.isASCII && ($0.isNumber || "+-.".contains($0)) }
        let unit = trimmed.dropFirst(digits.count).trimmingCharacters(in: .whitespaces)
        guard let last = digits.last, last.isNumber, let number = Double(digits) else { return nil }
        return unit == "%" || unit.allSatisfy { $0.isASCII && $0.isLetter } ? number : nil
    }
}

enum TagFunctions {
    /// What a callback finds wrong; becomes SQLite's error on that row.
    struct Fault: Error { let message: String }

    static func register(on connection: RuleConnection) throws(SQLError) {
        try connection.addFunction("tag", arguments: 2) { context, values in
            try value(values, 0, 1).map(FactValue.text) ?? .null
        }
        try connection.addFunction("tag_number", arguments: 2) { context, values in
            try value(values, 0, 1).flatMap(TagNumber.read).map(FactValue.real) ?? .null
        }
        try connection.addFunction("tag_percent", arguments: 2) { context, values in
            try value(values, 0, 1).flatMap(TagPercent.read).map(FactValue.real) ?? .null
        }
        // The first two arguments are put in by SQLText.
        try connection.addFunction("tag_age_hours", arguments: 4) { context, values in
            guard let value = try value(values, 2, 3), let key = values[3].text,
                let region = values[0].text, let id = values[1].text
            else { return .null }
            return .real(context.age(region: region, id: id, key: key, value: value))
        }
    }

    /// Which of these tags are there and are not what they are read as, for people; empty where all can be read.
    static func unreadable(_ calls: [TagCall], in tags: String?) -> [String] {
        calls.compactMap { call in
            guard let key = call.key, let tags, let value = (try? TagJSON.value(of: key, in: tags)) ?? nil else {
                return nil
            }
            let isPercent = call.function == .percent
            guard (isPercent ? TagPercent.read(value) : TagNumber.read(value)) == nil else { return nil }
            return "\(key) '\(value.prefix(40))' is no \(isPercent ? "percentage" : "number")"
        }
    }

    /// Most rows lack the key that is asked for: that is told from the bytes as they stand.
    private static func value(_ arguments: SQLArguments, _ tags: Int, _ key: Int) throws -> String? {
        guard !arguments.isNull(tags), !arguments.isNull(key) else { return nil }
        if let bytes = arguments.bytes(tags), let name = arguments.bytes(key), TagJSON.isPlain(bytes, without: name) {
            return nil
        }
        guard let text = arguments[tags].text, let name = arguments[key].text else {
            throw Fault(message: "a tag function takes tags and a key in single quotes")
        }
        do { return try TagJSON.value(of: name, in: text) } catch {
            throw Fault(message: "tags are no JSON object of texts")
        }
    }
}

/// A progress in percent. Strict, for it can say that a job is done: `epoch 100` is not the end of 500 epochs.
package enum TagPercent {
    /// `63`, `63 %`, `12,5` and `12.5 percent` are percentages; `63/100`, `epoch 12 of 100` and `(3 out of 4)` are parts
    /// of a whole. Nil for anything else, for what is over 100 % or below 0, and for more than one number or one pair.
    package static func read(_ text: String) -> Double? {
        let text = text.trimmingCharacters(in: .whitespacesAndNewlines).lowercased()
        guard let percent = part(text) ?? alone(text), (0...100).contains(percent) else { return nil }
        return percent
    }

    private static func alone(_ text: String) -> Double? {
        guard let match = text.wholeMatch(of: /([+-]?[0-9]+(?:[.,][0-9]+)?)\s*(?:%|percent|pct)?/) else { return nil }
        return number(match.1)
    }

    /// Words may stand around a pair, for it says itself what its whole is.
    private static func part(_ text: String) -> Double? {
        let pair = /[^0-9.,+-]*([0-9]+(?:[.,][0-9]+)?)\s*(?:\/|(?:out\s+)?of)\s*([0-9]+(?:[.,][0-9]+)?)[^0-9.,+-]*/
        // Beyond 2^53 what is not done may look equal to its whole.
        guard let match = text.wholeMatch(of: pair), let done = number(match.1), let whole = number(match.2),
            done <= whole, whole > 0, whole < 0x1p53
        else { return nil }
        // What is nearly done is not done.
        return done == whole ? 100 : min(done / whole * 100, 100.0.nextDown)
    }

    private static func number(_ digits: Substring) -> Double? {
        Double(digits.replacing(",", with: "."))
    }
}
