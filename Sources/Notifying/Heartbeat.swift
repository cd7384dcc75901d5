// Signs of life to a service outside of AWS, which mails people when they do not come: it notices what nobody here could
// tell, a machine that is off or keys that have gone. In the manner of Healthchecks, which can also be run by oneself.
// Source: healthchecks.io/docs/http_api and /docs/attaching_logs, read 2026-11-30: ADDRESS/start, ADDRESS, ADDRESS/fail;
// a POST's body is kept, 100 kB of it.
package import AWSAPI
import Foundation

/// Tells one address of a run's begin and end.
package struct Heartbeat: Sendable {
    /// What is told.
    package enum Sign: String, Sendable, CaseIterable {
        case start = "/start"
        case success = ""
        case failure = "/fail"
    }

    /// How long one sign may take: a run does not wait for it.
    package static var limits: CurlTransport.Limits {
        var limits = CurlTransport.Limits()
        limits.connect = .seconds(3)
        limits.total = .seconds(5)
        limits.bodyBytes = 64 << 10
        return limits
    }

    /// Most that goes along of what went wrong, in bytes: its end.
    static let mostBytes = 10_000

    /// Where the signs go.
    package let address: OutsideAddress
    private let transport: any Transport
    private let userAgent: String

    /// - Parameter transport: one that follows no redirect, and bounds time by `limits`.
    package init(_ address: OutsideAddress, transport: any Transport, userAgent: String) {
        self.address = address
        self.transport = transport
        self.userAgent = userAgent
    }

    /// Tells a sign; that of an end once more where it was not heard.
    ///
    /// - Parameter words: what went wrong, of which the last lines go along.
    /// - Returns: why it was not heard, in a line without the address; nil where it was.
    package func tell(_ sign: Sign, _ words: String = "") async -> String? {
        var why: String?
        for _ in 0..<(sign == .start ? 1 : 2) {
            why = await attempt(sign, words)
            if why == nil { return nil }
        }
        return why
    }

    private func attempt(_ sign: Sign, _ words: String) async -> String? {
        let request = AWSRequest(
            method: "POST", url: address.text + sign.rawValue,
            headers: [AWSHeader("Content-Type", "text/plain; charset=utf-8"), AWSHeader("User-Agent", userAgent)],
            body: Self.end(of: words))
        do {
            let reply = try await transport.send(request)
            if (200..<300).contains(reply.status) { return nil }
            return (300..<400).contains(reply.status)
                ? "\(address.host) leads elsewhere (HTTP \(reply.status)), which is not followed"
                : "\(address.host) refused it (HTTP \(reply.status))"
        } catch {
            return "\(error)".split(whereSeparator: \.isNewline).first.map(String.init) ?? "no answer"
        }
    }

    /// The last whole lines that there is room for; of a longer one its end.
    static func end(of words: String) -> Data {
        var lines: [Substring] = []
        var size = 0
        for line in words.split(separator: "\n").reversed() {
            size += line.utf8.count + 1
            guard size <= mostBytes else { break }
            lines.append(line)
        }
        if lines.isEmpty, let last = words.split(separator: "\n").last { lines = [last.suffix(mostBytes / 4)] }
        return Data(lines.reversed().joined(separator: "\n").utf8)
    }
}
