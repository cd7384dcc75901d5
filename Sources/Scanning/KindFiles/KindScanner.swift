// Lists a kind by its file: calls after calls, page after page, each item a resource. Leaves the wire to AWSAPI, values to
// KindReading, and what is asked beside the list to KindAsker.

package import AWSAPI
package import CostModel
import Foundation

/// The scanner of a kind that a file describes.
package struct KindScanner: ResourceScanner {
    private let spec: KindSpec

    /// A scanner.
    package init(_ spec: KindSpec) { self.spec = spec }

    package var kind: ResourceKind { spec.kind }
    package var service: AWSService { AWSService(spec.service) }
    package var operation: String { spec.steps.first?.operation.name ?? "" }
    package var permissions: [String] { spec.permissions }
    /// Where the file tells no price, nobody knows what things of it cost, or EC2's own meter does.
    package var meteredAs: String? { spec.prices.isEmpty ? nil : spec.view }

    /// Calls about single items at the same time, in one region.
    private static let maxInFlight = 8

    package func list(
        in region: Region, _ context: ScanContext, page: (ListPage) async throws -> Void
    ) async throws {
        if case .one(let home) = spec.scope, home != region { return }
        let caller = KindCaller(service: spec.service, client: context.client, region: region)
        let asker = KindAsker(spec: spec, caller: caller, context: context)
        do {
            try await walk(spec.steps[...], from: [], caller) { items in
                try await page(await self.page(of: items, region, context, asker))
            }
        } catch let error as AWSError where error.saysNoSuchHost && spec.service.without.contains(region.code) {
            // The region has no such service: its host is not known, and it was not there when the list was made.
            return
        }
    }

    /// An item of an answer, and what it was asked about.
    struct Item: Sendable {
        let node: AnswerNode
        let parent: AnswerNode?

        func filled(_ source: KindText.Source) -> String? {
            switch source {
            case .item(let path): node.text(at: path)
            case .parent(let path): parent?.text(at: path)
            case .column, .was: nil
            }
        }
    }

    /// The items of the last call, those of a page at a time.
    private func walk(
        _ steps: ArraySlice<KindStep>, from items: [Item], _ caller: KindCaller,
        receive: ([Item]) async throws -> Void
    ) async throws {
        guard let step = steps.first else { return try await receive(items) }
        guard steps.count < spec.steps.count else {
            let first = PlaceFilling(things: [{ _ in nil }])
            return try await caller.pages(step, first) { items in
                let found = items.nodes.map { Item(node: $0, parent: nil) }
                try await walk(steps.dropFirst(), from: found, caller, receive: receive)
            }
        }
        guard !items.isEmpty else { return }
        let parts = items.together(step.parents).flatMap { $0.chunked(by: step.batch ?? 1) }
        let found = try await parts.concurrentMap(maxInFlight: Self.maxInFlight) { part -> [Item] in
            let filling = PlaceFilling(things: part.map { item in { item.filled($0) } })
            var answered: [Item] = []
            do {
                try await caller.pages(step, filling) { items in
                    answered += items.nodes.map { Item(node: $0, parent: part.first?.node) }
                }
            } catch let error as AWSError where error.saysItIsGone {
                // It was deleted since it was listed.
                return []
            }
            return answered
        }
        try await walk(steps.dropFirst(), from: found.flatMap { $0 }, caller, receive: receive)
    }

    /// A thing as AWS shows it now, found in the whole list of its region; nil where it is not there.
    ///
    /// - Throws: as `list`.
    package func find(_ key: ResourceKey, _ context: ScanContext) async throws -> Resource? {
        var found: Resource?
        try await list(in: key.region, context) { page in
            found = found ?? page.resources.first { $0.key == key }
        }
        return found
    }

    private func page(
        of items: [Item], _ region: Region, _ context: ScanContext, _ asker: KindAsker
    ) async -> ListPage {
        var page = ListPage()
        var things: [KindAsker.Thing] = []
        for item in items {
            guard let id = id(of: item.node) else {
                page.odd.append(OddItem(id: nil, fault: "got no '\(spec.id)'"))
                continue
            }
            things.append(thing(id, item.node, region, context))
        }
        for thing in await asker.asked(things) {
            var resource = thing.resource
            resource.facts.merge(thing.reading.facts) { _, new in new }
            resource.unknown.formUnion(thing.reading.unknown)
            let price = spec.hourly(in: region) { column in
                resource.unknown.contains(column) ? nil : resource.facts[column] ?? .null
            }
            resource.hourly = price
            page.resources.append(resource)
            guard !thing.reading.faults.isEmpty else { continue }
            page.odd.append(OddItem(id: resource.key.id, fault: thing.reading.faults.joined(separator: "; ")))
        }
        return page
    }

    /// Nil where a part that must be there is not.
    private func id(of node: AnswerNode) -> String? {
        var id = ""
        for piece in spec.id.pieces {
            switch piece {
            case .literal(let literal): id += literal
            case .place(.item(let path), let isOptional):
                guard let text = node.text(at: path) ?? (isOptional ? "" : nil) else { return nil }
                id += text
            case .place: return nil
            }
        }
        return id.isEmpty ? nil : id
    }

    private func thing(_ id: String, _ node: AnswerNode, _ region: Region, _ context: ScanContext) -> KindAsker.Thing {
        var reading = KindReading()
        reading.read(spec.columns, of: [node])
        let created = KindColumn(
            name: "created_at", value: spec.created ?? KindValue(path: .whole, type: .time), doc: "")
        if spec.created != nil { reading.read([created], of: [node]) }
        let tags = spec.tags.flatMap { node.found(at: $0).first?.tags() } ?? [:]
        if spec.tags == nil { reading.leaveUnknown(["tags"]) }
        let seconds = reading.take("created_at")?.number
        let resource = Resource(
            context.key(spec.kind, region, id), name: spec.name.flatMap { node.text(at: $0) } ?? tags.nameTag,
            tags: tags,
            createdAt: seconds.flatMap { UTCTime.aws(seconds: $0) })
        return KindAsker.Thing(resource: resource, arn: spec.arn.flatMap { node.text(at: $0) }, reading: reading)
    }
}

extension KindStep {
    /// What it is given of the items before those that it is about.
    fileprivate var parents: [KindText.Source] {
        input.flatMap(\.value.sources).filter { if case .parent = $0 { true } else { false } }
    }
}

extension [KindScanner.Item] {
    /// Those that one call may be about: it names one parent, and what is in another it does not find there.
    fileprivate func together(_ parents: [KindText.Source]) -> [[KindScanner.Item]] {
        guard !parents.isEmpty else { return [self] }
        var groups: [[KindScanner.Item]] = []
        for item in self {
            let isNext = groups.last?.last.map { last in parents.allSatisfy { last.filled($0) == item.filled($0) } }
            if isNext == true { groups[groups.count - 1].append(item) } else { groups.append([item]) }
        }
        return groups
    }
}
