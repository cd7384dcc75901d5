// HTML that cannot be broken out of: every text and every value of an attribute is cleaned and escaped on its way in.
// Tags and names of attributes are words of this program alone.

/// A piece of HTML. A string literal, interpolations included, is text.
struct Markup: ExpressibleByStringInterpolation {
    /// The source: safe to stand in a page.
    let source: String

    /// Text, escaped. A number keeps its unit on its line.
    init(_ text: String) {
        let words = text.wordsWithUnits.map { $0.replacing(" ", with: "\u{a0}") }
        source = Markup.escaped(words.joined(separator: " "))
    }

    /// Text that is copied, such as a command: its blanks stay as they are.
    static func verbatim(_ text: String) -> Markup { Markup(source: escaped(text)) }
    init(stringLiteral text: String) { self.init(text) }

    private init(source: String) { self.source = source }

    /// An element with its content. Attributes without a value (nil) are left out.
    static func tag(
        _ name: StaticString, _ attributes: KeyValuePairs<StaticString, String?> = [:], _ content: Markup...
    ) -> Markup {
        tag(name, attributes, all: content)
    }

    /// The same, of any number of pieces.
    static func tag(
        _ name: StaticString, _ attributes: KeyValuePairs<StaticString, String?> = [:], all content: [Markup]
    ) -> Markup {
        let list = attributes.compactMap { name, value in value.map { " \(name)=\"\(escaped($0))\"" } }.joined()
        let open = "<\(name)\(list)>"
        guard !isVoid("\(name)") else { return Markup(source: open) }
        // A line to each block: the source can be read, and compared line by line.
        let end = isBlock("\(name)") ? "\n" : ""
        return Markup(source: open + content.map(\.source).joined() + "</\(name)>" + end)
    }

    /// Several pieces in a row.
    static func all(_ pieces: [Markup]) -> Markup { Markup(source: pieces.map(\.source).joined()) }

    /// A style sheet of this program's own.
    static func style(_ sheet: StaticString) -> Markup { Markup(source: "<style>\(sheet)</style>\n") }

    static let nothing = Markup(source: "")
    var isEmpty: Bool { source.isEmpty }

    static func + (left: Markup, right: Markup) -> Markup { Markup(source: left.source + right.source) }

    /// Without what a terminal would obey, and without what HTML would: safe between tags and between quotes. By scalars:
    /// a quote that bears an accent is one character of Swift, and still a quote to a browser.
    private static func escaped(_ text: String) -> String {
        var out = String.UnicodeScalarView()
        for scalar in Sanitizer.terminal(text).unicodeScalars {
            switch scalar {
            case "&": out += "&amp;".unicodeScalars
            case "<": out += "&lt;".unicodeScalars
            case ">": out += "&gt;".unicodeScalars
            case "\"": out += "&quot;".unicodeScalars
            case "'": out += "&#39;".unicodeScalars
            default: out.append(scalar)
            }
        }
        return String(out)
    }

    private static func isVoid(_ name: String) -> Bool { ["meta", "link", "br"].contains(name) }
    private static func isBlock(_ name: String) -> Bool {
        [
            "html", "head", "title", "body", "header", "main", "footer", "section", "h1", "h2", "h3", "p", "div", "dl",
            "details", "summary",
            "dd", "dt", "ul", "li", "table", "thead", "tbody", "tr", "td", "th", "caption", "figure", "figcaption",
            "svg",
            "g", "path", "line", "text", "polygon",
        ].contains(name)
    }
}
