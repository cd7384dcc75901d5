// Things of any kind with values of any kind, and what must be read of them. Columns that AWS tells by the same words get
// values that go together.

import CostModel
import Foundation
import SimulatedAWS

/// Numbers that come again with the same seed.
struct SeededNumbers: RandomNumberGenerator {
    private var state: UInt64
    init(seed: UInt64) { state = seed }

    /// SplitMix64. Source: Steele, Lea, Flood, "Fast splittable pseudorandom number generators", 2014.
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

/// Makes things of one kind.
struct ThingMaker {
    private let spec: KindSpec
    private var numbers: SeededNumbers
    private var number = 0
    /// What stands in places that more than one column reads.
    private var texts: [KindPath: String] = [:]
    private var counts: [String: Int64] = [:]
    private var leftOut: [KindPath: Bool] = [:]
    /// Columns that calls are made with: without them nothing can be asked.
    private let needed: Set<String>

    init(_ spec: KindSpec, seed: UInt64) {
        self.spec = spec
        numbers = SeededNumbers(seed: seed)
        let sources = spec.asks.flatMap { $0.step.input.flatMap(\.value.sources) }
        let asked = sources.compactMap { if case .column(let name) = $0 { name } else { nil } }
        let parts = spec.columns.filter { column in spec.id.sources.contains(.item(column.value.path)) }.map(\.name)
        needed = Set(asked + parts)
    }

    /// A thing that is like no other of this maker.
    mutating func thing(hasID: Bool = true) -> Thing {
        number += 1
        texts = [:]
        counts = [:]
        leftOut = [:]
        var thing = Thing(spec.view, id: nil)
        if case .item(let path)? = spec.id.onlySource, hasID { thing.id = text(at: path) }
        if let path = spec.name { thing.name = path.isIDless(spec, hasID) ? nil : text(at: path) }
        if let path = spec.arn, !path.isIDless(spec, hasID), texts[path] != nil || Bool.random(using: &numbers) {
            thing.arn = text(at: path)
        }
        if spec.created != nil { thing.createdAt = Date(timeIntervalSince1970: Double(second())) }
        if spec.hasTags { thing.tags = tags() }
        add(spec.columns, nil, hasID, to: &thing)
        for (place, ask) in spec.asks.enumerated() {
            let list = ask.step.items == .whole ? nil : KindPath("ask\(place)[]")
            texts = [:]
            add(ask.gives, list, hasID, to: &thing)
        }
        return thing
    }

    private mutating func add(_ columns: [KindColumn], _ list: KindPath?, _ hasID: Bool, to thing: inout Thing) {
        func path(_ column: KindColumn) -> KindPath {
            KindPath(parts: (list?.parts ?? []) + column.value.path.parts)
        }
        for column in columns where column.value.fold == .count {
            let list = path(column).listName
            counts[list] = counts[list] ?? Int64.random(in: 0...3, using: &numbers)
        }
        for column in columns {
            // What one way leads to is there for all columns or for none, and what is counted is there.
            let isLeftOut =
                !needed.contains(column.name) && column.value.fold != .count
                && (leftOut[path(column)] ?? (Int.random(in: 0..<5, using: &numbers) == 0))
            leftOut[path(column)] = isLeftOut
            let isOfID = !hasID && spec.id.sources.contains(.item(column.value.path))
            if isOfID || (isLeftOut && texts[column.value.path] == nil) { continue }
            thing.values[column.name] = value(column, at: path(column))
        }
    }

    private mutating func value(_ column: KindColumn, at path: KindPath) -> FactValue? {
        switch (column.value.fold, column.value.type) {
        case (.count, _): return .integer(counts[path.listName] ?? 0)
        case (.sum, .real): return .real(most(path) == 0 ? 0 : 2.5)
        case (.sum, _): return .integer(most(path) == 0 ? 0 : Int64.random(in: 0...50, using: &numbers))
        case (.least, _), (.greatest, _): return most(path) == 0 ? nil : .integer(second())
        case (nil, .text) where path.isMany: return texts(at: path).first.map { .text($0) }
        case (nil, .text):
            let whole = text(at: path)
            guard let after = column.value.after else { return .text(whole) }
            return whole.range(of: after).map { .text(String(whole[$0.upperBound...])) }
        case (nil, .integer): return .integer(Int64.random(in: 0...5_000_000_000, using: &numbers))
        case (nil, .real): return .real(Double(Int.random(in: 0...4_000, using: &numbers)) / 8)
        case (nil, .boolean): return .flag(Bool.random(using: &numbers))
        case (nil, .time), (nil, .milliseconds): return .integer(second())
        case (nil, .json): return json(path)
        }
    }

    private func json(_ path: KindPath) -> FactValue? {
        let texts = texts(at: path).map { "\"\($0)\"" }
        return texts.isEmpty ? nil : .text("[\(texts.joined(separator: ","))]")
    }

    /// The texts of a list: of one that somebody counts, as many as there are.
    private func texts(at path: KindPath) -> [String] {
        (0..<(path.isMany ? most(path) : 2)).map { "part \(number) \($0)" }
    }

    /// How many items may stand there; of a list that nobody counts, two.
    private func most(_ path: KindPath) -> Int64 { counts[path.listName] ?? 2 }

    /// What stands at the end of a way: an ARN, where a column reads what is behind a mark in it.
    private mutating func text(at path: KindPath) -> String {
        if let known = texts[path] { return known }
        let mark = spec.columns.first { $0.value.path == path && $0.value.after != nil }?.value.after
        let tail = String(numbers.next() & 0xFFFF, radix: 16)
        let name = "\(spec.kind.rawValue) é&<\(number)>/\(tail)"
        let text = mark.map { "arn:aws:x:::\($0)\(name)" } ?? "\(path.parts.last?.name ?? "it"):\(name)"
        texts[path] = text
        return text
    }

    private mutating func second() -> Int64 { Int64.random(in: 1_600_000_000...1_795_000_000, using: &numbers) }

    private mutating func tags() -> [String: String] {
        let all = [
            "Name": "web \(number)", "costguard:keep": "", "team/é": "a=b&c <d> \"e\"", "key": "value", "Key": "Value",
            "aws:cloudformation:stack-name": "s",
        ]
        return all.filter { _ in Bool.random(using: &numbers) }
    }
}

extension Thing {
    /// What must be read of the thing.
    func expected(of spec: KindSpec) -> [String: FactValue] {
        spec.allColumns.reduce(into: [:]) { facts, column in
            let none: FactValue =
                switch (column.value.fold, column.value.type) {
                case (.sum, .real): .real(0)
                case (.sum, _), (.count, _): .integer(0)
                default: .null
                }
            facts[column.name] = values[column.name] ?? none
        }
    }
}

extension KindPath {
    /// The list that it goes through last, or ends at.
    fileprivate var listName: String {
        let end = parts.lastIndex(where: \.isList) ?? parts.count - 1
        return parts[...end].map(\.name).joined(separator: ".")
    }

    /// Whether it is where the id stands that a thing has none of.
    fileprivate func isIDless(_ spec: KindSpec, _ hasID: Bool) -> Bool {
        !hasID && spec.id.sources.contains(.item(self))
    }
}
