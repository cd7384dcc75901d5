// How one place of a YAML text can be written anew: the texts to try, the best first. YAMLEditor reads each back.

import Yams

struct YAMLChange {
    private let places: YAMLPlaces
    private let root: Node
    private let newline: String

    init(_ text: String, root: Node) {
        places = YAMLPlaces(text)
        self.root = root
        newline = text.unicodeScalars.contains("\r") && text.contains("\r\n") ? "\r\n" : "\n"
    }

    /// The texts with the place set.
    func candidates(_ path: ArraySlice<YAMLStep>, _ value: YAMLWriting) -> [String] {
        candidates(path, value, in: root, inFlow: false, indentation: 0)
    }

    /// - Parameter indentation: of the key that `node` belongs to.
    private func candidates(
        _ path: ArraySlice<YAMLStep>, _ value: YAMLWriting, in node: Node, inFlow: Bool, indentation: Int
    ) -> [String] {
        guard let step = path.first else { return replaced(node, by: value, inFlow, indentation) }
        if YAMLTree.isNull(node) {
            return replaced(node, by: Self.nested(path, value), inFlow, indentation)
        }
        let isFlow = places.isFlow(node)
        if let child = YAMLTree.child(step, of: node) {
            let column = YAMLTree.key(step, of: node)?.mark?.column ?? child.mark?.column ?? 1
            return candidates(
                path.dropFirst(), value, in: child, inFlow: inFlow || isFlow, indentation: column - 1)
        }
        return isFlow ? added(path, value, toFlow: node) : added(path, value, toBlock: node, indentation)
    }

    /// What is missing of a path, as one value: `{ actions: [stop] }`.
    private static func nested(_ path: ArraySlice<YAMLStep>, _ value: YAMLWriting) -> YAMLWriting {
        guard let step = path.first else { return value }
        let inner = nested(path.dropFirst(), value)
        switch step {
        case .key(let key): return .map([(key, inner)])
        case .named(let name):
            guard case .map(let entries) = inner else { return .list([inner]) }
            return .list([.map([("name", .quoted(name))] + entries)])
        }
    }

    private func replaced(
        _ node: Node, by value: YAMLWriting, _ inFlow: Bool, _ indentation: Int
    ) -> [String] {
        guard let start = places.start(of: node), let end = places.end(of: node, inFlow: inFlow), start <= end,
            node.scalar != nil || !holdsComment(start..<end)
        else { return [] }
        // Nothing stands there yet: behind the colon, or at the end of its line, below a comment.
        if start == end {
            let block = inFlow ? nil : self.block(value, below: indentation)
            return [block.map { spliced(places.lineEnd(start)..<places.lineEnd(start), newline + $0) }]
                .compactMap { $0 } + [spliced(start..<end, " " + value.text)]
        }
        return [spliced(start..<end, value.text), spliced(start..<end, "  " + value.text)]
    }

    /// Maps in a list, or in a map, read better with one a line.
    private func block(_ value: YAMLWriting, below indentation: Int) -> String? {
        let blank = String(repeating: " ", count: indentation + 2)
        switch value {
        case .list(let items):
            guard case .map? = items.first else { return nil }
            return items.map { "\(blank)- \($0.text)" }.joined(separator: newline)
        case .map(let entries):
            guard case .map? = entries.first?.value else { return nil }
            return entries.map { "\(blank)\($0.key): \($0.value.text)" }.joined(separator: newline)
        default: return nil
        }
    }

    private func added(_ path: ArraySlice<YAMLStep>, _ value: YAMLWriting, toFlow node: Node) -> [String] {
        guard let entry = entry(path, value), let start = places.start(of: node),
            let end = places.end(of: node, inFlow: true)
        else { return [] }
        guard let last = node.lastChild else {
            return [spliced(start + 1..<end - 1, node.sequence == nil ? " \(entry) " : entry)]
        }
        guard let behind = places.end(of: last, inFlow: true) else { return [] }
        return [spliced(behind..<behind, ", " + entry)]
    }

    /// `key: value`, or an item.
    private func entry(_ path: ArraySlice<YAMLStep>, _ value: YAMLWriting) -> String? {
        let value = Self.nested(path, value)
        switch value {
        case .map(let entries): return entries.first.map { "\($0.key): \($0.value.text)" }
        case .list(let items): return items.first?.text
        default: return nil
        }
    }

    private func added(
        _ path: ArraySlice<YAMLStep>, _ value: YAMLWriting, toBlock node: Node, _ indentation: Int
    ) -> [String] {
        guard var entry = entry(path, value) else { return [] }
        let first = node.mapping?.first?.key ?? node.sequence?.first
        var columns = (first?.mark?.column ?? 1) - 1
        if node.sequence != nil {
            // The item's mark is that of what stands behind the dash.
            columns = first.flatMap { dash(before: $0) } ?? columns
            entry = "- " + entry
        } else if case .map(let entries) = Self.nested(path, value), let only = entries.first,
            let block = block(only.value, below: columns)
        {
            entry = "\(only.key):\(newline)\(block)"
        }
        let line = String(repeating: " ", count: columns) + entry
        let behind = node.lastChild.flatMap { places.end(of: $0, inFlow: false) }.map { place in
            spliced(places.lineEnd(place)..<places.lineEnd(place), newline + line)
        }
        guard isRoot(node), case .key(let key)? = path.first else { return [behind].compactMap { $0 } }
        return [aboveExample(of: key, line), atEnd(line), behind].compactMap { $0 }
    }

    /// The column of the dash of an item, counted from 0.
    private func dash(before item: Node) -> Int? {
        guard let mark = item.mark, let start = places.start(ofLine: mark.line) else { return nil }
        let line = places.text(start..<start + mark.column - 1)
        return line.lastIndex(of: "-").map { line.distance(from: line.startIndex, to: $0) }
    }

    private func isRoot(_ node: Node) -> Bool { node.mark?.line == root.mark?.line && node.mapping == root.mapping }

    /// Above a commented example of the key, as `init` writes them.
    private func aboveExample(of key: String, _ line: String) -> String? {
        var number = 1
        while let start = places.start(ofLine: number) {
            let text = places.text(start..<places.lineEnd(start))
            if text.hasPrefix("# \(key):") || text.hasPrefix("#\(key):") {
                return spliced(start..<start, line + newline)
            }
            number += 1
        }
        return nil
    }

    private func atEnd(_ line: String) -> String {
        let isEnded = places.scalars.last.map(YAMLPlaces.isBreak) ?? true
        let end = places.scalars.count
        return spliced(end..<end, isEnded ? line + newline : newline + line)
    }

    private func holdsComment(_ range: Range<Int>) -> Bool {
        range.contains { index in
            places.scalars[index] == "#" && index > range.lowerBound
                && (YAMLPlaces.isBreak(places.scalars[index - 1])
                    || " \t".unicodeScalars.contains(places.scalars[index - 1]))
        }
    }

    private func spliced(_ range: Range<Int>, _ new: String) -> String {
        places.text(0..<range.lowerBound) + new + places.text(range.upperBound..<places.scalars.count)
    }
}
