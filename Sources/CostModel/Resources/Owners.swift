// Whose a machine is, by its tag, and by which name a mail finds that person.

/// The names that the configuration gives to owners.
package struct Owners: Hashable, Sendable {
    /// The key of a message's attribute by which a subscription picks the mails of one person. Contract.
    package static let attribute = "owner"
    /// The tags that say whose a thing is, the first that has a value counts; then any other spelling of the case.
    package static let tags = ["owner", "Owner", "OWNER"]
    /// The most characters of a name that are used. Source: EC2 user guide, "Tag restrictions".
    private static let longest = 256

    /// Of a tag's value or an ARN the mail address.
    package let aliases: [String: String]

    /// Nobody has another name, unless it is given.
    package init(aliases: [String: String] = [:]) { self.aliases = aliases }

    /// Who is named by the tags; nil: nobody.
    package static func name(in tags: [String: String]) -> String? {
        let others = tags.keys.filter { $0.lowercased() == attribute && !Self.tags.contains($0) }.sorted()
        return (Self.tags + others).lazy.compactMap { tags[$0].flatMap(plain) }.first
    }

    /// The mail address of a name: by the aliases, whose case and blanks are forgiven, or the name itself where it is one.
    package func address(of name: String) -> String? {
        guard let plain = Self.plain(name) else { return nil }
        if let exact = aliases[plain] { return exact }
        let wanted = plain.lowercased()
        let alike = aliases.filter { Self.plain($0.key)?.lowercased() == wanted }
        if let first = alike.min(by: { $0.key < $1.key }) { return first.value }
        return Self.isAddress(plain) ? plain : nil
    }

    /// What a message's attribute says for a name: the address where one is known, else the name.
    package func addressee(_ name: String) -> String? { address(of: name) ?? Self.plain(name) }

    /// Whether a text is a mail address that SNS would take.
    package static func isAddress(_ text: String) -> Bool {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        let isPlain = text.unicodeScalars.allSatisfy { $0.isASCII && $0.value > 0x20 && $0.value != 0x7F }
        return parts.count == 2 && parts.allSatisfy { !$0.isEmpty } && isPlain && text.utf8.count <= 254
    }

    /// Without blanks around it and without characters that steer a terminal; nil where nothing is left.
    private static func plain(_ text: String) -> String? {
        let shown = text.unicodeScalars.filter { $0.properties.generalCategory != .control }
        let trimmed = String(String.UnicodeScalarView(shown)).split(whereSeparator: \.isWhitespace)
            .joined(separator: " ").prefix(longest)
        return trimmed.isEmpty ? nil : String(trimmed)
    }
}

/// Somebody whom a topic mails to, or will once they have confirmed.
package struct MailReader: Hashable, Sendable {
    /// What a subscription lets through.
    package enum Filter: Hashable, Sendable {
        /// Every mail.
        case all
        /// The mails of these owners alone.
        case owners([String])
        /// Something else than owners is asked for: none of our mails is sure to pass.
        case other
        /// Why it is not known.
        case unknown(String)
    }
    /// Most often a mail address.
    package let endpoint: String
    /// Whether they have confirmed: before that they receive nothing.
    package let isConfirmed: Bool
    /// What reaches them.
    package let filter: Filter
    /// A subscription.
    package init(endpoint: String, isConfirmed: Bool, filter: Filter) {
        self.endpoint = endpoint
        self.isConfirmed = isConfirmed
        self.filter = filter
    }

    /// Whether a mail to an owner, or to nobody by name, is sure to reach this reader.
    package func isReached(by addressee: String?) -> Bool {
        guard isConfirmed else { return false }
        return switch filter {
        case .all: true
        case .owners(let names): addressee.map(names.contains) ?? false
        case .other, .unknown: false
        }
    }
}
