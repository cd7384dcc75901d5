// The names of JSON members: AWS writes them with a capital, Swift without.

/// A member's name with its first letter made large or small.
struct AWSKey: CodingKey {
    let stringValue: String
    let intValue: Int?

    /// The last name of a path; a place in an array stays as it is.
    init(_ path: [any CodingKey], upper: Bool) {
        let name = path.last?.stringValue ?? ""
        intValue = path.last?.intValue
        stringValue = (upper ? name.prefix(1).uppercased() : name.prefix(1).lowercased()) + name.dropFirst()
    }

    init(stringValue: String) {
        self.stringValue = stringValue
        intValue = nil
    }
    init(intValue: Int) {
        stringValue = String(intValue)
        self.intValue = intValue
    }
}
