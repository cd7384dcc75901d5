// Reads one item of a list value by value. What cannot be read costs the facts that rest on it, and is told: never the
// item, of which the rest is known, and never the list, in which the others stand.

import AWSAPI
import CostModel
import Foundation

/// Reads the values of one item and keeps what was wrong with them.
struct ItemReader {
    /// What is read. Its texts and tags cannot be wrong.
    let item: XMLNode
    /// The facts that rest on a value that could not be read.
    private(set) var unknown: Set<String> = []
    private var faults: [String] = []

    init(_ item: XMLNode) { self.item = item }

    /// What was got and what was expected, of each value that could not be read; nil: all could.
    var fault: String? { faults.isEmpty ? nil : faults.joined(separator: "; ") }

    /// What `read` makes of the item; nil where that throws, and then the fact is unknown.
    ///
    /// - Parameter fact: as in the kind's table; `created_at` for a resource's own time.
    mutating func value<Value>(of fact: String, _ read: (XMLNode) throws -> Value?) -> Value? {
        do {
            return try read(item)
        } catch {
            note((error as? ScanError)?.fault ?? "got \(error)", of: fact)
            return nil
        }
    }

    /// Text that AWS always sends.
    mutating func text(_ element: String, of fact: String) -> FactValue {
        .optional(value(of: fact) { try $0.required(element) })
    }

    /// One of AWS's words; another one means what nobody here knows.
    ///
    /// - Parameter path: an element, or a path of elements such as `instanceState/name`.
    mutating func word(_ path: String, of fact: String, among words: Set<String>) -> FactValue {
        let word = item.descendant(path)?.text ?? ""
        if words.contains(word) { return .text(word) }
        let got = word.isEmpty ? "no '\(path)'" : "'\(word.prefix(40))' for '\(path)'"
        note("got \(got), expected \(words.sorted().joined(separator: ", "))", of: fact)
        return .null
    }

    /// A number that AWS leaves out where there is none.
    mutating func integer(_ element: String, of fact: String) -> FactValue {
        .optional(value(of: fact) { try $0.integer(element) })
    }

    /// A number that AWS always sends.
    mutating func requiredInteger(_ element: String, of fact: String) -> FactValue {
        .optional(
            value(of: fact) {
                _ = try $0.required(element)
                return try $0.integer(element)
            })
    }

    /// A time that AWS leaves out where there is none.
    mutating func time(_ element: String, of fact: String) -> Date? { value(of: fact) { try $0.time(element) } }

    /// A time that AWS always sends.
    mutating func requiredTime(_ element: String, of fact: String) -> Date? {
        value(of: fact) {
            _ = try $0.required(element)
            return try $0.time(element)
        }
    }

    private mutating func note(_ fault: String, of fact: String) {
        unknown.insert(fact)
        faults.append(fault)
    }
}

/// An item of a list that could not be read, or not whole.
struct OddItem {
    /// AWS's id; nil where that is what could not be read: then it may be any resource of the list.
    let id: String?
    /// What was got, and what was expected.
    let fault: String
}

/// Tells a list's odd items: the first ones each, the others by their number. AWS may change a form for all of them.
struct OddItems {
    /// How many are told by name.
    static let most = 5

    private var count = 0

    /// The gaps of one page.
    mutating func gaps(_ items: [OddItem], of scanner: any ResourceScanner, at place: ListingPlace) -> [Gap] {
        let room = max(0, OddItems.most - count)
        count += items.count
        return items.prefix(room).map { item in
            let kind = place.kind.rawValue.replacing("_", with: " ")
            let what =
                item.id.map { "the \(kind) '\($0)' cannot be read whole" }
                ?? "a \(kind) without an id that can be read may be any of them"
            return gap("\(what): \(item.fault)", scanner, place)
        }
    }

    /// Of those that no gap has named; nil where all are named.
    func rest(of scanner: any ResourceScanner, at place: ListingPlace) -> Gap? {
        guard count > OddItems.most else { return nil }
        return gap("\(count - OddItems.most) more cannot be read whole", scanner, place)
    }

    private func gap(_ text: String, _ scanner: any ResourceScanner, _ place: ListingPlace) -> Gap {
        Gap(
            ScanError(text), account: place.account, region: place.region, service: scanner.service,
            operation: scanner.operation)
    }
}

extension FactValue {
    /// A number that AWS may leave out.
    static func optional(_ number: Int64?) -> FactValue { number.map { .integer($0) } ?? .null }
}
