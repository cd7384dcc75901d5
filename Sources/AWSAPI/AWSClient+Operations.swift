// Any operation of any service, by what is known of how the service is spoken to: one door for the five protocols.

import Foundation

/// An operation as it is asked for.
package struct WireOperation: Hashable, Sendable {
    /// Its name in AWS's API.
    package let name: String
    /// HTTP's method; what a service that is not spoken to by paths is sent to is always posted.
    package let method: String
    /// The path, with places such as `{name}`.
    package let path: String

    /// An operation.
    package init(_ name: String, method: String = "POST", path: String = "/") {
        self.name = name
        self.method = method
        self.path = path
    }
}

extension AWSClient {
    /// Calls an operation and returns its answer: of XML what stands in the answer's element, of the query protocol what
    /// stands in its result.
    ///
    /// - Throws: as `query`; `AWSError` with the code `MissingInput` where the path has a place that is given nothing.
    package func answer(
        _ service: AWSService, _ operation: WireOperation, _ input: [WireField], region: String, retries: Bool = true
    ) async throws -> AnswerNode {
        switch service.wireProtocol {
        case .ec2Query:
            return .xml(
                try await query(service, operation.name, input.form(flat: true), region: region, retries: retries))
        case .query:
            let root = try await query(
                service, operation.name, input.form(flat: false), region: region, retries: retries)
            // An answer without a result has nothing to tell.
            return .xml(root["\(operation.name)Result"] ?? root)
        case .json:
            let body = try input.json()
            return .json(
                try await json(service, operation.name, body: body, region: region, retries: retries) {
                    try JSONNode(parsing: $0)
                })
        case .paths(let isXML):
            return try await byPath(
                service, operation, input, region: region, retries: retries, isXML: isXML)
        case .objects: preconditionFailure("\(service.name) has objects: call object")
        }
    }

    private func byPath(
        _ service: AWSService, _ operation: WireOperation, _ input: [WireField], region: String, retries: Bool,
        isXML: Bool
    ) async throws -> AnswerNode {
        let isQuery = operation.method == "GET"
        guard let place = input.path(operation.path, isQuery: isQuery) else {
            throw AWSError(
                code: "MissingInput", message: "got nothing for a part of its path '\(operation.path)'",
                httpStatus: nil,
                service: service.name, operation: operation.name, region: region, kind: .other)
        }
        let body = isQuery ? Data() : try place.rest.json()
        var call = Call(
            service: service, operation: operation.name, region: region,
            headers: isQuery ? [] : [AWSHeader("Content-Type", "application/json")], body: body)
        call.method = operation.method
        call.path = place.path
        return try await perform(call, retries: retries) { reply in
            isXML ? .xml(try XMLNode(parsing: reply.body)) : .json(try JSONNode(parsing: reply.body))
        }
    }
}
