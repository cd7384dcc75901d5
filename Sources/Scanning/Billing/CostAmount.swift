// Amounts as Cost Explorer writes them.

import CostModel
import Foundation

extension Money {
    /// A decimal with or without an exponent, such as `0.0000001234` or `-1.2E-7`; digits after the ninth are
    /// rounded half away from zero. Nil where the text is none or does not fit.
    init?(billed text: String) {
        let parts = text.split(maxSplits: 1, omittingEmptySubsequences: false) { $0 == "e" || $0 == "E" }
        guard parts.count == 2 else {
            self.init(text)
            return
        }
        // The exponent of a sum of money is small; a large one would only cost time.
        guard let exponent = Int(parts[1]), (-40...18).contains(exponent), Money.isPlain(parts[0]),
            var amount = Decimal(string: String(parts[0]), locale: Locale(identifier: "en_US_POSIX"))
        else { return nil }
        var nanos = Decimal()
        guard NSDecimalMultiplyByPowerOf10(&nanos, &amount, Int16(exponent + 9), .plain) == .noError else {
            self.init(nanoUSD: 0)
            return
        }
        var whole = Decimal()
        NSDecimalRound(&whole, &nanos, 0, .plain)
        guard let value = Int64("\(whole)") else { return nil }
        self.init(nanoUSD: value)
    }

    /// Foundation reads the number at a text's start and forgives the rest; here nothing is forgiven.
    private static func isPlain(_ decimal: Substring) -> Bool { Money(decimal) != nil }
}
