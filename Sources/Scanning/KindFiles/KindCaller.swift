// One call of a kind with its pages: tokens in, tokens out, and an answer that lacks its list is none.

import AWSAPI
import CostModel

/// What an answer has where a call's items stand.
struct KindItems: Sendable {
    /// The items.
    var nodes: [AnswerNode]
    /// Whether one thing stands there, not a list.
    let isOne: Bool
}

struct KindCaller: Sendable {
    let service: KindService
    let client: AWSClient
    let region: Region

    /// More pages than any list has that is worth reading: a token that is new each time must end too.
    private static let mostPages = 10_000

    /// Hands over the items of each page.
    func pages(_ step: KindStep, _ filling: PlaceFilling, receive: (KindItems) async throws -> Void) async throws {
        guard var input = filling.fields(step.input) else {
            throw ScanError("'\(step.operation.name)' lacks what it is asked about: an item without a name")
        }
        let size = step.operation.size
        if let size, !input.contains(where: { $0.name == size.name }) {
            input.append(WireField(size.name, .integer(size.largest)))
        }
        var seen: Set<String> = []
        var token: String?
        repeat {
            let tokens = token.flatMap { token in
                step.operation.paging.map { [WireField($0.sent, .text(token))] }
            }
            // A region that lacks the service is asked once: its host may be known after all.
            let answer = try await client.answer(
                AWSService(service), step.operation.wire, input + (tokens ?? []), region: region.code,
                retries: !service.without.contains(region.code))
            let isLast = try await read(answer, step, &token, receive)
            if isLast { return }
            guard let next = token, seen.insert(next).inserted, seen.count < Self.mostPages else {
                throw ScanError(
                    "The pages of '\(step.operation.name)' do not end: AWS gave the same token twice, or too many")
            }
        } while true
    }

    private func read(
        _ answer: AnswerNode, _ step: KindStep, _ token: inout String?, _ receive: (KindItems) async throws -> Void
    ) async throws -> Bool {
        try await receive(try items(answer, step))
        token = step.operation.paging.flatMap { answer.text(at: $0.answered) }
        return token == nil
    }

    /// The items; of a way that leads to one thing, that.
    private func items(_ answer: AnswerNode, _ step: KindStep) throws -> KindItems {
        if step.items == .whole { return KindItems(nodes: [answer], isOne: true) }
        let found = answer.found(at: step.items)
        guard let node = found.first else {
            // Some services of JSON leave empty lists out, and nothing but a token may then stand there.
            let token = step.operation.paging?.answered.parts.first?.name
            if case .json = answer, answer.members.allSatisfy({ $0.name == token }) {
                return KindItems(nodes: [], isOne: false)
            }
            throw ScanError(
                "got no '\(step.items)', expected a list, perhaps an empty one", reading: step.operation.name)
        }
        if found.count > 1 { return KindItems(nodes: found, isOne: false) }
        return KindItems(nodes: node.isThing ? [node] : node.items, isOne: node.isThing)
    }
}

extension AnswerNode {
    /// Whether it is one thing, not a list of things: of JSON a map; of XML an element of which no two children, and not
    /// its only one, are called as members of lists are.
    fileprivate var isThing: Bool {
        guard case .xml = self else { return !isList && !members.isEmpty }
        return false
    }
}

extension AWSError {
    /// Whether the thing that was asked about is not there any more.
    var saysItIsGone: Bool {
        guard kind == .other, (httpStatus ?? 0) < 500 else { return false }
        return code.contains("NotFound") || code.contains("NoSuch") || code == "ResourceNotFoundException"
    }
}
