// Lets `{ over: :window }` be YAML: libyaml takes a ':' at the start of a word inside braces for a separator.

import Foundation

/// Hides the colon of a setting's name from the YAML parser, one character for one, so that places stay right.
enum SettingColon {
    /// A character of the private use area, which YAML allows anywhere.
    static let stand: Character = "\u{E000}"

    static func hide(_ text: String) -> String {
        guard text.contains(":") else { return text }
        var result = ""
        result.reserveCapacity(text.utf8.count)
        var before: Character = "\n"
        var lastSign: Character = "\n"
        let all = Array(text)
        for (index, character) in all.enumerated() {
            let next = index + 1 < all.count ? all[index + 1] : " "
            let opens = (before == " " && ":,".contains(lastSign)) || "[{".contains(lastSign)
            let isName = next == "_" || (next.isASCII && next.isLetter)
            result.append(character == ":" && isName && opens ? stand : character)
            before = character
            if character != " " { lastSign = character }
        }
        return result
    }

    static func show(_ text: String) -> String {
        text.contains(stand) ? String(text.map { $0 == stand ? ":" : $0 }) : text
    }
}
