// The answer to a call that a kind's file names, in its service's protocol: a page of what was found, with the token of the
// next one, or the refusal where nothing is known of what was asked.

import CostModel
import Foundation

extension Call {
    /// The answer of the account's kinds.
    /// - Parameter isOnly: Whether nobody else answers such a call.
    /// - Returns: Nil where somebody else should.
    func answer(_ asked: KindCall, from kinds: KindWorld, isOnly: Bool) throws -> Reply? {
        let found = kinds.found(for: asked, in: region)
        guard isOnly || !found.items.isEmpty || found.one != nil else { return nil }
        guard found.isKnown || found.mayBeNothing else { throw AWSFailure.gone(service, action) }
        if found.lists.isEmpty, let one = found.one, one.path == .whole { return reply(one.value, asked) }
        var root = Draft()
        let page = try part(of: found.items, asked)
        for path in found.lists {
            let items = page.items.filter { $0.path == path }.map(\.item)
            let isHidden = kinds.dialect.hidesEmptyLists && items.isEmpty && !asked.service.wire.isXML
            if !isHidden { root.put(.list(items), at: path) }
        }
        if let one = found.one { root.put(one.value, at: one.path) }
        if let token = page.nextToken, let paging = asked.operation.paging {
            root.put(.text(token), at: paging.answered)
        }
        var reply = reply(root.document, asked)
        reply.isLastPage = page.nextToken == nil
        return reply
    }

    private func part<Element>(of all: [Element], _ asked: KindCall) throws -> Page<Element> {
        guard asked.operation.paging != nil else { return Page(items: all, nextToken: nil) }
        let start = try asked.token.map(position) ?? 0
        let end = start + max(1, min(asked.size ?? .max, largestPage, all.count))
        return Page(
            items: Array(all.dropFirst(start).prefix(end - start)), nextToken: end < all.count ? token(end) : nil)
    }

    private func reply(_ answer: Document, _ asked: KindCall) -> Reply {
        let wire = asked.service.wire
        guard wire.isXML else { return Reply(contentType: service.contentType, bytes: Array(answer.json)) }
        var xml = XMLWriter()
        let isEC2 = if case .ec2 = wire { true } else { false }
        xml.members(of: answer, item: isEC2 ? "item" : "member")
        return reply(xml.bytes)
    }
}

extension AWSFailure {
    /// What is asked about is not there.
    fileprivate static func gone(_ service: Service, _ action: String) -> AWSFailure {
        switch service.wireProtocol {
        case .ec2, .query:
            AWSFailure("ResourceNotFoundFault", status: 404, "What \(action) asks about does not exist")
        case .json: AWSFailure("ResourceNotFoundException", "What \(action) asks about does not exist")
        case .rest: AWSFailure("ResourceNotFoundException", status: 404, "What \(action) asks about does not exist")
        }
    }
}
