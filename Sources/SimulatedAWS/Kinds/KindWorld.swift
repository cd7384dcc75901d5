// The things of an account that kinds' files describe, and what AWS answers of them. How a thing's values become an answer
// is for Thing.swift and ItemMaker.swift, what a request asks for KindCall.swift. No kind has code of its own here.

package import CostModel
import Foundation

/// What an account holds of the kinds that it knows.
package struct KindWorld: Sendable {
    /// Which call of which kind.
    fileprivate struct Question: Sendable {
        enum Part { case step(Int), ask(Int) }
        let spec: Int
        let part: Part
    }

    private struct OperationKey: Hashable {
        let service: String
        let operation: String
    }

    /// The kinds; of what is none of them nobody can ask.
    package let specs: [KindSpec]
    /// How answers are written.
    package let dialect: Dialect
    private var things: [String: [ResourceKind: [PlacedThing]]] = [:]
    private let questions: [OperationKey: [Question]]
    /// The services with the operations that kinds ask for, by their signing names.
    private let services: [String: [(service: KindService, operations: [KindOperation])]]

    /// An account that holds nothing of these kinds.
    package init(_ specs: [KindSpec] = [], dialect: Dialect = Dialect()) {
        self.specs = specs
        self.dialect = dialect
        var questions: [OperationKey: [Question]] = [:]
        var operations: [KindService: [String: KindOperation]] = [:]
        for (number, spec) in specs.enumerated() {
            for (part, step) in spec.calls {
                let key = OperationKey(service: spec.service.name, operation: step.operation.name)
                questions[key, default: []].append(Question(spec: number, part: part))
                operations[spec.service, default: [:]][step.operation.name] = step.operation
            }
        }
        self.questions = questions
        var services: [String: [(service: KindService, operations: [KindOperation])]] = [:]
        for (service, known) in operations {
            services[service.signing, default: []].append(
                (service: service, operations: known.values.sorted { $0.name < $1.name }))
        }
        self.services = services
    }

    /// The services that sign by a name.
    func services(signing name: String) -> [KindService] { (services[name] ?? []).map(\.service) }

    /// What a request asks of these kinds; nil where it asks for something else.
    func call(_ request: WireRequest, _ form: Form, signing name: String) -> KindCall? {
        for (service, operations) in services[name] ?? [] {
            if let call = service.call(request, form, among: operations) { return call }
        }
        return nil
    }

    /// The IAM action that a call needs; nil where no kind says.
    package func permission(for call: KindCall) -> String? {
        let own = specs.filter { $0.service == call.service }
        return own.lazy.flatMap(\.permissions).first { $0.hasSuffix(":\(call.operation.name)") }
    }

    /// Puts a thing into a region.
    /// - Throws: `ThingError` where the kind is not known, or cannot be listed as a thing with these values.
    package mutating func put(_ thing: Thing, in region: String, account: String = "000000000000") throws {
        guard let spec = specs.first(where: { $0.view == thing.kind || $0.kind.rawValue == thing.kind }) else {
            throw ThingError(description: "Got the kind '\(thing.kind)', expected one of \(specs.map(\.view))")
        }
        let number = (things[region]?[spec.kind]?.count ?? 0) + 1
        let placed = try PlacedThing(
            thing, of: spec, account: account, region: region, number: number, dialect: dialect)
        things[region, default: [:]][spec.kind, default: []].append(placed)
    }

    /// What a region holds of a kind.
    func things(of kind: ResourceKind, in region: String) -> [Thing] { (things[region]?[kind] ?? []).map(\.thing) }

    /// Takes a kind's things out of a region.
    /// - Parameter isGone: Whether it goes.
    package mutating func remove(_ kind: ResourceKind, in region: String, where isGone: (Thing) -> Bool) {
        things[region]?[kind]?.removeAll { isGone($0.thing) }
    }
}

extension KindWorld {
    /// What is found for a call, in the order of the kinds.
    struct Found {
        /// Items, and where they stand.
        var items: [(path: KindPath, item: Document)] = []
        /// What is the answer, or a part of it, as it stands; and where.
        var one: (path: KindPath, value: Document)?
        /// Where lists stand, empty ones too.
        var lists: [KindPath] = []
        /// Whether anything is known of what the call is about.
        var isKnown = false
        /// Whether one asks so about several things, or for a list: then nothing is no failure.
        var mayBeNothing = false
        /// What was added: things in one cluster name it once.
        private var seen: Set<Document> = []

        fileprivate mutating func add(_ item: Document, at path: KindPath, once: Bool) {
            if !once || seen.insert(item).inserted { items.append((path, item)) }
        }
    }

    func found(for call: KindCall, in region: String) -> Found {
        var found = Found()
        let key = OperationKey(service: call.service.name, operation: call.operation.name)
        for question in questions[key] ?? [] {
            let spec = specs[question.spec]
            let step = spec.step(question.part)
            let isFirst = question.part.isFirst
            if step.hasList(first: isFirst, call.service.wire), !found.lists.contains(step.items) {
                found.lists.append(step.items)
            }
            if step.batch != nil { found.mayBeNothing = true }
            if case .step(let number) = question.part, number > 0,
                number < spec.steps.count - 1 || !spec.describesLast
            {
                found.mayBeNothing = true
            }
            if isFirst, let given = given(step, { _ in nil }), given.isAsked(by: call.fields, batch: nil) {
                found.isKnown = true
            }
            for thing in things[region]?[spec.kind] ?? [] { add(thing, question.part, step, call, to: &found) }
        }
        return found
    }

    private func given(_ step: KindStep, _ fill: (KindText.Source) -> String?) -> CallFields? {
        var fields = CallFields()
        guard fields.add(step.input, fill) else { return nil }
        // The size of a page is no part of what is asked for.
        if let size = step.operation.size { _ = fields.take(size.name) }
        return fields
    }

    private func add(
        _ thing: PlacedThing, _ part: Question.Part, _ step: KindStep, _ call: KindCall, to found: inout Found
    ) {
        let given = given(step) { source in
            switch (source, part) {
            case (.item(let path), .step(let number)) where number > 0:
                thing.items[number - 1].value(at: path)?.plain
            case (.parent(let path), .step(let number)) where number > 1:
                thing.items[number - 2].value(at: path)?.plain
            case (.column, .ask): thing.filled(source)
            default: nil
            }
        }
        guard let given, given.isAsked(by: call.fields, batch: step.batchName) else { return }
        found.isKnown = true
        switch part {
        case .step(let number):
            let item = thing.items[number]
            if step.hasList(first: number == 0, call.service.wire) {
                found.add(item, at: step.items, once: number < thing.items.count - 1)
            } else {
                found.one = found.one ?? (step.items, item)
            }
        case .ask(let number):
            switch thing.answers[number] {
            case .items(let items): for item in items { found.add(item, at: step.items, once: false) }
            case .one(let value): found.one = found.one ?? (step.items, value)
            }
        }
    }
}

extension KindWorld.Question.Part {
    fileprivate var isFirst: Bool { if case .step(0) = self { true } else { false } }
}

extension KindSpec {
    fileprivate var calls: [(KindWorld.Question.Part, KindStep)] {
        var calls: [(KindWorld.Question.Part, KindStep)] = []
        for (number, step) in steps.enumerated() { calls.append((.step(number), step)) }
        for (number, ask) in asks.enumerated() { calls.append((.ask(number), ask.step)) }
        return calls
    }

    fileprivate func step(_ part: KindWorld.Question.Part) -> KindStep {
        switch part {
        case .step(let number): steps[number]
        case .ask(let number): asks[number].step
        }
    }
}
