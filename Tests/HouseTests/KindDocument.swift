// The table of docs/kinds.md, from the files of kinds inside the program.

import CostModel
import Foundation
import Kinds
import Reporting

@testable import costguard

enum KindDocument {
    static let begin = "<!-- kinds: generated -->\n"
    static let end = "<!-- kinds: end -->"

    /// The page with its table made anew.
    static func page(_ page: String) -> String? {
        guard let head = page.range(of: begin), let tail = page.range(of: end) else { return nil }
        return page[..<head.upperBound] + table + page[tail.lowerBound...]
    }

    private static var table: String {
        let kinds = KindFiles.catalog(of: Assets.kinds).specs
        let rows = kinds.map { kind in
            let calls = kind.steps.map { "`\($0.operation.name)`" }.joined(separator: ", then ")
            let abilities = KindReport.abilities(of: kind).joined(separator: ", ")
            return "| `\(kind.view)` | \(kind.title) | `\(kind.service.name)` \(calls) | \(abilities) |\n"
        }
        return "\n| kind | what it is | how AWS lists it | what is known |\n|---|---|---|---|\n" + rows.joined() + "\n"
    }
}
