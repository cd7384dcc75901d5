// One request as it came over the wire, and one answer as it goes back. No sockets here.

import Foundation
import NIOCore

/// A request, unparsed: the signature covers it as it is.
struct WireRequest: Sendable {
    var method: String
    /// Path and query, as sent.
    var target: String
    /// In the order of the wire, names as sent.
    var headers: [(name: String, value: String)]
    var body: [UInt8]

    /// The first value of a header, whatever the case of its name.
    func header(_ name: String) -> String? {
        headers.first { $0.name.lowercased() == name }?.value
    }
}

/// An answer before it goes back.
struct Reply: Sendable {
    var status: Int
    var contentType: String
    var headers: [(name: String, value: String)] = []
    /// Shared, not copied, where a reply is sent more than once.
    var body: ByteBuffer
    /// Whether no token for another page stands in it.
    var isLastPage = true

    init(status: Int = 200, contentType: String, body: String) {
        self.init(status: status, contentType: contentType, bytes: Array(body.utf8))
    }

    init(status: Int = 200, contentType: String, bytes: [UInt8]) {
        self.status = status
        self.contentType = contentType
        self.body = ByteBuffer(bytes: bytes)
    }

    /// Looks whether a token for another page stands in the body, which is not compressed yet. In XML it is the last
    /// thing that is written.
    mutating func noteLastPage() {
        let isXML = contentType.hasPrefix("text/xml")
        let marks = isXML ? ["extToken>"] : ["extToken\":\"", "extPageToken\":\""]
        isLastPage = body.withUnsafeReadableBytes { bytes in
            bytes.withMemoryRebound(to: UInt8.self) { bytes in
                let tail = UnsafeBufferPointer(rebasing: isXML ? bytes.suffix(1_024) : bytes[...])
                return !marks.contains { offset(of: $0, in: tail) != nil }
            }
        }
    }

    /// The status line and the headers. The Date is the simulated world's, as clients correct their clocks by it.
    /// - Parameter length: What Content-Length says; the body's own length unless it shall lie.
    func head(date: Date, requestID: String, keepAlive: Bool, length: Int? = nil) -> ByteBuffer {
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
    static func httpDate(_ date: Date) -> String {
        let days = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let day = Int((date.timeIntervalSince1970 / 86_400).rounded(.down))
        let civil = Timestamp.civil(day: day)
        return "\(days[((day % 7) + 7) % 7]), \(Timestamp.twoDigits(civil.day)) \(months[civil.month - 1]) "
            + "\(civil.year) \(Timestamp.clock(date)) GMT"
    }
}
