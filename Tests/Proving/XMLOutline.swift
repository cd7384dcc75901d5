// Outlines of XML documents, by our reader and by FoundationXML, to compare.

import AWSAPI
package import Foundation
import FoundationXML

/// A document as lines of `depth name text`; the text of elements with children is left out.
package enum XMLOutline {
    /// As our reader reads it. Throws what the reader throws.
    package static func byReader(_ document: Data) throws -> [String] {
        lines(try AWSAPI.XMLNode(parsing: document), depth: 0)
    }

    /// As FoundationXML reads it; nil where it refuses.
    package static func byFoundation(_ document: Data) -> [String]? {
        let listener = Listener()
        let parser = XMLParser(data: document)
        parser.delegate = listener
        return parser.parse() ? listener.lines : nil
    }

    private static func lines(_ node: AWSAPI.XMLNode, depth: Int) -> [String] {
        let children = node.children
        let own = "\(depth) \(node.name) \(children.isEmpty ? node.text : "")"
        return [own] + children.flatMap { lines($0, depth: depth + 1) }
    }

    private final class Listener: NSObject, XMLParserDelegate {
        var lines: [String] = []
        private var open: [(line: Int, hasChildren: Bool, text: String)] = []

        func parser(
            _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
            attributes: [String: String]
        ) {
            if !open.isEmpty { open[open.count - 1].hasChildren = true }
            lines.append("\(open.count) \(name) ")
            open.append((lines.count - 1, false, ""))
        }

        func parser(_ parser: XMLParser, foundCharacters string: String) {
            if !open.isEmpty { open[open.count - 1].text += string }
        }

        func parser(
            _ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?
        ) {
            guard let last = open.popLast(), !last.hasChildren else { return }
            lines[last.line] += last.text
        }
    }
}
