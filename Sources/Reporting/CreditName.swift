// A credit's name among other words. Many are called "credit", or end so: the word is not said twice.

import CostModel

/// The name that its owner gave a credit.
struct CreditName {
    private let name: String
    /// The name without a first or last word "credit".
    private let rest: String

    init(_ name: String) {
        self.name = Sanitizer.terminal(name)
        // `lab credit`, `aws-credits`, `Credit 2026`; an accreditation is none.
        let last = #/(^|[^\p{L}\p{N}]+)credits?[^\p{L}\p{N}]*$/#.ignoresCase()
        let first = #/^[^\p{L}\p{N}]*credits?([^\p{L}\p{N}]+|$)/#.ignoresCase()
        rest = self.name.replacing(last, with: "").replacing(first, with: "")
    }

    init(_ balance: CreditBalance) { self.init(balance.name) }

    private var saysCredit: Bool { rest != name }

    /// `Credit class`; `lab credit`; `Credit`.
    var heading: String { rest.isEmpty ? "Credit" : saysCredit ? name : "Credit \(name)" }

    /// In a sentence: `credit class`; `lab credit`; `the credit`.
    var subject: String { rest.isEmpty ? "the credit" : saysCredit ? name : "credit \(name)" }

    /// In a title that has little room: `class credit`; `lab credit`; `credit`.
    func phrase(cutTo columns: Int) -> String { rest.isEmpty ? "credit" : "\(rest.cut(to: columns)) credit" }

    /// `Your AWS credit "class"`; `Your AWS credit`.
    var yours: String { rest.isEmpty ? "Your AWS credit" : "Your AWS credit \"\(rest)\"" }

    /// Behind the word CREDIT at the start of a line: ` class`, or nothing.
    func label(cutTo columns: Int) -> String { rest.isEmpty ? "" : " \(rest.cut(to: columns))" }
}
