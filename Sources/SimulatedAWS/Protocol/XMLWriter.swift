// Writing XML answers as bytes, as a page of a large account is megabytes; indented, as AWS indents them.
// Order and names are the caller's; escaping is ours.

package import Foundation

/// An answer that grows element by element.
package struct XMLWriter {
    /// What was written so far.
    package private(set) var bytes: [UInt8] = []
    /// How deep the next element stands; the answer's own element is at 0.
    private var depth: Int

    /// A writer of what stands inside the answer's element.
    package init(depth: Int = 1) { self.depth = depth }

    /// What was written so far, as a text.
    var text: String { String(decoding: bytes, as: UTF8.self) }

    /// Adds markup as it is.
    mutating func raw(_ markup: String) { bytes.append(contentsOf: markup.utf8) }

    /// `<name>value</name>`, or nothing for nil.
    package mutating func leaf(_ name: String, _ value: String?) {
        guard let value else { return }
        open(name)
        escaped(value)
        close(name)
    }

    /// `<name>5</name>`.
    package mutating func leaf(_ name: String, _ value: Int) {
        open(name)
        number(value)
        close(name)
    }

    /// `<name>true</name>`.
    package mutating func leaf(_ name: String, _ value: Bool) {
        open(name)
        raw(value ? "true" : "false")
        close(name)
    }

    /// `<name>2026-11-20T08:20:00.000Z</name>`, or nothing for nil.
    package mutating func leaf(_ name: String, _ value: Date?) {
        guard let value else { return }
        open(name)
        Timestamp.appendISO(value, to: &bytes)
        close(name)
    }

    /// `<name>…</name>`.
    package mutating func node(_ name: String, _ content: (inout XMLWriter) throws -> Void) rethrows {
        open(name)
        let start = bytes.count
        depth += 1
        try content(&self)
        depth -= 1
        if bytes.count > start { newLine() }
        close(name)
    }

    /// `<name><item>…</item>…</name>`; Auto Scaling, SNS and STS say `member` for `item`.
    package mutating func list<Element>(
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

    /// A line's end, and the blanks of the deepest element.
    private static let margin = [UInt8(ascii: "\n")] + [UInt8](repeating: UInt8(ascii: " "), count: 80)

    private mutating func newLine() {
        bytes.append(contentsOf: XMLWriter.margin[..<min(1 + depth * 4, XMLWriter.margin.count)])
    }

    private mutating func open(_ name: String) {
        newLine()
        bytes.append(UInt8(ascii: "<"))
        raw(name)
        bytes.append(UInt8(ascii: ">"))
    }

    private mutating func close(_ name: String) {
        bytes.append(UInt8(ascii: "<"))
        bytes.append(UInt8(ascii: "/"))
        raw(name)
        bytes.append(UInt8(ascii: ">"))
    }

    private mutating func number(_ value: Int) {
        if (0..<10).contains(value) { bytes.append(UInt8(48 + value)) } else { raw(String(value)) }
    }

    private mutating func escaped(_ value: String) {
        guard value.utf8.contains(where: { $0 == 38 || $0 == 60 || $0 == 62 || $0 == 34 || $0 < 32 }) else {
            return raw(value)
        }
        for byte in value.utf8 {
            switch byte {
            case UInt8(ascii: "&"): raw("&amp;")
            case UInt8(ascii: "<"): raw("&lt;")
            case UInt8(ascii: ">"): raw("&gt;")
            case UInt8(ascii: "\""): raw("&quot;")
            case 0..<32: raw("&#\(byte);")
            default: bytes.append(byte)
            }
        }
    }
}
