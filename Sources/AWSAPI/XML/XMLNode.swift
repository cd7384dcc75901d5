// A parsed answer and the view of one element in it. Strings are made only when asked for.
// Reading the bytes is XMLReader's matter.
package import Foundation

/// The elements of one document, flat, in document order.
final class XMLDocument: Sendable {
    struct Element: Sendable {
        var name: Range<Int32>
        /// What stands between the tags, children included.
        var content: Range<Int32>
        /// The content has entities, comments or carriage returns and is not its own text.
        var isEscaped = false
        var firstChild: Int32 = -1
        var nextSibling: Int32 = -1
    }

    let bytes: [UInt8]
    let elements: [Element]

    init(bytes: [UInt8], elements: [Element]) {
        self.bytes = bytes
        self.elements = elements
    }
}

/// One element of an XML answer.
package struct XMLNode: Sendable {
    let document: XMLDocument
    let index: Int

    private var element: XMLDocument.Element { document.elements[index] }

    /// Reads a document.
    /// - Throws: `XMLError` when it is not well formed, cut short, too deep, or has a DOCTYPE.
    package init(parsing data: Data) throws {
        self = XMLNode(document: try XMLReader.read(Array(data)), index: 0)
    }

    init(document: XMLDocument, index: Int) {
        self.document = document
        self.index = index
    }

    /// The element's name, with prefix if it has one.
    package var name: String { string(element.name) }

    /// The text between the tags, decoded; empty for an element that has children.
    package var text: String {
        guard element.firstChild < 0 else { return "" }
        guard element.isEscaped else { return string(element.content) }
        let raw = document.bytes[Int(element.content.lowerBound)..<Int(element.content.upperBound)]
        return String(decoding: XMLText.decode(raw), as: UTF8.self)
    }

    /// The first child of that name.
    package subscript(_ name: String) -> XMLNode? {
        var child = element.firstChild
        while child >= 0 {
            if document.elements[Int(child)].isNamed(name, in: document.bytes) {
                return XMLNode(document: document, index: Int(child))
            }
            child = document.elements[Int(child)].nextSibling
        }
        return nil
    }

    /// The element at the end of a path of names, such as `DescribeLaunchConfigurationsResult/NextToken`.
    package func descendant(_ path: String) -> XMLNode? {
        path.split(separator: "/").reduce(self as XMLNode?) { node, name in node?[String(name)] }
    }

    /// The text of the first child of that name; nil when it is absent or empty.
    package func text(_ name: String) -> String? {
        guard let text = self[name]?.text, !text.isEmpty else { return nil }
        return text
    }

    /// A digest of what stands between the tags as it came, children and all, and of `salt`: the same on every machine.
    /// 64 bits of SHA-256, so that of a hundred thousand elements two that differ share one in a scan of 10^14.
    package func digest(salt: String) -> UInt64 {
        var salt = salt
        return salt.withUTF8 { salt in
            document.bytes.withUnsafeBytes { bytes in
                let content = Int(element.content.lowerBound)..<Int(element.content.upperBound)
                return LibCrypto.sha256Prefix(
                    UnsafeRawBufferPointer(salt), UnsafeRawBufferPointer(rebasing: bytes[content]))
            }
        }
    }

    /// All children.
    package var children: [XMLNode] {
        var nodes: [XMLNode] = []
        var child = element.firstChild
        while child >= 0 {
            nodes.append(XMLNode(document: document, index: Int(child)))
            child = document.elements[Int(child)].nextSibling
        }
        return nodes
    }

    /// The children of that name.
    package func children(named name: String) -> [XMLNode] {
        children.filter { document.elements[$0.index].isNamed(name, in: document.bytes) }
    }

    /// The members of a list: `item` in EC2's answers, `member` in the query protocol's.
    package var items: [XMLNode] {
        children.filter {
            let element = document.elements[$0.index]
            return element.isNamed("item", in: document.bytes) || element.isNamed("member", in: document.bytes)
        }
    }

    private func string(_ range: Range<Int32>) -> String {
        String(decoding: document.bytes[Int(range.lowerBound)..<Int(range.upperBound)], as: UTF8.self)
    }
}

extension XMLDocument.Element {
    /// The span checks that the name lies within the bytes; then both texts are as long as what is compared. By memcmp,
    /// as fast as without the check: `elementsEqual` makes reading the values of 1,000 instances 8 to 9 % slower.
    func isNamed(_ candidate: String, in bytes: [UInt8]) -> Bool {
        guard name.count == candidate.utf8.count else { return false }
        var candidate = candidate
        return candidate.withUTF8 { candidate in
            bytes.span.extracting(Int(name.lowerBound)..<Int(name.upperBound)).withUnsafeBytes { own in
                guard let left = own.baseAddress, let right = candidate.baseAddress else { return candidate.isEmpty }
                return memcmp(left, right, own.count) == 0
            }
        }
    }
}

/// Why bytes are not a document we read.
package struct XMLError: Error, Sendable, CustomStringConvertible {
    /// What is wrong, in a few words.
    package let reason: String
    /// Where, in bytes from the start.
    package let offset: Int

    /// Reason and place.
    package var description: String { "XML answer is not readable: \(reason) at byte \(offset)" }
}
