// Documents made by chance, and their outlines by our reader and by FoundationXML, to compare.
import Foundation
import FoundationXML

@testable import AWSAPI

/// A small generator with a seed, so a failure can be repeated.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

enum Generated {
    static func document(_ random: inout SplitMix) -> String {
        let head = ["", "<?xml version=\"1.0\"?>", "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!-- c -->\n"]
        return (head.randomElement(using: &random) ?? "") + element(&random, depth: 0) + "\n"
    }

    private static func element(_ random: inout SplitMix, depth: Int) -> String {
        let name = ["item", "member", "key", "a", "a-b", "ns:x", "_y.z"].randomElement(using: &random) ?? "a"
        let attributes = ["", " k='v\"'", " xmlns=\"http://x/\"", " a=\"&lt;1\" b = 'ü'", "\n"]
        let start = name + (attributes.randomElement(using: &random) ?? "")
        switch Int.random(in: 0..<6, using: &random) {
        case 0: return "<\(start)/>"
        case 1, 2: return "<\(start)>\(text(&random))</\(name)>"
        default:
            guard depth < 6 else { return "<\(start)></\(name) >" }
            let space = ["", " ", "\n    ", "<!-- between -->"].randomElement(using: &random) ?? ""
            let children = (0..<Int.random(in: 1...4, using: &random)).map { _ in
                element(&random, depth: depth + 1) + space
            }
            return "<\(start)>\(space)\(children.joined())</\(name)>"
        }
    }

    private static func text(_ random: inout SplitMix) -> String {
        let pieces = [
            "word", " ", "\n", "\r\n", "\r", "&amp;", "&lt;", "&gt;", "&quot;", "&apos;", "&#65;", "&#x1F600;", "ü好😀",
            "<!-- c -->", "]", "'", "\"", "=", "2026-11-20T01:02:03.000Z",
        ]
        return (0..<Int.random(in: 0...6, using: &random)).map { _ in pieces.randomElement(using: &random) ?? "" }
            .joined()
    }
}

/// A document as lines of `depth name text`; the text of elements with children is left out.
enum Outline {
    static func byReader(_ text: String) throws -> [String] {
        lines(try AWSAPI.XMLNode(parsing: Data(text.utf8)), depth: 0)
    }

    private static func lines(_ node: AWSAPI.XMLNode, depth: Int) -> [String] {
        let children = node.children
        let own = "\(depth) \(node.name) \(children.isEmpty ? node.text : "")"
        return [own] + children.flatMap { lines($0, depth: depth + 1) }
    }

    /// Nil when FoundationXML refuses the document.
    static func byFoundation(_ text: String) -> [String]? {
        let listener = Listener()
        let parser = XMLParser(data: Data(text.utf8))
        parser.delegate = listener
        guard parser.parse() else { return nil }
        return listener.lines
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
