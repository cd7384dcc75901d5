// A change that a person makes by hand to a thing of a kind, as a line of AWS's own command line. What is known of the
// thing is put in; what is not stands in capitals, to be typed.

package import CostModel
import Foundation

/// The command of a kind's stop, start or deletion.
package enum KindCommand {
    /// - Parameter value: what is known of a column, an `id`, an `arn`; nil: not known.
    package static func text(
        _ action: KindAction, of kind: KindSpec, in region: Region?, _ value: (String) -> FactValue? = { _ in nil }
    ) -> String {
        var words = ["aws", kind.service.name, name(action.operation)]
        words += ["--region", region?.code ?? "REGION"]
        for field in action.input {
            guard let option = option(field, value) else { continue }
            words += option
        }
        return words.joined(separator: " ")
    }

    private static func option(_ field: KindField, _ value: (String) -> FactValue?) -> [String]? {
        let flag = "--" + name(field.name)
        switch field.value {
        case .flag(let isOn): return [isOn ? flag : "--no-" + name(field.name)]
        case .integer(let number): return [flag, String(number)]
        case .text(let text): return filled(text, value).map { [flag, ShellWord.text($0)] }
        case .list(let items):
            let texts = items.compactMap { item -> String? in
                if case .text(let text) = item { filled(text, value).map(ShellWord.text) } else { nil }
            }
            return texts.count == items.count ? [flag] + texts : [flag, ShellWord.quoted(json(field.value, value))]
        case .map: return [flag, ShellWord.quoted(json(field.value, value))]
        }
    }

    /// Nil where it is left out: there is none of what it needs.
    private static func filled(_ text: KindText, _ value: (String) -> FactValue?) -> String? {
        var result = ""
        for piece in text.pieces {
            switch piece {
            case .literal(let literal): result += literal
            case .place(let source, let isOptional):
                guard let name = place(source) else { return nil }
                switch value(name.column) {
                case nil: result += name.mark
                case .null?: if isOptional { return nil } else { result += name.mark }
                case .text(let text)?: result += Sanitizer.terminal(text)
                case .integer(let number)?: result += String(number)
                case .real(let number)?: result += String(number)
                }
            }
        }
        return result
    }

    /// The column that fills a place, and what stands there where it is not known.
    private static func place(_ source: KindText.Source) -> (column: String, mark: String)? {
        switch source {
        case .column(let name): (name, name.uppercased())
        case .was(let name): ("was." + name, name.uppercased() + "_BEFORE")
        case .item, .parent: nil
        }
    }

    private static func json(_ input: KindInput, _ value: (String) -> FactValue?) -> String {
        switch input {
        case .flag(let isOn): isOn ? "true" : "false"
        case .integer(let number): String(number)
        case .text(let text): quoted(filled(text, value) ?? "")
        case .list(let items): "[" + items.map { json($0, value) }.joined(separator: ", ") + "]"
        case .map(let fields):
            "{" + fields.map { "\(quoted($0.name)): \(json($0.value, value))" }.joined(separator: ", ") + "}"
        }
    }

    private static func quoted(_ text: String) -> String {
        "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
    }

    /// `stop-db-instance` for `StopDBInstance`. Source: botocore 1.43.11, `xform_name`.
    package static func name(_ operation: String) -> String {
        var name = operation
        if let plural = name.firstMatch(of: /[A-Z]{2,}s$/) {
            name.replaceSubrange(plural.range, with: "-" + plural.output.lowercased())
        }
        name = name.replacing(/(.)([A-Z][a-z]+)/) { "\($0.output.1)-\($0.output.2)" }
        name = name.replacing(/([a-z0-9])([A-Z])/) { "\($0.output.1)-\($0.output.2)" }
        return name.lowercased()
    }
}
