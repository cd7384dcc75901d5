// Where a resource lives, and whose it is.

/// The code of an AWS region, such as `eu-west-1`, checked: a region becomes part of a host name.
public struct Region: Hashable, Comparable, Sendable, Codable, CustomStringConvertible {
    /// The code, lower case.
    public let code: String

    /// `nil` unless the text looks like a region's code: two or more lower-case words and a number, joined by
    /// hyphens, 32 characters at most; or `global`.
    public init?(_ code: some StringProtocol) {
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
    public static let global = Region(known: "global")
    /// Where AWS keeps billing data.
    public static let northVirginia = Region(known: "us-east-1")

    private init(known: String) { code = known }

    /// By code.
    public static func < (left: Region, right: Region) -> Bool { left.code < right.code }
    /// The code.
    public var description: String { code }

    /// The place as AWS's console names it, such as `Oregon`; the code where we know no name.
    /// Source: the console's region menu, as of 2026-11.
    public var place: String { Region.places[code] ?? code }

    /// The region that the console's name of a place, or a code, stands for; case does not matter.
    public static func named(_ text: String) -> Region? {
        let wanted = text.lowercased()
        if let code = places.first(where: { $0.value.lowercased() == wanted })?.key { return Region(code) }
        return Region(wanted)
    }

    static let places: [String: String] = [
        "us-east-1": "N. Virginia", "us-east-2": "Ohio", "us-west-1": "N. California", "us-west-2": "Oregon",
        "ca-central-1": "Canada Central", "ca-west-1": "Calgary", "mx-central-1": "Mexico Central",
        "sa-east-1": "São Paulo",
        "eu-west-1": "Ireland", "eu-west-2": "London", "eu-west-3": "Paris", "eu-central-1": "Frankfurt",
        "eu-central-2": "Zurich", "eu-north-1": "Stockholm", "eu-south-1": "Milan", "eu-south-2": "Spain",
        "ap-northeast-1": "Tokyo", "ap-northeast-2": "Seoul", "ap-northeast-3": "Osaka", "ap-south-1": "Mumbai",
        "ap-south-2": "Hyderabad", "ap-southeast-1": "Singapore", "ap-southeast-2": "Sydney",
        "ap-southeast-3": "Jakarta", "ap-southeast-4": "Melbourne", "ap-southeast-5": "Malaysia",
        "ap-southeast-7": "Thailand", "ap-east-1": "Hong Kong", "af-south-1": "Cape Town",
        "me-south-1": "Bahrain", "me-central-1": "UAE", "il-central-1": "Tel Aviv",
    ]
}

/// The twelve digits of an AWS account.
public struct AccountID: Hashable, Comparable, Sendable, Codable, CustomStringConvertible {
    /// Twelve decimal digits; leading zeros count.
    public let digits: String

    /// `nil` unless the text is exactly twelve decimal digits.
    public init?(_ digits: some StringProtocol) {
        guard digits.utf8.count == 12, digits.utf8.allSatisfy({ (48...57).contains($0) }) else { return nil }
        self.digits = String(digits)
    }

    /// By digits.
    public static func < (left: AccountID, right: AccountID) -> Bool { left.digits < right.digits }
    /// The twelve digits.
    public var description: String { digits }
}
