// Reads AWS's error out of an answer, in all the shapes that its services and imitations send. What its code means is
// ErrorKind's.
import Foundation

/// An error as AWS wrote it.
struct ErrorAnswer: Hashable, Sendable {
    let code: String
    let message: String
    let requestID: String?

    /// The error in an answer; nil when there is none we can read.
    init?(_ reply: AWSReply) {
        let requestID = reply.header("x-amzn-RequestId") ?? reply.header("x-amz-request-id")
        // JSON services refuse missing permissions as XML at times, so the body decides, not the protocol.
        if let root = try? XMLNode(parsing: reply.body) {
            guard let error = Self.element(in: root), let code = error.text("Code") else { return nil }
            self.init(
                code: code, message: error.text("Message") ?? error.text("message") ?? "",
                requestID: root.text("RequestID") ?? root.text("RequestId") ?? root.text("requestId") ?? requestID)
            return
        }
        let body = JSONBounds.decoded(JSONBody.self, from: reply.body)
        guard let code = Self.jsonCode(reply, body: body) else { return nil }
        self.init(code: code, message: body?.message ?? "", requestID: requestID)
    }

    private init(code: String, message: String, requestID: String?) {
        self.code = Self.clean(code, limit: 100)
        // Shortened later, behind the search for keys: half a key is found no more.
        self.message = Self.clean(Self.withoutSecrets(message), limit: .max)
        self.requestID = requestID.map { Self.clean($0, limit: 100) }
    }

    /// EC2 writes `Response/Errors/Error`, query services `ErrorResponse/Error`, moto `ErrorResponse/Errors/Error`.
    private static func element(in root: XMLNode) -> XMLNode? {
        if root.name == "Error" { return root }
        guard root.name == "Response" || root.name == "ErrorResponse" else { return nil }
        return root["Error"] ?? root["Errors"]?["Error"]
    }

    private static func jsonCode(_ reply: AWSReply, body: JSONBody?) -> String? {
        // CloudWatch sends the code of its older protocol beside; it is the one that documents name.
        if let old = reply.header("x-amzn-query-error")?.split(separator: ";").first { return String(old) }
        guard let raw = reply.header("X-Amzn-ErrorType") ?? body?.type ?? body?.code, !raw.isEmpty else { return nil }
        let withoutLink = raw.split(separator: ":").first.map(String.init) ?? raw
        return withoutLink.split(separator: "#").last.map(String.init) ?? withoutLink
    }

    /// True for a body that begins as an error of AWS does and cannot be read to its end: the length that came with it
    /// may be that of the piece. A web page begins otherwise.
    static func isCut(_ reply: AWSReply) -> Bool {
        let start = String(decoding: reply.body.prefix(64), as: UTF8.self).drop(while: \.isWhitespace)
        if start.hasPrefix("{") {
            return JSONBounds.isShallow(reply.body) && (try? JSONSerialization.jsonObject(with: reply.body)) == nil
        }
        let isPage = start.hasPrefix("<!") || start.lowercased().hasPrefix("<html")
        return start.hasPrefix("<") && !isPage && (try? XMLNode(parsing: reply.body)) == nil
    }

    /// A signature's refusal quotes the canonical request with the session token in it, and EC2's refusals carry
    /// a long encoded text that only its owner can read: both begin at known words.
    private static func withoutSecrets(_ message: String) -> String {
        var kept = message[...]
        for mark in ["The Canonical String", "Encoded authorization failure message"] {
            if let cut = kept.range(of: mark) { kept = kept[..<cut.lowerBound] }
        }
        return String(kept)
    }

    /// One line of printable characters: these texts end up on terminals and in mails.
    static func clean(_ text: String, limit: Int) -> String {
        let printable = text.unicodeScalars.map { scalar in
            scalar.properties.generalCategory == .control ? Character(" ") : Character(scalar)
        }
        let words = String(printable).split(separator: " ").joined(separator: " ")
        return words.count > limit ? words.prefix(limit) + "…" : words
    }

    private struct JSONBody: Decodable {
        let type: String?
        let code: String?
        let lowercaseMessage: String?
        let capitalMessage: String?

        enum CodingKeys: String, CodingKey {
            case type = "__type"
            case code
            case lowercaseMessage = "message"
            case capitalMessage = "Message"
        }

        var message: String { lowercaseMessage ?? capitalMessage ?? "" }
    }
}
