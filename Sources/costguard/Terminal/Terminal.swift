// stdout is data, stderr has the messages; colour and questions only on a terminal.
// What lands in a file is for OutputFile.

import Foundation
import Reporting

/// The process's three streams.
struct Terminal: Sendable {
    let quiet: Bool

    static var outputIsTerminal: Bool { isatty(1) == 1 }
    static var messagesGoToTerminal: Bool { isatty(2) == 1 }
    static var canAsk: Bool { isatty(0) == 1 && isatty(2) == 1 }

    /// Columns of a stream's terminal; 80 where it is none, or does not tell.
    static func width(of descriptor: Int32) -> Int {
        var size = winsize()
        guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return MessageText.usualWidth }
        return max(40, Int(size.ws_col))
    }

    /// Whether the process has a terminal that controls it. One that was closed is none any more: `/dev/tty` then cannot
    /// be opened (tty(4), ENXIO).
    static var isControlled: Bool {
        let descriptor = open("/dev/tty", O_RDONLY | O_NOCTTY | O_CLOEXEC)
        if descriptor >= 0 { close(descriptor) }
        return descriptor >= 0
    }

    /// Colour on a terminal, unless NO_COLOR (no-color.org) or TERM=dumb says no.
    static func colour(_ environment: [String: String]) -> Bool {
        outputIsTerminal && (environment["NO_COLOR"] ?? "").isEmpty && environment["TERM"] != "dumb"
    }

    /// Columns of text for standard output: what COLUMNS says, else the terminal's; 80 where neither does, as in a file.
    static func columns(_ environment: [String: String]) -> Int {
        told(environment["COLUMNS"]) ?? columns(of: 1) ?? 80
    }

    /// Lines on the screen behind standard output, by LINES or by the terminal; 24 where neither tells.
    static func rows(_ environment: [String: String]) -> Int {
        told(environment["LINES"]) ?? size(of: 1).map { Int($0.ws_row) }.flatMap { $0 > 0 ? $0 : nil } ?? 24
    }

    private static func told(_ text: String?) -> Int? {
        text.flatMap { Int($0) }.flatMap { $0 > 0 ? min($0, 1000) : nil }
    }

    /// Columns of the terminal behind a stream; nil where there is none, or it does not tell.
    static func columns(of descriptor: Int32) -> Int? {
        size(of: descriptor).map { Int($0.ws_col) }.flatMap { $0 > 0 ? $0 : nil }
    }

    /// By ioctl_tty(2).
    private static func size(of descriptor: Int32) -> winsize? {
        var size = winsize()
        return ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0 ? size : nil
    }

    /// Holds the three streams' numbers where the caller closed them (`>&-`): the database, the lock or a socket
    /// would get them else, and a report would be written into it. Writing there still fails, as it should.
    static func reserveStreams() {
        while true {
            let descriptor = open("/dev/null", O_RDONLY)
            guard descriptor >= 0 else { return }
            if descriptor > 2 {
                close(descriptor)
                return
            }
        }
    }

    /// Data, whole; to a file where one is named.
    ///
    /// - Throws: `CommandError` where it did not all arrive. A reader that has gone (`| head`) is no error of ours.
    func write(_ text: String, to path: String?) throws {
        let whole = text.hasSuffix("\n") || text.isEmpty ? text : text + "\n"
        if let path { return try OutputFile.write(whole, to: path) }
        let failure = Terminal.put(whole, 1)
        guard failure == 0 || failure == EPIPE else {
            throw CommandError(
                "Cannot write to standard output: \(String(cString: strerror(failure)))",
                hint: "what was written there is not whole: free space, or name a file with --output")
        }
    }

    /// A message; silent with --quiet.
    func say(_ line: String) {
        if !quiet { warn(line) }
    }

    /// A line that must be heard, folded at the terminal's width. What cannot be said cannot be complained of either.
    func warn(_ line: String) { put(MessageText.lines(line, width: Terminal.width(of: 2))) }

    /// One event of a service: in a journal a line for itself, whatever its length.
    func record(_ line: String) {
        if Terminal.messagesGoToTerminal { warn(line) } else { put([Sanitizer.terminal(line)]) }
    }

    /// An error's text, its hint on a line of its own. Only the last `hint:` makes a line: what came from outside
    /// into the message cannot forge one before it.
    func complain(_ text: String) {
        guard let range = text.range(of: "\nhint: ", options: .backwards) else { return warn(text) }
        warn(String(text[..<range.lowerBound]))
        put(MessageText.hint(String(text[range.upperBound...]), width: Terminal.width(of: 2)))
    }

    private func put(_ lines: [String]) { _ = Terminal.put(lines.map { $0 + "\n" }.joined(), 2) }

    /// Asks on the terminal and reads a line; nil at the end of input.
    func ask(_ question: String) -> String? {
        _ = Terminal.put(question + " ", 2)
        return readLine(strippingNewline: true)?.trimmingCharacters(in: .whitespaces)
    }

    /// All bytes, whatever the pipe takes at once; a live line goes before. Returns 0, or the errno that ended it.
    static func put(_ text: String, _ descriptor: Int32) -> Int32 {
        LiveLine.clearing { putBytes(text, descriptor) }
    }

    static func putBytes(_ text: String, _ descriptor: Int32) -> Int32 {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let written = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if written < 0 {
                if errno == EINTR { continue }
                return errno
            }
            bytes = bytes.dropFirst(written)
        }
        return 0
    }
}
