// Colour, where asked for. Colour never carries a meaning that the words do not.

/// ANSI styles; off, they change nothing.
struct Palette {
    let isOn: Bool
    func heading(_ text: String) -> String { styled(text, "1") }
    func good(_ text: String) -> String { styled(text, "32") }
    func bad(_ text: String) -> String { styled(text, "31") }
    func faint(_ text: String) -> String { styled(text, "2") }
    private func styled(_ text: String, _ code: String) -> String { isOn ? "\u{1b}[\(code)m\(text)\u{1b}[0m" : text }
}
