// The port to the network: one request, one answer, or a reason why there was none.
// CurlTransport is the real one; tests bring their own.
package import Foundation

/// One HTTP header line.
package struct AWSHeader: Hashable, Sendable {
    /// Name in any case.
    package let name: String
    /// Value without the line's end.
    package let value: String

    /// A header line.
    package init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }
}

/// One HTTP request, signed or not.
package struct AWSRequest: Sendable {
    /// HTTP method in capitals.
    package var method: String
    /// Absolute URL, with scheme.
    package var url: String
    /// Header lines in order.
    package var headers: [AWSHeader]
    /// Body; may be empty.
    package var body: Data

    /// A request.
    package init(method: String = "POST", url: String, headers: [AWSHeader] = [], body: Data = Data()) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
    }
}

/// One HTTP answer, whatever its status.
package struct AWSReply: Sendable {
    /// HTTP status.
    package let status: Int
    /// Header lines in order.
    package let headers: [AWSHeader]
    /// Body, decompressed.
    package let body: Data

    /// An answer.
    package init(status: Int, headers: [AWSHeader] = [], body: Data = Data()) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// The first header of that name, in any case.
    package func header(_ name: String) -> String? {
        headers.first { $0.name.caseInsensitiveCompare(name) == .orderedSame }?.value
    }
}

/// Sends one HTTP request.
///
/// An implementation follows no redirect, bounds time and size, and answers every HTTP status as a reply.
package protocol Transport: Sendable {
    /// Sends the request and waits for the whole answer.
    /// - Throws: `TransportError` when there is none; `CancellationError` when the task was cancelled.
    func send(_ request: AWSRequest) async throws -> AWSReply
}

/// Why a request got no answer.
package struct TransportError: Error, Sendable, CustomStringConvertible {
    /// What kind of failure it was.
    package enum Kind: Sendable {
        /// The server could not be reached: route, proxy, refused connection.
        case connect
        /// No such host is known.
        case unknownHost
        /// Connect, total or low-speed limit passed.
        case timeout
        /// The connection broke or the answer ended too early.
        case interrupted
        /// The server's certificate was not accepted.
        case untrusted
        /// The answer was larger than the bound.
        case tooLarge
        /// The request itself was refused on this side.
        case refused
    }

    /// What kind of failure it was.
    package let kind: Kind
    /// What failed, on which host, with a hint on a line of its own where there is one.
    package let message: String

    /// A failure.
    package init(kind: Kind, message: String) {
        self.kind = kind
        self.message = message
    }

    /// The message.
    package var description: String { message }

    /// True when the same request may well succeed a moment later.
    var isTransient: Bool {
        switch kind {
        case .connect, .unknownHost, .timeout, .interrupted: true
        case .untrusted, .tooLarge, .refused: false
        }
    }
}
