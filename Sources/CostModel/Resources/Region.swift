// Where a resource lives, and whose it is; where an account can have resources, and what stands in where AWS does not say.

/// The code of an AWS region, such as `eu-west-1`, checked: a region becomes part of a host name.
package struct Region: Hashable, Comparable, Sendable, Codable, CustomStringConvertible {
    /// The code, lower case.
    package let code: String

    /// `nil` unless the text looks like a region's code: two or more lower-case words and a number, joined by
    /// hyphens, 32 characters at most; or `global`.
    package init?(_ code: some StringProtocol) {
        let words = code.split(separator: "-", omittingEmptySubsequences: false)
        let letters = words.dropLast().allSatisfy { word in
            !word.isEmpty && word.utf8.allSatisfy { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) }
        }
        let number = words.last.map { (1...2).contains($0.utf8.count) && $0.utf8.allSatisfy { (48...57).contains($0) } }
        guard code == "global" || (words.count >= 3 && letters && number == true && code.utf8.count <= 32) else {
            return nil
        }
        self.code = String(code)
    }

    /// What belongs to the account as a whole, such as a credit.
    package static let global = Region(known: "global")
    /// Where AWS keeps billing data.
    package static let northVirginia = Region(known: "us-east-1")

    private init(known: String) { code = known }

    /// By code.
    package static func < (left: Region, right: Region) -> Bool { left.code < right.code }
    /// The code.
    package var description: String { code }
}

/// The twelve digits of an AWS account.
package struct AccountID: Hashable, Comparable, Sendable, Codable, CustomStringConvertible {
    /// Twelve decimal digits; leading zeros count.
    package let digits: String

    /// `nil` unless the text is exactly twelve decimal digits.
    package init?(_ digits: some StringProtocol) {
        guard digits.utf8.count == 12, digits.utf8.allSatisfy({ (48...57).contains($0) }) else { return nil }
        self.digits = String(digits)
    }

    /// By digits.
    package static func < (left: AccountID, right: AccountID) -> Bool { left.digits < right.digits }
    /// The twelve digits.
    package var description: String { digits }
}

/// The answer to "which regions are enabled?".
package enum EnabledRegions: Sendable {
    /// AWS told: these, sorted, and no others.
    case told([Region])
    /// AWS did not tell, for the gap's reason. `everybodys` are the regions that every account of the partition
    /// has; one that was switched on by hand is not among them.
    case untold(everybodys: [Region], Gap)
}
