// Keys as they were pasted: with the blank, line break or invisible letter that came along. AWS would only say that
// the signature is wrong, and libcurl that a header is; so the place is named before anything is sent.

enum KeyText {
    /// What in this text can belong to no key, in words that show nothing of it; nil for a text that may be one.
    static func fault(in text: String) -> String? {
        let scalars = Array(text.unicodeScalars)
        guard let index = scalars.firstIndex(where: { !(0x21...0x7E).contains($0.value) }) else { return nil }
        let letter = scalars[index]
        let kind =
            switch letter {
            case "\n", "\r": "a line break"
            case "\t": "a tab"
            case _ where INIText.isBlank(letter): "a blank"
            case _ where letter.value < 0x20 || letter.value == 0x7F: "a control character"
            default: "a letter that is not ASCII"
            }
        // Whether what follows is part of the key tells how it came there.
        let isLast = scalars[index...].allSatisfy { !(0x21...0x7E).contains($0.value) }
        return "\(kind) \(index == 0 ? "at its start" : isLast ? "at its end" : "within it")"
    }

    /// The text, where it may be a key or a token.
    /// - Parameter name: the variable, or `file:line` with the setting.
    /// - Throws: `CredentialError` that names it, with nothing of the text.
    static func checked(_ text: String, name: String) throws(CredentialError) -> String {
        guard let fault = fault(in: text) else { return text }
        throw CredentialError(
            "\(name) holds \(fault), and no key does\nhint: set it anew, in one line, with nothing before or behind it")
    }
}
