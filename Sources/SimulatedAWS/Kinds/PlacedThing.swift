// A thing of an account with its items in all answers that tell of it, made once from its values. Which call asks for it is
// for KindWorld.swift.

import CostModel
import Foundation

/// A thing with all that AWS answers of it.
struct PlacedThing: Sendable {
    let thing: Thing
    let kind: ResourceKind
    /// Its item in the answer of each call of its kind's list; in the last one it is itself.
    let items: [Document]
    /// What each question beside the list is answered with.
    let answers: [ThingAnswer]

    /// The thing among others of its kind and region; `number` keeps those apart that have no id.
    init(_ thing: Thing, of spec: KindSpec, account: String, region: String, number: Int, dialect: Dialect) throws {
        var thing = thing
        try spec.check(thing)
        let key = thing.id ?? "\(spec.kind.rawValue)-\(number)"
        if thing.arn == nil, let path = spec.arn, !spec.id.sources.contains(.item(path)) {
            thing.arn = "arn:aws:\(spec.service.signing):\(region):\(account):\(spec.kind.rawValue)/\(key)"
        }
        if spec.name == nil, let name = thing.name, thing.tags["Name"] == nil { thing.tags["Name"] = name }
        let own = try thing.item(of: spec, dialect)
        if spec.id.onlySource == nil { thing.id = spec.composedID(of: own) }
        // A column may have said these.
        thing.arn = spec.arn.flatMap { own.value(at: $0)?.plain }
        thing.name = spec.name.map { own.value(at: $0)?.plain } ?? thing.tags["Name"]
        self.thing = thing
        kind = spec.kind
        items = spec.steps.indices.map { spec.item(of: thing, inStep: $0, own: own, key: key) }
        answers = try spec.asks.map { try thing.answer(to: $0, of: spec, dialect) }
    }

    /// What fills a place of a call that is made about it.
    func filled(_ source: KindText.Source) -> String? {
        guard case .column(let name) = source else { return nil }
        switch name {
        case "id": return thing.id
        case "arn": return thing.arn
        case "name": return thing.name
        default:
            switch thing.values[name] {
            case .text(let text)?: return text
            case .integer(let number)?: return String(number)
            case .real?, .null?, nil: return nil
            }
        }
    }
}

/// What a call that is not the last of a list, or none of a list, is answered of a thing.
enum ThingAnswer: Sendable {
    /// Items of a list.
    case items([Document])
    /// What stands there is no list.
    case one(Document)
}

extension KindSpec {
    /// The id that is made of several values; nil where one is missing.
    fileprivate func composedID(of item: Document) -> String? {
        var id = ""
        for piece in self.id.pieces {
            switch piece {
            case .literal(let literal): id += literal
            case .place(.item(let path), let isOptional):
                guard let text = item.value(at: path)?.plain ?? (isOptional ? "" : nil) else { return nil }
                id += text
            case .place: return nil
            }
        }
        return id
    }

    /// Whether the last call describes what the one before it names, and does not list what is in it.
    var describesLast: Bool {
        guard steps.count > 1, let last = steps.last else { return false }
        return last.batch != nil || last.operation.paging == nil
    }

    /// A thing's item in the answer of one call of the list: what the calls after it ask for.
    fileprivate func item(of thing: Thing, inStep step: Int, own: Document, key: String) -> Document {
        if step == steps.count - 1 { return own }
        let isOwn = step == steps.count - 2 && describesLast
        let text = isOwn ? key : thing.parent ?? self.parent(of: thing, inStep: step) ?? "default"
        var paths: [KindPath] = []
        for case .item(let path) in steps[step + 1].input.flatMap(\.value.sources) { paths.append(path) }
        if steps.indices.contains(step + 2) {
            for case .parent(let path) in steps[step + 2].input.flatMap(\.value.sources) { paths.append(path) }
        }
        if paths.isEmpty || paths.contains(.whole) { return .text(text) }
        var draft = Draft()
        for path in paths { draft.put(.text((isOwn ? own.value(at: path)?.plain : nil) ?? text), at: path) }
        return draft.document
    }

    /// What a column says of the thing that this one is in: `clusters` list what `cluster` names.
    private func parent(of thing: Thing, inStep step: Int) -> String? {
        guard let name = steps[step].items.parts.last?.name, name.hasSuffix("s") else { return nil }
        let singular = String(name.dropLast())
        let column = columns.first { column in
            (column.name == singular || column.value.path.description == singular) && column.value.after == nil
        }
        return column.flatMap { thing.values[$0.name]?.text }
    }
}

extension Thing {
    /// Itself, in the answer of the list's last call.
    fileprivate func item(of spec: KindSpec, _ dialect: Dialect) throws -> Document {
        var maker = ItemMaker(dialect, isXML: spec.service.wire.isXML)
        if case .item(let path)? = spec.id.onlySource { maker.put(id, at: path, for: "id") }
        maker.put(name, at: spec.name, for: "name")
        if let created = spec.created, let createdAt {
            maker.put([KindColumn(name: "created_at", value: created, doc: "")], ["created_at": .time(createdAt)])
        }
        maker.put(spec.columns, values)
        // Another column may have said it: an id may be an ARN.
        if let path = spec.arn, !maker.has(path) { maker.put(arn, at: path, for: "arn") }
        maker.put(tags, at: spec.tags, spec.service.wire)
        try check(maker, spec)
        return maker.document
    }

    /// What a question beside the list is answered with.
    fileprivate func answer(to ask: KindAsk, of spec: KindSpec, _ dialect: Dialect) throws -> ThingAnswer {
        let wire = spec.service.wire
        let isList = ask.step.hasList(first: false, wire)
        if ask.tags == .whole {
            let tags = ItemMaker.tags(
                tags, called: ask.step.items.parts.last?.name ?? "", dialect, wire)
            return if case .list(let items) = tags { .items(items) } else { .one(tags) }
        }
        let list = KindPath.Part(name: "item", isList: true)
        func inside(_ path: KindPath) -> KindPath { isList ? KindPath(parts: [list] + path.parts) : path }
        var maker = ItemMaker(dialect, isXML: wire.isXML)
        if let key = ask.key, let column = ask.keyColumn {
            let name = column == "id" ? id : column == "arn" ? arn : column == "name" ? self.name : values[column]?.text
            maker.put(name, at: inside(key), for: column)
        }
        maker.put(
            ask.gives.map { column in
                let old = column.value
                let value = KindValue(path: inside(old.path), fold: old.fold, after: old.after, type: old.type)
                return KindColumn(name: column.name, value: value, doc: "")
            }, values)
        maker.put(tags, at: ask.tags.map(inside), wire)
        try check(maker, spec)
        guard isList else { return .one(maker.document) }
        return if case .list(let items)? = maker.document["item"] { .items(items) } else { .items([]) }
    }

    private func check(_ maker: ItemMaker, _ spec: KindSpec) throws {
        guard let column = maker.conflicts.first else { return }
        throw ThingError(
            description: "A thing of the kind '\(spec.view)', '\(id ?? "without id")': got for '\(column)' what is none"
                + " of its type, or contradicts another column that AWS tells by the same words")
    }
}

extension KindStep {
    /// Whether the answer has a list there, not one thing. Files do not say; AWS's names do.
    func hasList(first: Bool, _ wire: KindService.Wire) -> Bool {
        guard let name = items.parts.last?.name else { return false }
        if first || wire.isXML || batch != nil || operation.paging != nil || operation.name.hasPrefix("List") {
            return true
        }
        return ["s", "List", "Set"].contains(where: name.hasSuffix)
    }
}
