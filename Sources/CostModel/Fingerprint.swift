// A short name for a text, stable between processes and versions. No secret depends on it.

/// FNV-1a, 64 bits.
package enum Fingerprint {
    /// The same text gives the same number for ever: it stands in stored plans, hold clocks and price lists.
    package static func of(_ text: String) -> UInt64 {
        text.utf8.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    }

    /// A number's lowest bits as so many hexadecimal digits, lower case.
    package static func hexadecimal(_ number: UInt64, digits: Int = 16) -> String {
        let text = String(number, radix: 16)
        return String(repeating: "0", count: max(0, digits - text.count)) + text.suffix(digits)
    }
}
