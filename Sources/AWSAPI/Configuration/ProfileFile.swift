// What the sections of an AWS configuration file are: profiles, logins, endpoints of services. How their names are
// written is the AWS CLI's matter, so it is followed to the letter; a name that it would not find is found all the same.
// Source: build_profile_map and _parse_section of botocore 1.43.11 configloader.py, read 2026-11-29.

/// The sections of one file, by what they are.
struct ProfileFile: Sendable {
    private(set) var profiles: [String: INIFile.Section] = [:]
    private(set) var sessions: [String: INIFile.Section] = [:]
    private(set) var services: [String: INIFile.Section] = [:]
    /// The names of sections that are none of these.
    private(set) var others: Set<String> = []
    /// What stands above the first section and is not read.
    let unread: String?

    /// The config file: profiles are `[default]` and those named by two words, of which the first begins with `profile`.
    /// Of two of one name the later holds, and the earlier fills it.
    init(config file: INIFile) {
        unread = file.unread
        var forgiven: [(name: String, section: INIFile.Section)] = []
        for name in file.names {
            guard let section = file.sections[name] else { continue }
            let words = ShellWords.split(name) ?? []
            let second = words.count == 2 ? words[1] : nil
            if name == "default" {
                add(section, to: \.profiles, name)
            } else if name.hasPrefix("sso-session") {
                if let second { add(section, to: \.sessions, second) }
            } else if name.hasPrefix("services") {
                if let second { add(section, to: \.services, second) }
            } else if name.hasPrefix("profile"), let second {
                add(section, to: \.profiles, second)
            } else if let plain = Self.plainName(name, behind: "profile") {
                forgiven.append((plain, section))
            } else {
                others.insert(name)
            }
        }
        fill(from: forgiven)
    }

    /// The credentials file: every section is the profile of its name.
    init(credentials file: INIFile) {
        unread = file.unread
        profiles = file.sections
        fill(
            from: file.names.compactMap { name in
                guard let plain = Self.plainName(name, behind: nil), plain != name, let section = file.sections[name]
                else { return nil }
                return (plain, section)
            })
    }

    private mutating func add(
        _ section: INIFile.Section, to map: WritableKeyPath<ProfileFile, [String: INIFile.Section]>, _ name: String
    ) {
        self[keyPath: map][name] = self[keyPath: map][name].map { section.filled(from: $0) } ?? section
    }

    private mutating func fill(from forgiven: [(name: String, section: INIFile.Section)]) {
        for (name, section) in forgiven where profiles[name] == nil { profiles[name] = section }
    }

    /// A name that its writer meant: without blanks around it, or quotes that it needs in the other file only. Behind a
    /// word it may have several words; without one only `default` is meant in the config file.
    private static func plainName(_ name: String, behind word: String?) -> String? {
        var name = INIText.trimmed(Substring(name).unicodeScalars)
        if let word {
            if String(name) == "default" { return "default" }
            guard String(name).hasPrefix(word) else { return nil }
            name.removeFirst(word.unicodeScalars.count)
            guard let blank = name.first, INIText.isBlank(blank) else { return nil }
            name = INIText.trimmed(name)
        }
        for quote: Unicode.Scalar in ["\"", "'"] where name.count > 2 && name.first == quote && name.last == quote {
            name = name.dropFirst().dropLast()
        }
        return name.isEmpty ? nil : String(name)
    }
}

/// Words as Python's `shlex.split` takes them from a line, which is how the AWS tools read names and commands.
enum ShellWords {
    /// Splits with quotes and backslashes and nothing else; nil for an open quote, or a backslash at the end.
    static func split(_ line: String) -> [String]? {
        var words: [String] = []
        var word: String?
        var quote: Unicode.Scalar?
        var isEscaped = false
        for letter in line.unicodeScalars {
            if isEscaped {
                // Inside double quotes a backslash counts only before a quote or another backslash.
                let keepsBackslash = quote == "\"" && letter != "\"" && letter != "\\"
                word = (word ?? "") + (keepsBackslash ? "\\" : "") + String(letter)
                isEscaped = false
            } else if letter == "\\", quote != "'" {
                isEscaped = true
                word = word ?? ""
            } else if let open = quote {
                if letter == open { quote = nil } else { word?.unicodeScalars.append(letter) }
            } else if letter == "'" || letter == "\"" {
                quote = letter
                word = word ?? ""
            } else if [" ", "\t", "\r", "\n"].contains(letter) {
                if let finished = word { words.append(finished) }
                word = nil
            } else {
                word = (word ?? "") + String(letter)
            }
        }
        guard quote == nil, !isEscaped else { return nil }
        return word.map { words + [$0] } ?? words
    }
}
