// What a kind asks beside its list: a call about one thing, or about several. Each costs a call, so that of a long list the
// first things alone are asked about; what was not asked, or not answered, is unknown.

import AWSAPI
import CostModel
import Foundation

struct KindAsker: Sendable {
    let spec: KindSpec
    let caller: KindCaller
    let context: ScanContext

    /// Of a page. Who has more has other means.
    static let most = 200
    private static let maxInFlight = 4

    /// A thing as far as it is known.
    struct Thing: Sendable {
        var resource: Resource
        let arn: String?
        var reading: KindReading

        func filled(_ source: KindText.Source) -> String? {
            guard case .column(let name) = source else { return nil }
            switch name {
            case "id": return resource.key.id
            case "arn": return arn
            case "name": return resource.name
            default:
                switch reading.facts[name] {
                case .text(let text)?: return text
                case .integer(let number)?: return String(number)
                default: return nil
                }
            }
        }
    }

    func asked(_ things: [Thing]) async -> [Thing] {
        var things = things
        for ask in spec.asks {
            let chosen = things.prefix(Self.most)
            let parts = Array(chosen).chunked(by: ask.step.batch ?? 1)
            let answers = await parts.concurrentMap(maxInFlight: Self.maxInFlight) { part in await answer(ask, part) }
            let failure = answers.lazy.compactMap { if case .failure(let error) = $0 { error } else { nil } }.first
            if let failure { await note(failure, of: ask) }
            things =
                zip(parts, answers).flatMap { part, items in part.map { told($0, ask, try? items.get()) } }
                + things.dropFirst(Self.most).map { told($0, ask, nil) }
        }
        return things
    }

    private func answer(_ ask: KindAsk, _ part: [Thing]) async -> Result<KindItems, any Error> {
        let filling = PlaceFilling(things: part.map { thing in { thing.filled($0) } })
        var nodes: [AnswerNode] = []
        var isOne = false
        do {
            try await caller.pages(ask.step, filling) { items in
                nodes += items.nodes
                isOne = items.isOne
            }
            return .success(KindItems(nodes: nodes, isOne: isOne))
        } catch let error as AWSError where error.saysNoTags {
            return .success(KindItems(nodes: [], isOne: false))
        } catch {
            return .failure(error)
        }
    }

    /// Told once for a page: what one call is refused, all are. Where nobody hears it, the scan has ended.
    private func note(_ error: any Error, of ask: KindAsk) async {
        let gap = Gap(
            error, account: context.account, region: caller.region, service: AWSService(spec.service),
            operation: ask.step.operation.name)
        try? await context.note(gap)
    }

    private func told(_ thing: Thing, _ ask: KindAsk, _ items: KindItems?) -> Thing {
        var thing = thing
        guard var items else {
            thing.reading.leaveUnknown(ask.gives.map(\.name))
            return thing
        }
        if let key = ask.key, let column = ask.keyColumn {
            let name = thing.filled(.column(column))
            items.nodes = items.nodes.filter { $0.text(at: key) == name }
        }
        thing.reading.read(ask.gives, of: items.nodes, isList: !items.isOne && ask.key == nil)
        guard let path = ask.tags else { return thing }
        // A list of tags is the items themselves; else they stand in the one item, or are it.
        let tags =
            path == .whole && !items.isOne
            ? items.nodes.reduce(into: [String: String]()) { tags, item in tags.merge(item.tagPair) { $1 } }
            : items.nodes.first.flatMap { $0.found(at: path).first?.tags() } ?? [:]
        thing.resource.tags = tags
        thing.resource.name = thing.resource.name ?? tags.nameTag
        thing.reading.know("tags")
        return thing
    }
}

extension AnswerNode {
    /// The one tag that an item of a list is.
    fileprivate var tagPair: [String: String] {
        let key = self["Key"] ?? self["key"] ?? self["TagKey"]
        let value = self["Value"] ?? self["value"] ?? self["TagValue"]
        return key?.text.map { [$0: value?.text ?? ""] } ?? [:]
    }
}

extension AWSError {
    /// Whether S3 says that a bucket has no tags: it has no empty list of them.
    fileprivate var saysNoTags: Bool { code == "NoSuchTagSet" }
}
