// The format of ~/.aws/config and ~/.aws/credentials, line by line as the AWS CLI reads it: Python's configparser, and
// botocore's blocks of settings on top. What sections and settings mean is ProfileFile's matter.
// Source: RawConfigParser._read of Python 3.11 configparser.py; raw_config_parse and _parse_nested of botocore 1.43.11
// configloader.py, read 2026-11-29. A test plays generated files through both.

/// One parsed file.
struct INIFile: Sendable {
    /// A value and where it stands, for error texts.
    struct Setting: Hashable, Sendable {
        let value: String
        /// `file:line`.
        let place: String
        /// The settings of a block that is indented below the name; the value is then empty.
        var block: [String: String] = [:]
    }

    /// What stands below one name in brackets.
    struct Section: Sendable {
        /// By names in lower case.
        var settings: [String: Setting] = [:]
        /// Why it cannot be used; the first reason. Other sections can.
        var problem: CredentialError?

        /// This one, with what it lacks from one that stands above it. Keys come from one of them: a token of others
        /// would make them worthless.
        func filled(from earlier: Section) -> Section {
            var rest = earlier.settings
            if Section.keys.contains(where: { settings[$0] != nil }) {
                rest = rest.filter { !Section.keys.contains($0.key) }
            }
            return Section(
                settings: settings.merging(rest) { own, _ in own }, problem: problem ?? earlier.problem)
        }

        static let keys: Set<String> = [
            "aws_access_key_id", "aws_secret_access_key", "aws_session_token", "aws_security_token",
        ]
    }

    /// The names of sections as written, without brackets, in their order in the file; each once.
    private(set) var names: [String] = []
    /// By name.
    private(set) var sections: [String: Section] = [:]
    /// What stands above the first section and is not read: `file:line: …`, never its text; nil where nothing does.
    private(set) var unread: String?

    /// No file.
    init() {}

    /// Reads a file's text. What stands in `[DEFAULT]` stands in every section that does not say otherwise.
    init(_ text: String, file: String) {
        var reader = INIReader(file: file)
        // A mark of the byte order, as Windows' editors write it, is no part of the first line.
        for (index, line) in INIText.lines(text.unicodeScalars.drop { $0 == "\u{FEFF}" }).enumerated() {
            reader.read(line, number: index + 1)
        }
        reader.finish()
        unread = reader.unread
        for (name, section) in reader.sections {
            if let earlier = sections[name] {
                sections[name] = section.filled(from: earlier)
            } else {
                names.append(name)
                sections[name] = section
            }
        }
        names.removeAll { $0 == "DEFAULT" }
        guard let defaults = sections.removeValue(forKey: "DEFAULT") else { return }
        for name in names {
            sections[name]?.settings.merge(defaults.settings) { own, _ in own }
            if let problem = defaults.problem, sections[name]?.problem == nil { sections[name]?.problem = problem }
        }
    }

    /// Settings whose values have no blanks. With a comment behind it such a value is of no use to the AWS CLI; here the
    /// comment is left out.
    static let singleWords: Set<String> = [
        "region", "output", "aws_access_key_id", "aws_secret_access_key", "aws_session_token", "aws_security_token",
        "role_arn", "external_id", "mfa_serial", "role_session_name", "duration_seconds", "credential_source",
        "sso_start_url", "sso_region", "sso_account_id", "sso_role_name", "login_session", "endpoint_url",
    ]

    /// Of these, those that are read by themselves where somebody indented them below another of them. To the AWS CLI
    /// they are the other's second line, which makes it worthless; whoever wrote them meant two settings.
    static let besideKeys = Section.keys.union(["region", "output"])
}

/// Takes lines, one after the other.
private struct INIReader {
    let file: String
    /// In their order; one name may stand more than once.
    var sections: [(name: String, section: INIFile.Section)] = []
    var unread: String?
    private var indentation = 0
    /// The setting that the next line may go on with.
    private var open: (name: String, lines: [String], place: String)?

    init(file: String) { self.file = file }

    mutating func read(_ line: INIText.Line, number: Int) {
        let text = INIText.trimmed(line)
        if let first = text.first, first == "#" || first == ";" { return }
        guard !text.isEmpty else {
            open?.lines.append("")
            return
        }
        let depth = line.prefix(while: INIText.isBlank).count
        if depth > indentation, open != nil {
            open?.lines.append(String(text))
            return
        }
        finish()
        indentation = depth
        let place = "\(file):\(number)"
        if let name = INIText.sectionName(text) {
            sections.append((name, INIFile.Section()))
        } else if sections.isEmpty {
            unread = unread ?? "\(place): text stands before the first section, expected '[default]' above it"
        } else if let (name, value) = INIText.setting(text), !name.isEmpty {
            open = (name.lowercased(), [value], place)
        } else {
            spoil(place, text.first == "[" ? "section is not closed, expected ']'" : nil)
        }
    }

    /// Closes the setting that is being read.
    mutating func finish() {
        guard let open else { return }
        self.open = nil
        if let several = INIReader.settings(in: open) {
            return several.forEach { store($0.name, INIText.word($0.value), open.place) }
        }
        let value = INIText.trimmedEnd(open.lines.joined(separator: "\n"))
        guard value.hasPrefix("\n") else {
            let isWord = INIFile.singleWords.contains(open.name)
            return store(open.name, isWord ? INIText.word(value) : value, open.place)
        }
        guard let block = INIText.block(value) else {
            return spoil(open.place, "'\(open.name.prefix(40))' has a line below it that is no 'key = value'")
        }
        store(open.name, "", open.place, block)
    }

    private mutating func store(_ name: String, _ value: String, _ place: String, _ block: [String: String] = [:]) {
        sections[sections.count - 1].section.settings[name] = INIFile.Setting(value: value, place: place, block: block)
    }

    /// The settings that stand in one another's lines; nil where it is one, or where any other line is among them.
    private static func settings(
        in open: (name: String, lines: [String], place: String)
    ) -> [(name: String, value: String)]? {
        guard INIFile.besideKeys.contains(open.name), open.name != "output", open.lines.first != "" else { return nil }
        let more = open.lines.dropFirst().filter { !$0.isEmpty }.map { line -> (name: String, value: String)? in
            INIText.setting(Substring(line).unicodeScalars).map { ($0.name.lowercased(), $0.value) }
        }
        let known = more.compactMap { $0 }.filter { INIFile.besideKeys.contains($0.name) }
        guard !known.isEmpty, known.count == more.count else { return nil }
        return [(open.name, open.lines[0])] + known
    }

    private mutating func spoil(_ place: String, _ problem: String?) {
        guard let last = sections.indices.last, sections[last].section.problem == nil else { return }
        let text = problem ?? "line is not readable, expected '[section]' or 'key = value'"
        sections[last].section.problem = CredentialError(
            "\(place): \(text)\nhint: correct that line; the other sections of the file are read")
    }
}

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
