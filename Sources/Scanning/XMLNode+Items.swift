// Reads the values of an answer's items. An answer without the list that it should hold is unreadable: taken
// as an empty list, it would make a whole account look gone.
import AWSAPI
import CostModel
import Foundation

extension XMLNode {
    /// The items of a list, which must be there, though it may be empty.
    func list(_ name: String) throws -> [XMLNode] {
        guard let list = self[name] else {
            throw ScanError("got no '\(name)', expected a list, perhaps an empty one", reading: self.name)
        }
        let items = list.items
        // A list whose members are called otherwise is not empty.
        guard !items.isEmpty || list.children.isEmpty else {
            throw ScanError(
                "got '\(list.children[0].name)' in '\(name)', expected 'item' or 'member'", reading: self.name)
        }
        return items
    }

    /// The items of a list that AWS leaves out when it is empty.
    func optionalList(_ name: String) -> [XMLNode] { self[name]?.items ?? [] }

    func required(_ name: String) throws -> String {
        guard let text = text(name) else { throw ScanError("got no '\(name)'", reading: self.name) }
        return text
    }

    /// A count or a size. AWS has none near the bound; sums of such numbers, of all that an answer can hold, do not
    /// overflow.
    func integer(_ name: String) throws -> Int64? {
        guard let text = text(name) else { return nil }
        guard let value = Int64(text), (0...1 << 32).contains(value) else {
            throw unreadable(name, text, "a whole number of at most 4294967296")
        }
        return value
    }

    func flag(_ name: String) throws -> Bool? {
        switch text(name) {
        case nil: nil
        case "true": true
        case "false": false
        case let text?: throw unreadable(name, text, "true or false")
        }
    }

    func time(_ name: String) throws -> Date? {
        guard let text = text(name) else { return nil }
        guard let time = UTCTime.aws(text) else {
            throw unreadable(name, text, "a time such as 2026-11-20T01:02:03Z")
        }
        return time
    }

    /// All tags; a tag without a value has an empty one.
    func tags() -> [String: String] {
        var tags: [String: String] = [:]
        for tag in optionalList("tagSet") {
            if let key = tag.text("key") { tags[key] = tag.text("value") ?? "" }
        }
        return tags
    }

    /// The service of AWS that alone may change the thing, such as `eks.amazonaws.com`; nil: its owner may.
    /// Source: EC2 API reference, OperatorResponse.
    func serviceOperator() -> String? {
        guard let manager = self["operator"], manager.text("managed") == "true" else { return nil }
        return manager.text("principal") ?? "aws"
    }

    private func unreadable(_ name: String, _ text: String, _ expected: String) -> ScanError {
        ScanError("got '\(text.prefix(40))' for '\(name)', expected \(expected)", reading: self.name)
    }
}

extension [String: String] {
    /// What the console shows as a resource's name; nil where the tag is absent or empty.
    var nameTag: String? { self["Name"].flatMap { $0.isEmpty ? nil : $0 } }
}

/// What the image field of templates and launch configurations means.
enum ImageReference {
    /// `resolve:ssm:/path` names an image that only AWS can tell: then any image may be meant.
    static func of(_ text: String?) -> [Reference] {
        text.map { [Reference(.image, $0.hasPrefix("ami-") ? $0 : nil)] } ?? []
    }
}

extension Set<Reference> {
    /// In a fixed order, so that an unchanged resource compares equal in the next scan.
    func sorted() -> [Reference] {
        sorted { ($0.kind.rawValue, $0.id ?? "") < ($1.kind.rawValue, $1.id ?? "") }
    }
}
