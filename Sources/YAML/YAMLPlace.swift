// Where the nodes of a YAML text begin and end. The parser tells where each begins; its end is found by reading on, and
// what cannot be read for certain has no end.

import Yams

/// A text with the offsets of its lines, in unicode scalars, as libyaml counts.
struct YAMLPlaces {
    let scalars: [Unicode.Scalar]
    private let lineStarts: [Int]

    init(_ text: String) {
        let scalars = Array(text.unicodeScalars)
        var starts = [0]
        // The breaks of YAML 1.1; a carriage return before a line feed belongs to it.
        for (index, scalar) in scalars.enumerated() where YAMLPlaces.isBreak(scalar) {
            if scalar == "\r", index + 1 < scalars.count, scalars[index + 1] == "\n" { continue }
            starts.append(index + 1)
        }
        self.scalars = scalars
        lineStarts = starts
    }

    static func isBreak(_ scalar: Unicode.Scalar) -> Bool {
        ["\n", "\r", "\u{85}", "\u{2028}", "\u{2029}"].contains(scalar)
    }

    func text(_ range: Range<Int>) -> String { String(String.UnicodeScalarView(scalars[range])) }

    /// Where a line begins, counted from 1; nil past the last.
    func start(ofLine line: Int) -> Int? { lineStarts.indices.contains(line - 1) ? lineStarts[line - 1] : nil }

    /// The end of the line that holds an offset, without its break.
    func lineEnd(_ offset: Int) -> Int {
        scalars[offset...].firstIndex(where: YAMLPlaces.isBreak) ?? scalars.count
    }

    /// Where a node's value begins, behind its anchor and its tag; nil for an alias.
    func start(of node: Node) -> Int? {
        guard let mark = node.mark, let line = start(ofLine: mark.line) else { return nil }
        var offset = line + mark.column - 1
        while offset < scalars.count, "&!".unicodeScalars.contains(scalars[offset]), node.scalar?.style != .literal {
            offset = scalars[offset...].firstIndex { isBlank($0) || YAMLPlaces.isBreak($0) } ?? scalars.count
            offset = scalars[offset...].firstIndex { !isBlank($0) && !YAMLPlaces.isBreak($0) } ?? scalars.count
        }
        guard offset <= scalars.count, offset == scalars.count || scalars[offset] != "*" else { return nil }
        return offset
    }

    /// Whether a map or a list stands between brackets; what the parser says of that is the style of its end.
    func isFlow(_ node: Node) -> Bool {
        guard node.scalar == nil, let start = start(of: node), start < scalars.count else { return false }
        return "[{".unicodeScalars.contains(scalars[start])
    }

    /// The offset behind a node; nil where it cannot be told.
    ///
    /// - Parameter inFlow: whether it stands between brackets.
    func end(of node: Node, inFlow: Bool) -> Int? {
        switch node {
        case .scalar(let scalar): return end(of: scalar, node, inFlow: inFlow)
        case .mapping, .sequence:
            if isFlow(node) { return start(of: node).flatMap(bracketEnd) }
            return node.lastChild.flatMap { end(of: $0, inFlow: false) }
        case .alias: return nil
        }
    }

    private func end(of scalar: Node.Scalar, _ node: Node, inFlow: Bool) -> Int? {
        guard let start = start(of: node) else { return nil }
        switch scalar.style {
        case .singleQuoted, .doubleQuoted: return quoteEnd(start)
        case .literal, .folded: return blockEnd(start)
        default: break
        }
        if scalar.string.isEmpty { return start }
        var end = start
        while end < scalars.count, !YAMLPlaces.isBreak(scalars[end]) {
            let isLast = end + 1 == scalars.count
            if scalars[end] == "#", end > start, isBlank(scalars[end - 1]) { break }
            if scalars[end] == ":", isLast || isBlank(scalars[end + 1]) || YAMLPlaces.isBreak(scalars[end + 1]) {
                break
            }
            if inFlow, ",[]{}".unicodeScalars.contains(scalars[end]) { break }
            end += 1
        }
        while end > start, isBlank(scalars[end - 1]) { end -= 1 }
        // One that goes on over further lines does not read the same.
        return text(start..<end) == SettingColon.show(scalar.string) ? end : nil
    }

    private func isBlank(_ scalar: Unicode.Scalar) -> Bool { scalar == " " || scalar == "\t" }

    /// The end of a quoted text that begins here.
    private func quoteEnd(_ start: Int) -> Int? {
        guard start < scalars.count else { return nil }
        let quote = scalars[start]
        var index = start + 1
        while index < scalars.count {
            if scalars[index] == "\\", quote == "\"" {
                index += 2
            } else if scalars[index] != quote {
                index += 1
            } else if quote == "'", index + 1 < scalars.count, scalars[index + 1] == "'" {
                index += 2
            } else {
                return index + 1
            }
        }
        return nil
    }

    /// The end of what begins with a bracket here. Quotes begin a text only behind a sign or a blank, and so do comments.
    private func bracketEnd(_ start: Int) -> Int? {
        var depth = 0
        var index = start
        var before: Unicode.Scalar = " "
        while index < scalars.count {
            let scalar = scalars[index]
            let opens = isBlank(before) || YAMLPlaces.isBreak(before) || "[{,:".unicodeScalars.contains(before)
            if opens, scalar == "'" || scalar == "\"" {
                guard let end = quoteEnd(index) else { return nil }
                before = scalar
                index = end
                continue
            }
            if opens, scalar == "#", before != ":" { index = lineEnd(index) }
            guard index < scalars.count else { return nil }
            if "[{".unicodeScalars.contains(scalar) { depth += 1 }
            if "]}".unicodeScalars.contains(scalar) { depth -= 1 }
            if depth == 0 { return index + 1 }
            before = scalars[index]
            index = index + 1
        }
        return nil
    }

    /// The end of a literal or folded text whose sign stands here: the last line that is indented as its first.
    private func blockEnd(_ start: Int) -> Int? {
        var end = lineEnd(start)
        var indentation: Int?
        for begin in lineStarts where begin > start {
            let stop = lineEnd(begin)
            guard let first = scalars[begin..<stop].firstIndex(where: { $0 != " " }) else { continue }
            if first - begin < indentation ?? 1 { break }
            indentation = indentation ?? first - begin
            end = stop
        }
        return end
    }
}

extension Node {
    /// The last value or item in it.
    var lastChild: Node? { mapping.map { $0.map(\.value).last } ?? sequence?.last }
}
