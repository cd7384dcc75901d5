// The pages of a listing, one call each, asked for as they are read.

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
