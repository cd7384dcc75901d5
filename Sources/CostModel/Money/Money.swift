// An exact amount of US dollars.
// Leaves prices and rounding of reports to PriceList and Reporting.

/// An amount of US dollars, in whole nano-dollars, so that sums are exact.
///
/// The range is about ±9.2 thousand million USD. Arithmetic that would leave it stops at the nearest end
/// rather than trapping: a bill of that size is wrong already, and a guard must not crash on it.
package struct Money: Hashable, Comparable, Sendable, Codable {
    /// Nano-USD: 1 USD is 1,000,000,000.
    package var nanoUSD: Int64

    /// An amount in nano-USD.
    package init(nanoUSD: Int64) { self.nanoUSD = nanoUSD }

    /// Nothing at all. Not to be used for "not known": that is `nil`.
    package static let zero = Money(nanoUSD: 0)

    /// An amount written as a plain decimal, such as `12.5`, `-0.0104` or `100`.
    ///
    /// Digits after the ninth are rounded half up. `nil` where the text is no plain decimal (an exponent, a
    /// thousands separator, blanks) or does not fit.
    package init?(_ decimal: some StringProtocol) {
        var digits = Substring(decimal)
        let negative = digits.hasPrefix("-")
        if negative { digits = digits.dropFirst() }
        let parts = digits.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard let whole = parts.first, !whole.isEmpty, whole.utf8.allSatisfy(isDigit), let usd = Int64(whole) else {
            return nil
        }
        let fraction = parts.count == 2 ? parts[1] : "0"
        guard !fraction.isEmpty, fraction.utf8.allSatisfy(isDigit) else { return nil }
        let nine = fraction.prefix(9)
        guard var nanos = Int64(nine + String(repeating: "0", count: 9 - nine.count)) else { return nil }
        if let tenth = fraction.utf8.dropFirst(9).first, tenth >= UInt8(ascii: "5") { nanos += 1 }
        let (scaled, overflow) = usd.multipliedReportingOverflow(by: 1_000_000_000)
        let (sum, overflow2) = scaled.addingReportingOverflow(nanos)
        guard !overflow, !overflow2 else { return nil }
        self.init(nanoUSD: negative ? -sum : sum)
    }

    /// An amount from SQLite's floating point, rounded to the nearest nano-dollar; `nil` when it is not finite
    /// or does not fit. Exact for prices as listed: they have far fewer than 15 digits.
    package init?(usd: Double) {
        guard let nanos = Int64(exactly: (usd * 1e9).rounded()) else { return nil }
        self.init(nanoUSD: nanos)
    }

    /// Ordered by the value.
    package static func < (left: Money, right: Money) -> Bool { left.nanoUSD < right.nanoUSD }

    /// The exact sum, held at the end of the range.
    package static func + (left: Money, right: Money) -> Money {
        let (sum, overflow) = left.nanoUSD.addingReportingOverflow(right.nanoUSD)
        return Money(nanoUSD: overflow ? (right.nanoUSD < 0 ? .min : .max) : sum)
    }

    /// The exact difference, held at the end of the range.
    package static func - (left: Money, right: Money) -> Money {
        let (difference, overflow) = left.nanoUSD.subtractingReportingOverflow(right.nanoUSD)
        return Money(nanoUSD: overflow ? (right.nanoUSD < 0 ? .max : .min) : difference)
    }

    /// Adds, held at the end of the range.
    package static func += (left: inout Money, right: Money) { left = left + right }

    /// This amount times `numerator / denominator`, rounded half away from zero: the one place where money is
    /// rounded. A price per hour over 90 s is `price.scaled(by: 90, over: 3600)`.
    ///
    /// - Precondition: `denominator > 0`.
    package func scaled(by numerator: Int64, over denominator: Int64) -> Money {
        precondition(denominator > 0, "a rate is per something")
        let product = Int128(nanoUSD) * Int128(numerator)
        let half = Int128(denominator / 2)
        let quotient = (product + (product < 0 ? -half : half)) / Int128(denominator)
        return Money(nanoUSD: Int64(clamping: quotient))
    }
}

extension Money: CustomStringConvertible {
    /// The exact amount in USD with at most nine decimals and no trailing zeros: `12.5`, `0.0104`, `-3`.
    /// A valid JSON number.
    package var description: String {
        let (whole, nanos) = nanoUSD.magnitude.quotientAndRemainder(dividingBy: 1_000_000_000)
        let sign = nanoUSD < 0 ? "-" : ""
        guard nanos != 0 else { return "\(sign)\(whole)" }
        var fraction = String(nanos)
        fraction = String(repeating: "0", count: 9 - fraction.count) + fraction
        while fraction.last == "0" { fraction.removeLast() }
        return "\(sign)\(whole).\(fraction)"
    }

    /// The amount for people, rounded half away from zero to whole cents: `12.62`, `-0.05`.
    package var cents: String {
        let rounded = (nanoUSD.magnitude + 5_000_000) / 10_000_000
        let (whole, rest) = rounded.quotientAndRemainder(dividingBy: 100)
        return "\(nanoUSD < 0 && rounded > 0 ? "-" : "")\(whole).\(rest < 10 ? "0" : "")\(rest)"
    }

    /// The amount as a floating point number of USD: for SQLite's rules, never for sums.
    package var usd: Double { Double(nanoUSD) / 1e9 }
}

private func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }
