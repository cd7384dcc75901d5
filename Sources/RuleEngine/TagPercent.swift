// How far a job is, as people and programs write it into a tag.

import Foundation

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
