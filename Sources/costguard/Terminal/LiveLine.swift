// One line on the terminal that is rewritten in place. Other text clears it first: Terminal asks for that.

import Foundation
import Synchronization

/// The line that stands at the cursor of standard error, if any.
enum LiveLine {
    private static let isShown = Mutex(false)
    /// ECMA-48's EL: erases to the end of the line.
    private static let erase = "\u{1b}[K"

    /// A terminal that moves its cursor; `TERM=dumb` does not.
    static func isPossible(_ environment: [String: String]) -> Bool {
        isatty(2) == 1 && (environment["TERM"] ?? "dumb") != "dumb"
    }

    /// Columns; 80 where the terminal does not tell.
    static var width: Int { Terminal.columns(of: 2) ?? 80 }

    /// Puts this text in the place of the one before. It must be clean, and narrower than the terminal.
    static func show(_ text: String) {
        isShown.withLock { isShown in
            _ = Terminal.putBytes("\r" + text + erase, 2)
            isShown = true
        }
    }

    static func clear() { clearing {} }

    /// Writes other text where the line stood; nothing comes between.
    static func clearing<Result>(_ write: () -> Result) -> Result {
        isShown.withLock { isShown in
            if isShown { _ = Terminal.putBytes("\r" + erase, 2) }
            isShown = false
            return write()
        }
    }
}
