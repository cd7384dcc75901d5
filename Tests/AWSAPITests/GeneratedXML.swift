// XML documents made by chance, with a seed, so that a failure can be had again.
import Proving

enum Generated {
    static func document(_ random: inout SeededGenerator) -> String {
        let head = ["", "<?xml version=\"1.0\"?>", "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!-- c -->\n"]
        return (head.randomElement(using: &random) ?? "") + element(&random, depth: 0) + "\n"
    }

    private static func element(_ random: inout SeededGenerator, depth: Int) -> String {
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

    private static func text(_ random: inout SeededGenerator) -> String {
        let pieces = [
            "word", " ", "\n", "\r\n", "\r", "&amp;", "&lt;", "&gt;", "&quot;", "&apos;", "&#65;", "&#x1F600;", "ü好😀",
            "<!-- c -->", "]", "'", "\"", "=", "2026-11-20T01:02:03.000Z",
        ]
        return (0..<Int.random(in: 0...6, using: &random)).map { _ in pieces.randomElement(using: &random) ?? "" }
            .joined()
    }
}
