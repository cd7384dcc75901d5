// Writing XML answers. Order and names are the caller's; escaping is ours.

import Foundation

struct XMLWriter {
    private(set) var text = ""

    /// `<name>value</name>`, or nothing for nil.
    mutating func leaf(_ name: String, _ value: String?) {
        guard let value else { return }
        text += "<\(name)>"
        text += XMLWriter.escaped(value)
        text += "</\(name)>"
    }

    mutating func leaf(_ name: String, _ value: Int) { text += "<\(name)>\(value)</\(name)>" }
    mutating func leaf(_ name: String, _ value: Bool) { text += "<\(name)>\(value)</\(name)>" }
    mutating func leaf(_ name: String, _ value: Date?) { leaf(name, value.map(Timestamp.iso)) }

    /// `<name>…</name>`.
    mutating func node(_ name: String, _ content: (inout XMLWriter) throws -> Void) rethrows {
        text += "<\(name)>"
        try content(&self)
        text += "</\(name)>"
    }

    /// `<name><item>…</item>…</name>`; Auto Scaling, SNS and STS say `member` for `item`.
    mutating func list<Element>(
        _ name: String, of items: some Sequence<Element>, as item: String = "item",
        _ content: (inout XMLWriter, Element) -> Void
    ) {
        node(name) { xml in
            for element in items { xml.node(item) { content(&$0, element) } }
        }
    }

    /// `<tagSet>`, sorted by key as no reader may rely on an order but tests read it.
    mutating func tags(_ tags: [String: String]) {
        guard !tags.isEmpty else { return }
        list("tagSet", of: tags.sorted { $0.key < $1.key }) { xml, tag in
            xml.leaf("key", tag.key)
            xml.leaf("value", tag.value)
        }
    }

    static func escaped(_ value: String) -> String {
        guard value.utf8.contains(where: { $0 == 38 || $0 == 60 || $0 == 62 || $0 == 34 || $0 < 32 }) else {
            return value
        }
        var result = ""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case _ where scalar.value < 32: result += "&#\(scalar.value);"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
