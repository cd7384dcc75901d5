// A client of nothing but sockets: it signs, sends, and tells exactly what came back. It retries nothing.

import Foundation
import Glibc

@testable import FaultyAWS
@testable import SimulatedAWS

/// What came back over the wire.
struct WireAnswer {
    enum Ending { case whole, cut, reset }
    var ending: Ending
    var status = 0
    var headers: [String: String] = [:]
    /// The body's bytes, as far as they came.
    var raw: [UInt8] = []
    /// Bytes that came behind the body's end.
    var excess = 0
    var body: String { String(decoding: raw, as: UTF8.self) }

    /// The texts of all elements with a name, in order.
    func texts(_ name: String) -> [String] { WireAnswer.texts(name, in: body) }

    static func texts(_ name: String, in body: String) -> [String] {
        body.components(separatedBy: "<\(name)>").dropFirst().map { $0.components(separatedBy: "</\(name)>")[0] }
    }

    func text(_ name: String) -> String? { texts(name).first }

    /// The body as a JSON object.
    var json: [String: Any] {
        (try? JSONSerialization.jsonObject(with: Data(body.utf8))) as? [String: Any] ?? [:]
    }
}

struct WireClient {
    var port: Int
    var key = Story.accessKeyID
    var secret = Story.secretAccessKey
    var token: String?
    /// The client's own clock, which may be wrong.
    var now: Date
    var region = "us-east-1"

    init(_ aws: FaultyAWS, now: Date) {
        port = Int(aws.endpoint.split(separator: ":").last ?? "") ?? 0
        self.now = now
    }

    /// A form request; the service decides the version.
    func query(
        _ service: Service, _ action: String, _ parameters: [String: String] = [:],
        headers: [(String, String)] = []
    ) -> WireAnswer {
        let all = parameters.merging(["Action": action, "Version": service.version]) { own, _ in own }
        let body = all.map { "\(encoded($0.key))=\(encoded($0.value))" }.sorted().joined(separator: "&")
        let type = ("content-type", "application/x-www-form-urlencoded; charset=utf-8")
        return send(signed(service, body, [type] + headers))
    }

    /// A JSON request.
    func json(_ service: Service, _ operation: String, _ body: String) -> WireAnswer {
        guard case .json(let version, let prefix) = service.wireProtocol else { return WireAnswer(ending: .reset) }
        let headers = [
            ("content-type", "application/x-amz-json-\(version)"), ("x-amz-target", "\(prefix).\(operation)"),
        ]
        return send(signed(service, body, headers))
    }

    /// The request's bytes with a signature for them.
    func signed(_ service: Service, _ body: String, _ extra: [(String, String)]) -> [UInt8] {
        let stamp = Timestamp.compact(now)
        let host = "127.0.0.1:\(port)"
        var headers = extra + [("host", host), ("x-amz-date", stamp)]
        if let token { headers.append(("x-amz-security-token", token)) }
        headers.sort { $0.0 < $1.0 }
        let names = headers.map(\.0).joined(separator: ";")
        let lines = headers.map { "\($0.0):\($0.1)\n" }.joined()
        let path = "\(stamp.prefix(8))/\(region)/\(service.rawValue)/aws4_request"
        let canonical = "POST\n/\n\n\(lines)\n\(names)\n\(digest(body))"
        var signingKey = Array("AWS4\(secret)".utf8)
        for part in path.split(separator: "/") { signingKey = authenticationCode(key: signingKey, String(part)) }
        let text = "AWS4-HMAC-SHA256\n\(stamp)\n\(path)\n\(digest(canonical))"
        let signature = hexadecimal(authenticationCode(key: signingKey, text))
        let head = headers.map { "\($0.0): \($0.1)\r\n" }.joined()
        let authorization = "AWS4-HMAC-SHA256 Credential=\(key)/\(path), SignedHeaders=\(names), Signature=\(signature)"
        let length = "content-length: \(body.utf8.count)\r\n"
        return Array("POST / HTTP/1.1\r\n\(head)authorization: \(authorization)\r\n\(length)\r\n\(body)".utf8)
    }

    private func encoded(_ text: String) -> String {
        text.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? text
    }

    /// Sends bytes over a fresh connection and reads one answer.
    func send(_ bytes: [UInt8]) -> WireAnswer {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var limit = timeval(tv_sec: 10, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        let connected = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard connected == 0, write(descriptor, bytes, bytes.count) == bytes.count else {
            return WireAnswer(ending: .reset)
        }
        return answer(from: descriptor)
    }

    private func answer(from descriptor: Int32) -> WireAnswer {
        var received = [UInt8]()
        var part = [UInt8](repeating: 0, count: 65_536)
        var answer: WireAnswer?
        while true {
            if answer == nil, let (head, length) = parsed(received) {
                answer = head
                received.removeFirst(length)
            }
            if var whole = answer, let length = Int(whole.headers["content-length"] ?? ""), received.count >= length {
                whole.raw = Array(received[..<length])
                whole.excess = received.count - length
                return whole
            }
            let count = read(descriptor, &part, part.count)
            if count > 0 { received += part[..<count] } else { return broken(answer, received, count < 0) }
        }
    }

    /// What came before the connection ended.
    private func broken(_ answer: WireAnswer?, _ received: [UInt8], _ isReset: Bool) -> WireAnswer {
        var broken = answer ?? WireAnswer(ending: .reset)
        broken.ending = isReset || (answer == nil && received.isEmpty) ? .reset : .cut
        if answer != nil { broken.raw = received }
        return broken
    }

    /// Status and headers with their length, once they are there.
    private func parsed(_ bytes: [UInt8]) -> (head: WireAnswer, length: Int)? {
        let mark = Array("\r\n\r\n".utf8)
        guard let end = bytes.firstRange(of: mark) else { return nil }
        let lines = String(decoding: bytes[..<end.lowerBound], as: UTF8.self).components(separatedBy: "\r\n")
        var answer = WireAnswer(ending: .whole, status: Int(lines[0].split(separator: " ")[1]) ?? 0)
        for line in lines.dropFirst() {
            let halves = line.split(separator: ":", maxSplits: 1)
            answer.headers[halves[0].lowercased()] = halves[1].trimmingCharacters(in: .whitespaces)
        }
        return (answer, end.upperBound)
    }
}

/// A running world that is stopped afterwards.
func withAWS(
    _ world: World = Story.student(at: storyTime), at now: Date = storyTime,
    _ body: (FaultyAWS, SimulatedClock, WireClient) async throws -> Void
) async throws {
    let clock = SimulatedClock(now)
    let aws = try await FaultyAWS.start(world, clock: clock)
    do {
        try await body(aws, clock, WireClient(aws, now: now))
    } catch {
        try await aws.stop()
        throw error
    }
    try await aws.stop()
}

/// Saturday 2026-11-21, 08:20 UTC.
let storyTime = Date(timeIntervalSince1970: 1_795_249_200)
