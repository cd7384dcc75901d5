// One request as it came over the wire, and one answer as it goes back. No sockets here.

import Foundation

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

/// An answer before it becomes bytes.
struct Reply: Sendable {
    var status: Int
    var contentType: String
    var headers: [(name: String, value: String)] = []
    var body: [UInt8]

    init(status: Int = 200, contentType: String, body: String) {
        (self.status, self.contentType, self.body) = (status, contentType, Array(body.utf8))
    }

    /// The bytes of the wire. The Date is the simulated world's, as clients correct their clocks by it.
    func bytes(date: Date, requestID: String, keepAlive: Bool) -> [UInt8] {
        var head = "HTTP/1.1 \(status) \(Reply.phrase(status))\r\n"
        head += "Date: \(Reply.httpDate(date))\r\nx-amzn-RequestId: \(requestID)\r\n"
        head += "Content-Type: \(contentType)\r\nContent-Length: \(body.count)\r\n"
        for (name, value) in headers { head += "\(name): \(value)\r\n" }
        head += keepAlive ? "\r\n" : "Connection: close\r\n\r\n"
        return Array(head.utf8) + body
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
        let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let parts = Timestamp.calendar.dateComponents(
            [.year, .month, .day, .weekday, .hour, .minute, .second], from: date)
        guard let year = parts.year, let month = parts.month, let day = parts.day, let weekday = parts.weekday,
            let hour = parts.hour, let minute = parts.minute, let second = parts.second
        else { return "" }
        let two = Timestamp.twoDigits
        return "\(days[weekday - 1]), \(two(day)) \(months[month - 1]) \(year) "
            + "\(two(hour)):\(two(minute)):\(two(second)) GMT"
    }
}
