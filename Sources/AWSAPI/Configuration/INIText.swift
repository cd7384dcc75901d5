// The parts of a line of an AWS configuration file, by the letters that Python takes for blanks and ends of lines.
// Source: configparser.py of Python 3.11 (SECTCRE, OPTCRE), str.isspace and str.splitlines of its reference, read
// 2026-11-29.

enum INIText {
    typealias Line = Substring.UnicodeScalarView

    /// The lines of a file: those that end in a line feed, a carriage return, or both.
    static func lines(_ text: Line) -> [Line] {
        var lines: [Line] = []
        var rest = text
        while let end = rest.firstIndex(where: { $0 == "\n" || $0 == "\r" }) {
            lines.append(rest[..<end])
            let isReturn = rest[end] == "\r"
            rest = rest[rest.index(after: end)...]
            if isReturn, rest.first == "\n" { rest.removeFirst() }
        }
        return lines + [rest]
    }

    /// The name in `[name]`, up to the line's last bracket; nil for another line.
    static func sectionName(_ line: Line) -> String? {
        guard line.first == "[", let end = line.lastIndex(of: "]") else { return nil }
        let name = line[line.index(after: line.startIndex)..<end]
        return name.isEmpty ? nil : String(name)
    }

    /// What stands before and behind the first `=` or `:`; nil where there is neither.
    static func setting(_ line: Line) -> (name: String, value: String)? {
        guard let sign = line.firstIndex(where: { $0 == "=" || $0 == ":" }) else { return nil }
        return (String(trimmed(line[..<sign])), String(trimmed(line[line.index(after: sign)...])))
    }

    /// The settings of a block; nil where a line is none.
    static func block(_ value: String) -> [String: String]? {
        var block: [String: String] = [:]
        for line in value.unicodeScalars.split(whereSeparator: isLineEnd) {
            let line = trimmed(line)
            if line.isEmpty { continue }
            guard let sign = line.firstIndex(of: "=") else { return nil }
            block[String(trimmed(line[..<sign]))] = String(trimmed(line[line.index(after: sign)...]))
        }
        return block
    }

    /// The value without a comment behind it.
    static func word(_ value: String) -> String {
        var isBehindBlank = true
        for index in value.unicodeScalars.indices {
            let letter = value.unicodeScalars[index]
            if isBehindBlank, letter == "#" || letter == ";" {
                return trimmedEnd(String(value.unicodeScalars[..<index]))
            }
            isBehindBlank = isBlank(letter)
        }
        return value
    }

    static func trimmed(_ text: Line) -> Line {
        var text = text.drop(while: isBlank)
        while let last = text.last, isBlank(last) { text.removeLast() }
        return text
    }

    static func trimmedEnd(_ text: String) -> String {
        var scalars = Substring(text).unicodeScalars
        while let last = scalars.last, isBlank(last) { scalars.removeLast() }
        return String(scalars)
    }

    /// As `str.isspace`.
    static func isBlank(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x09...0x0D, 0x1C...0x20, 0x85, 0xA0, 0x1680, 0x2000...0x200A, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000: true
        default: false
        }
    }

    /// As `str.splitlines`.
    private static func isLineEnd(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x0A...0x0D, 0x1C...0x1E, 0x85, 0x2028, 0x2029: true
        default: false
        }
    }
}
