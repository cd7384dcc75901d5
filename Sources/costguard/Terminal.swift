// stdout is data, stderr is talk; colour and questions only on a terminal.

import Foundation
import Reporting

/// The process's three streams.
struct Terminal: Sendable {
    let quiet: Bool

    static var outputIsTerminal: Bool { isatty(1) == 1 }
    static var canAsk: Bool { isatty(0) == 1 && isatty(2) == 1 }

    /// Colour on a terminal, unless NO_COLOR (no-color.org) or TERM=dumb says no.
    static func colour(_ environment: [String: String]) -> Bool {
        outputIsTerminal && (environment["NO_COLOR"] ?? "").isEmpty && environment["TERM"] != "dumb"
    }

    /// Data, whole; to a file where one is named: written beside it and moved into place, so that a reader
    /// never sees half a report.
    func write(_ text: String, to path: String?) throws {
        let whole = text.hasSuffix("\n") || text.isEmpty ? text : text + "\n"
        guard let path else { return Terminal.put(whole, 1) }
        do {
            try Data(whole.utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
        } catch {
            throw CommandError(
                "Cannot write the output file '\(path)': \(error.localizedDescription)",
                hint: "choose another path with --output")
        }
    }

    /// A line of talk; silent with --quiet.
    func say(_ line: String) {
        if !quiet { warn(line) }
    }

    /// What must be heard: a line, or several.
    func warn(_ text: String) {
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            Terminal.put(Sanitizer.terminal(String(line)) + "\n", 2)
        }
    }

    /// Asks on the terminal and reads a line; nil at the end of input.
    func ask(_ question: String) -> String? {
        Terminal.put(question + " ", 2)
        return readLine(strippingNewline: true)?.trimmingCharacters(in: .whitespaces)
    }

    /// All bytes, whatever the pipe takes at once; a reader that has gone is no error of ours.
    private static func put(_ text: String, _ descriptor: Int32) {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let written = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if written < 0 {
                if errno == EINTR { continue }
                return
            }
            bytes = bytes.dropFirst(written)
        }
    }
}
