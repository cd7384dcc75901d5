// One request as it came over the wire, one answer as it goes back, and how it reaches the wire. No sockets here.

package import Foundation
package import NIOCore

/// A request, unparsed: the signature covers it as it is.
package struct WireRequest: Sendable {
    /// Such as `POST`.
    package var method: String
    /// Path and query, as sent.
    package var target: String
    /// In the order of the wire, names as sent.
    package var headers: [(name: String, value: String)]
    /// As sent.
    package var body: [UInt8]

    /// The first value of a header, whatever the case of its name.
    package func header(_ name: String) -> String? {
        headers.first { $0.name.lowercased() == name }?.value
    }
}

/// An answer before it goes back.
package struct Reply: Sendable {
    /// The HTTP status.
    package var status: Int
    /// As the header says it.
    package var contentType: String
    /// What stands in the head beside date, request id, type and length.
    package var headers: [(name: String, value: String)] = []
    /// Whether no other page follows; nil: that stands in the body alone.
    package var isLastPage: Bool?
    /// Shared, not copied, where a reply is sent more than once.
    package var body: ByteBuffer

    /// A reply with a text.
    package init(status: Int = 200, contentType: String, body: String) {
        self.init(status: status, contentType: contentType, bytes: Array(body.utf8))
    }

    /// A reply with bytes.
    package init(status: Int = 200, contentType: String, bytes: [UInt8]) {
        self.status = status
        self.contentType = contentType
        self.body = ByteBuffer(bytes: bytes)
    }

    /// The status line and the headers. The Date is the simulated world's, as clients correct their clocks by it.
    /// - Parameter length: What Content-Length says; the body's own length unless it shall lie.
    package func head(date: Date, requestID: String, keepAlive: Bool, length: Int? = nil) -> ByteBuffer {
        var head = "HTTP/1.1 \(status) \(Reply.phrase(status))\r\n"
        head += "Date: \(Reply.httpDate(date))\r\nx-amzn-RequestId: \(requestID)\r\n"
        head += "Content-Type: \(contentType)\r\nContent-Length: \(length ?? body.readableBytes)\r\n"
        for (name, value) in headers { head += "\(name): \(value)\r\n" }
        head += keepAlive ? "\r\n" : "Connection: close\r\n\r\n"
        return ByteBuffer(string: head)
    }

    static func phrase(_ status: Int) -> String {
        switch status {
        case 200: "OK"
        case 400: "Bad Request"
        case 401: "Unauthorized"
        case 403: "Forbidden"
        case 404: "Not Found"
        case 412: "Precondition Failed"
        case 413: "Content Too Large"
        case 503: "Service Unavailable"
        default: status < 500 ? "Refused" : "Internal Server Error"
        }
    }

    /// Such as `Sat, 21 Nov 2026 08:20:00 GMT`.
    package static func httpDate(_ date: Date) -> String {
        let days = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let day = Int((date.timeIntervalSince1970 / 86_400).rounded(.down))
        let civil = Timestamp.civil(day: day)
        return "\(days[((day % 7) + 7) % 7]), \(Timestamp.twoDigits(civil.day)) \(months[civil.month - 1]) "
            + "\(civil.year) \(Timestamp.clock(date)) GMT"
    }
}

/// What the server does with a connection after a request.
package struct Delivery: Sendable {
    /// What becomes of the connection.
    package enum Ending: Sendable {
        /// It stays for the next request.
        case open
        /// It is closed after the last byte.
        case close
        /// It is reset.
        case reset
    }

    /// Few bytes at a time.
    package struct Pace: Sendable {
        /// How many at a time.
        package var bytes: Int
        /// Real time between them.
        package var every: Duration

        /// So many bytes, so often.
        package init(bytes: Int, every: Duration) {
            self.bytes = bytes
            self.every = every
        }
    }

    /// What is sent, in order.
    package var bytes: [ByteBuffer] = []
    /// Real time from the request's arrival to the first byte.
    package var wait: Duration = .zero
    /// What becomes of the connection afterwards.
    package var ending: Ending = .open
    /// nil sends as fast as the socket takes it.
    package var pace: Pace?

    /// Nothing but a reset.
    package static let reset = Delivery(ending: .reset)
}

extension Delivery {
    /// A reply as it is, at once.
    package init(_ reply: Reply, date: Date, requestID: String, keepAlive: Bool) {
        ending = keepAlive ? .open : .close
        bytes = [reply.head(date: date, requestID: requestID, keepAlive: keepAlive), reply.body]
    }
}
