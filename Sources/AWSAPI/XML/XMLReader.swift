// Reads the XML that AWS answers: elements, text, attributes skipped. One pass, a flat array of elements.
// Refuses what no answer of AWS holds and attackers like: DOCTYPE, CDATA, processing instructions, mixed text.
import Foundation

struct XMLReader {
    static let maximumDepth = 64
    static let maximumBytes = 128 << 20

    /// Read by its span, whose check of each index costs less than a tenth of the time; the array's own costs a fifth.
    /// The loops ask `document.span.count` too: going through `document.count` costs another 7 to 9 percent.
    private let document: [UInt8]
    private var position = 0
    private var elements: [XMLDocument.Element] = []
    /// The open elements, and the last child that each has so far.
    private var open: [(index: Int, lastChild: Int)] = []

    /// The document in `bytes`.
    static func read(_ bytes: [UInt8]) throws(XMLError) -> XMLDocument {
        guard bytes.count <= maximumBytes else { throw XMLError(reason: "too large", offset: maximumBytes) }
        guard (try? UTF8Span(validating: bytes.span)) != nil else { throw XMLError(reason: "not UTF-8", offset: 0) }
        var reader = XMLReader(document: bytes)
        reader.elements.reserveCapacity(bytes.count / 40)
        try reader.readDocument()
        return XMLDocument(bytes: bytes, elements: reader.elements)
    }

    private mutating func readDocument() throws(XMLError) {
        if starts(with: "\u{FEFF}") { position = 3 }
        if starts(with: "<?xml") { try skipDeclaration() }
        repeat {
            try skipBetweenElements()
            guard position < document.span.count else {
                throw failure(elements.isEmpty ? "no element" : "ends before its last tag")
            }
            try readTag()
            if let innermost = open.last, elements[innermost.index].firstChild < 0 { try readText(of: innermost.index) }
        } while !open.isEmpty
        try skipBetweenElements()
        guard position == document.span.count else { throw failure("text after the root element") }
    }

    private mutating func readTag() throws(XMLError) {
        guard position + 1 < document.span.count else { throw failure("ends in a tag") }
        switch document.span[position + 1] {
        case UInt8(ascii: "/"): try readEndTag()
        case UInt8(ascii: "!"): throw failure("DOCTYPE and CDATA are not accepted")
        case UInt8(ascii: "?"): throw failure("processing instructions are not accepted")
        default: try readStartTag()
        }
    }

    private mutating func readStartTag() throws(XMLError) {
        guard open.count < Self.maximumDepth else { throw failure("deeper than \(Self.maximumDepth) elements") }
        position += 1
        let name = try readName()
        let isClosed = try skipAttributes()
        let content = Int32(position)..<Int32(position)
        let index = elements.count
        elements.append(XMLDocument.Element(name: name, content: content))
        link(index)
        if !isClosed { open.append((index, -1)) }
    }

    private mutating func link(_ index: Int) {
        guard let parent = open.last else { return }
        if parent.lastChild < 0 {
            elements[parent.index].firstChild = Int32(index)
        } else {
            elements[parent.lastChild].nextSibling = Int32(index)
        }
        open[open.count - 1].lastChild = index
    }

    private mutating func readEndTag() throws(XMLError) {
        guard let innermost = open.last else { throw failure("end tag without a start") }
        let expected = elements[innermost.index].name
        elements[innermost.index].content = elements[innermost.index].content.lowerBound..<Int32(position)
        position += 2
        let name = try readName()
        skipSpace()
        guard position < document.span.count, document.span[position] == UInt8(ascii: ">") else {
            throw failure("end tag is not closed")
        }
        guard isEqual(name, expected) else {
            throw failure("end tag '\(text(name))' closes '\(text(expected))'")
        }
        position += 1
        open.removeLast()
    }

    /// The text behind a start tag, up to the next tag. Kept if the element ends there; else it must be space.
    private mutating func readText(of index: Int) throws(XMLError) {
        let start = position
        var isEscaped = false
        while true {
            guard let mark = find(UInt8(ascii: "<"), from: position) else { throw failure("ends before its last tag") }
            isEscaped = try check(position..<mark) || isEscaped
            position = mark
            guard starts(with: "<!--") else { break }
            try skipComment()
            isEscaped = true
        }
        if position + 1 < document.span.count, document.span[position + 1] == UInt8(ascii: "/") {
            elements[index].content = Int32(start)..<Int32(position)
            elements[index].isEscaped = isEscaped
        } else {
            let text = document[start..<position]
            guard text.allSatisfy(isSpace) || isEscaped && XMLText.decode(text).allSatisfy(isSpace) else {
                throw failure("text beside elements")
            }
        }
    }

    /// True when the text needs decoding. Checks each entity.
    private func check(_ range: Range<Int>) throws(XMLError) -> Bool {
        var needsDecoding = find(0x0D, from: range.lowerBound, to: range.upperBound) != nil
        var from = range.lowerBound
        while let mark = find(UInt8(ascii: "&"), from: from, to: range.upperBound) {
            guard let entity = XMLText.entity(in: document[..<range.upperBound], at: mark) else {
                throw XMLError(reason: "unknown entity", offset: mark)
            }
            from = entity.end
            needsDecoding = true
        }
        return needsDecoding
    }

    private mutating func readName() throws(XMLError) -> Range<Int32> {
        let start = position
        while position < document.span.count, isNameByte(document.span[position]) { position += 1 }
        guard position > start, !isDigitLike(document.span[start]) else { throw failure("no element name") }
        return Int32(start)..<Int32(position)
    }

    /// Skips `name="value"` pairs and the tag's end; true for `/>`.
    private mutating func skipAttributes() throws(XMLError) -> Bool {
        while true {
            let hadSpace = skipSpace()
            guard position < document.span.count else { throw failure("ends in a tag") }
            if document.span[position] == UInt8(ascii: ">") {
                position += 1
                return false
            }
            if starts(with: "/>") {
                position += 2
                return true
            }
            guard hadSpace else { throw failure("tag is not closed") }
            try skipAttribute()
        }
    }

    private mutating func skipAttribute() throws(XMLError) {
        _ = try readName()
        skipSpace()
        guard position < document.span.count, document.span[position] == UInt8(ascii: "=") else {
            throw failure("attribute has no value")
        }
        position += 1
        skipSpace()
        guard position < document.span.count,
            document.span[position] == UInt8(ascii: "\"") || document.span[position] == UInt8(ascii: "'"),
            let end = find(document.span[position], from: position + 1)
        else { throw failure("attribute is not quoted") }
        guard find(UInt8(ascii: "<"), from: position, to: end) == nil else { throw failure("'<' in an attribute") }
        _ = try check((position + 1)..<end)
        position = end + 1
    }

    /// Skips space and comments; any other text here is an error.
    private mutating func skipBetweenElements() throws(XMLError) {
        // Most tags stand side by side.
        if position + 1 < document.span.count, document.span[position] == UInt8(ascii: "<"),
            document.span[position + 1] != UInt8(ascii: "!")
        {
            return
        }
        while true {
            skipSpace()
            guard starts(with: "<!--") else { break }
            try skipComment()
        }
        guard position == document.span.count || document.span[position] == UInt8(ascii: "<") else {
            throw failure("text beside elements")
        }
    }

    private mutating func skipComment() throws(XMLError) {
        guard let end = XMLText.endOfComment(in: document[...], from: position) else {
            throw failure("comment does not end")
        }
        position = end
    }

    /// `<?xml version="1.0" encoding="UTF-8"?>`. Which encoding it claims does not matter: UTF-8 was checked.
    private mutating func skipDeclaration() throws(XMLError) {
        position += 5
        while true {
            let hadSpace = skipSpace()
            if starts(with: "?>") { break }
            guard hadSpace, position < document.span.count else { throw failure("declaration is not readable") }
            try skipAttribute()
        }
        position += 2
    }

    @discardableResult private mutating func skipSpace() -> Bool {
        let start = position
        while position < document.span.count, isSpace(document.span[position]) { position += 1 }
        return position > start
    }

    // By memcmp and memchr: in a debug build a loop over the bytes is ten times slower.

    private func starts(with prefix: StaticString) -> Bool {
        let end = position + prefix.utf8CodeUnitCount
        guard end <= document.span.count, document.span[position] == prefix.utf8Start[0] else { return false }
        return document.span.extracting(position..<end).withUnsafeBytes { bytes in
            bytes.baseAddress.map { memcmp($0, prefix.utf8Start, bytes.count) == 0 } ?? false
        }
    }

    private func isEqual(_ left: Range<Int32>, _ right: Range<Int32>) -> Bool {
        guard left.count == right.count else { return false }
        return document.span.extracting(range(left)).withUnsafeBytes { left in
            document.span.extracting(range(right)).withUnsafeBytes { right in
                guard let left = left.baseAddress, let start = right.baseAddress else { return true }
                return memcmp(left, start, right.count) == 0
            }
        }
    }

    private func find(_ byte: UInt8, from start: Int, to end: Int? = nil) -> Int? {
        let end = end ?? document.span.count
        guard start < end else { return nil }
        return document.span.extracting(start..<end).withUnsafeBytes { bytes in
            guard let base = bytes.baseAddress else { return nil }
            return memchr(base, Int32(byte), bytes.count).map { UnsafeRawPointer($0) - base + start }
        }
    }

    private func range(_ range: Range<Int32>) -> Range<Int> { Int(range.lowerBound)..<Int(range.upperBound) }

    private func text(_ name: Range<Int32>) -> String { String(decoding: document[range(name)], as: UTF8.self) }

    private func failure(_ reason: String) -> XMLError { XMLError(reason: reason, offset: position) }
}

private func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 }

private func isDigitLike(_ byte: UInt8) -> Bool { byte < UInt8(ascii: ":") }

/// Letters, digits, `-`, `.`, `:`, `_`, and all that is not ASCII: a bit for each of the ASCII characters.
private func isNameByte(_ byte: UInt8) -> Bool {
    if byte >= 0x80 { return true }
    let half: UInt64 = byte < 64 ? 0x07FF_6000_0000_0000 : 0x07FF_FFFE_87FF_FFFE
    return half >> (byte & 63) & 1 != 0
}
