// What is wrong with a mark that a person wrote, in plain words: alike in the configuration and on the command line.

import CostModel
import Foundation

enum AlertMarkText {
    /// How marks are written.
    static let forms = "write such as \(AlertLevel.forms)"

    /// Why a text is no mark. One that could never be crossed, or always is, is told apart from one that is misspelt.
    static func fault(_ text: String) -> String {
        let joined = text.lowercased().split(separator: " ").joined()
        let number = Double(joined.prefix { $0.isNumber || $0 == "." || $0 == "-" })
        if let number, joined.hasSuffix("%") {
            if number > 100 { return "'\(text)' is no mark: it can never be crossed, 100 % is all of a credit" }
            if number <= 0 { return "'\(text)' is no mark: it is crossed before anything is spent" }
        }
        if let number, number <= 0, joined.hasSuffix("left") {
            return "'\(text)' is no mark: with nothing left it is too late; 100% says that a credit is used up"
        }
        if joined.hasPrefix("endsbefore") { return "'\(text)' is no mark: expected a day as YYYY-MM-DD" }
        return "'\(text)' is no mark"
    }
}
