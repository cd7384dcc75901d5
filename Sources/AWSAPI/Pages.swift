// The pages of a listing, one call each: of XML asked for as they are read, of JSON until no next one is named.

/// The answers of a paged action, root element by root element.
///
/// Ends at an absent or empty token. A page may be empty and still have a successor.
package struct Pages: AsyncSequence, Sendable {
    /// One page: the answer's root.
    package typealias Element = XMLNode

    let client: AWSClient
    let service: AWSService
    let action: String
    let parameters: Parameters
    let region: String
    let tokenElement: String
    let tokenParameter: String

    /// Starts at the first page.
    package func makeAsyncIterator() -> Iterator {
        Iterator(pages: self, parameters: parameters)
    }

    /// Reads page after page.
    package struct Iterator: AsyncIteratorProtocol {
        let pages: Pages
        var parameters: Parameters
        var seen: Set<String> = []
        var isDone = false

        /// The next page, or nil behind the last.
        /// - Throws: as `AWSClient.query`, and `AWSError` with code `RepeatedToken` when AWS goes in circles.
        package mutating func next() async throws -> XMLNode? {
            guard !isDone else { return nil }
            let page = try await pages.client.query(
                pages.service, pages.action, parameters, region: pages.region)
            guard let token = page.descendant(pages.tokenElement)?.text, !token.isEmpty else {
                isDone = true
                return page
            }
            guard seen.insert(token).inserted else {
                isDone = true
                throw AWSError(
                    code: "RepeatedToken", message: "a page names a page already read as its next", httpStatus: 200,
                    service: pages.service.name, operation: pages.action, region: pages.region, kind: .unreadable)
            }
            parameters.set(pages.tokenParameter, token)
            return page
        }
    }
}

extension AWSClient {
    /// All pages of a listing.
    /// - Parameters:
    ///   - tokenElement: where an answer holds the next token, as a path below the root.
    ///   - tokenParameter: under which name the token is sent back.
    package func pages(
        _ service: AWSService, _ action: String, _ parameters: Parameters = [:], region: String,
        tokenElement: String = "nextToken", tokenParameter: String = "NextToken"
    ) -> Pages {
        Pages(
            client: self, service: service, action: action, parameters: parameters, region: region,
            tokenElement: tokenElement, tokenParameter: tokenParameter)
    }
}

extension AWSClient {
    /// Calls a JSON operation until its answer names no next token.
    /// - Parameters:
    ///   - request: the body for a token; nil on the first page.
    ///   - receive: takes an answer and returns its token.
    /// - Throws: as `json`; what `receive` throws; `JSONAnswerError` when AWS goes in circles.
    package func jsonPages<Request: Encodable, Answer: Decodable>(
        _ service: AWSService, _ operation: String, region: String, request: (String?) -> Request,
        receive: (Answer) throws -> String?
    ) async throws {
        try await JSONPages.follow(operation) { token in
            let body = try AWSJSON.encode(request(token))
            let answer: Answer = try await json(service, operation, body: body, region: region) {
                try AWSJSON.decode($0, of: operation)
            }
            return try receive(answer)
        }
    }
}

/// Follows the tokens of JSON answers, for calls that are sent or read in a way of their own.
package enum JSONPages {
    /// Asks for page after page until one has an absent or empty token.
    /// - Parameters:
    ///   - operation: names the pages in the error.
    ///   - page: asks for the page of a token, nil for the first, and returns the next one's.
    /// - Throws: what `page` throws; `JSONAnswerError` when a token comes a second time.
    package static func follow(
        _ operation: String, _ page: (_ token: String?) async throws -> String?
    ) async throws {
        var token: String?
        var seen: Set<String> = []
        repeat {
            token = try await page(token).flatMap { $0.isEmpty ? nil : $0 }
            if let token, !seen.insert(token).inserted {
                throw JSONAnswerError("The pages of '\(operation)' do not end: AWS gave the same token twice")
            }
        } while token != nil
    }
}
