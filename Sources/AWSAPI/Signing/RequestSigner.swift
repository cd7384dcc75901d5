// Signature version 4. The date is an argument, so a signature can be tested and a wrong clock corrected.
// S3 follows rules of its own: its paths are signed as they are sent, and the body's digest stands in a header.
// Source: docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html, read 2026-11-20.
import CostModel
import Foundation

/// Signs requests for one service in one region.
struct RequestSigner: Sendable {
    let region: String
    let service: String

    /// Proxies may change these on the way, so a signature over them would break.
    private static let unsigned: Set<String> = ["expect", "transfer-encoding", "user-agent", "x-amzn-trace-id"]

    /// The request with `X-Amz-Date`, the session token if there is one, and `Authorization`; as it is for a call
    /// that goes unsigned.
    func sign(_ request: AWSRequest, with credentials: Credentials, at date: Date) -> AWSRequest {
        if credentials.isUnsigned { return request }
        let timestamp = UTCTime.signed(date)
        var signed = request
        signed.headers.append(AWSHeader("X-Amz-Date", timestamp))
        if let token = credentials.sessionToken {
            signed.headers.append(AWSHeader("X-Amz-Security-Token", token))
        }
        if isObjectStore {
            let digest = LibCrypto.hex(LibCrypto.sha256(request.body))
            signed.headers.append(AWSHeader("X-Amz-Content-Sha256", digest))
        }
        let canonical = canonicalRequest(signed)
        let scope = "\(timestamp.prefix(8))/\(region)/\(service)/aws4_request"
        let digest = LibCrypto.hex(LibCrypto.sha256(Data(canonical.text.utf8)))
        let key = signingKey(credentials.secretAccessKey, day: String(timestamp.prefix(8)))
        let signature = LibCrypto.hex(LibCrypto.hmac(key: key, "AWS4-HMAC-SHA256\n\(timestamp)\n\(scope)\n\(digest)"))
        let authorization =
            "AWS4-HMAC-SHA256 Credential=\(credentials.accessKeyID)/\(scope), "
            + "SignedHeaders=\(canonical.signedHeaders), Signature=\(signature)"
        signed.headers.append(AWSHeader("Authorization", authorization))
        return signed
    }

    private var isObjectStore: Bool { service == AWSService.s3.signingName }

    private func signingKey(_ secret: String, day: String) -> [UInt8] {
        var key = LibCrypto.hmac(key: Array("AWS4\(secret)".utf8), day)
        for part in [region, service, "aws4_request"] { key = LibCrypto.hmac(key: key, part) }
        return key
    }

    private func canonicalRequest(_ request: AWSRequest) -> (text: String, signedHeaders: String) {
        let url = URLParts(request.url)
        let (lines, names) = canonicalHeaders(request.headers, host: url.authority)
        let text = [
            request.method, isObjectStore ? url.path : Self.canonicalPath(url.path), Self.canonicalQuery(url.query),
            lines, names,
            LibCrypto.hex(LibCrypto.sha256(request.body)),
        ].joined(separator: "\n")
        return (text, names)
    }

    private func canonicalHeaders(_ headers: [AWSHeader], host: String) -> (lines: String, names: String) {
        var values: [String: [String]] = ["host": [host]]
        for header in headers {
            let name = header.name.lowercased()
            guard name != "host", !Self.unsigned.contains(name) else { continue }
            let words = header.value.split(whereSeparator: \.isWhitespace)
            values[name, default: []].append(words.joined(separator: " "))
        }
        let names = values.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        let lines = names.map { "\($0):\((values[$0] ?? []).joined(separator: ","))\n" }.joined()
        return (lines, names.joined(separator: ";"))
    }

    /// The path as sent, without `.`, `..` and empty segments, encoded once more.
    private static func canonicalPath(_ path: String) -> String {
        var segments: [Substring] = []
        for segment in path.split(separator: "/") where segment != "." {
            if segment == ".." { _ = segments.popLast() } else { segments.append(segment) }
        }
        let normal = "/" + segments.joined(separator: "/") + (path.hasSuffix("/") && !segments.isEmpty ? "/" : "")
        return PercentEncoding.encode(normal.utf8, keepingSlash: true)
    }

    /// Every name with `=`, decoded and encoded again, sorted by name, then value.
    private static func canonicalQuery(_ query: String) -> String {
        query.split(separator: "&")
            .map { pair in
                let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                let name = PercentEncoding.encode(PercentEncoding.decode(parts[0]))
                let value = parts.count > 1 ? PercentEncoding.encode(PercentEncoding.decode(parts[1])) : ""
                return (name: name, value: value)
            }
            .sorted { ($0.name, $0.value) < ($1.name, $1.value) }
            .map { "\($0.name)=\($0.value)" }
            .joined(separator: "&")
    }
}

/// A URL cut at its marks and nothing decoded, because a signature covers the characters as sent.
struct URLParts: Hashable, Sendable {
    /// Lower case; empty when the text has none.
    let scheme: String
    /// Host and port as written.
    let authority: String
    /// Begins with `/`.
    let path: String
    /// Without the `?`.
    let query: String

    init(_ text: String) {
        var rest = Substring(text)
        if let mark = rest.range(of: "://") {
            scheme = rest[..<mark.lowerBound].lowercased()
            rest = rest[mark.upperBound...]
        } else {
            scheme = ""
        }
        let end = rest.firstIndex { $0 == "/" || $0 == "?" } ?? rest.endIndex
        authority = String(rest[..<end])
        rest = rest[end...]
        let mark = rest.firstIndex(of: "?") ?? rest.endIndex
        path = rest[..<mark].isEmpty ? "/" : String(rest[..<mark])
        query = mark == rest.endIndex ? "" : String(rest[rest.index(after: mark)...])
    }

    /// The host without port and brackets, in lower case; empty where a login stands before it, since what looks
    /// like a host then is none: `http://127.0.0.1:80@elsewhere`.
    var host: String {
        if authority.contains("@") { return "" }
        if authority.hasPrefix("["), let end = authority.firstIndex(of: "]") {
            return authority[authority.index(after: authority.startIndex)..<end].lowercased()
        }
        return authority.prefix { $0 != ":" }.lowercased()
    }

    /// True for the link-local addresses at which instances and containers get their keys, by plain http: EC2's
    /// metadata service, ECS, and EKS Pod Identity. Source: botocore 1.43.11 utils.py, read 2026-11-21.
    var isKeyService: Bool {
        ["169.254.169.254", "fd00:ec2::254", "169.254.170.2", "169.254.170.23", "fd00:ec2::23"].contains(host)
    }

    /// True for 127/8, ::1 and localhost: the only places where plain http does not show keys to a network.
    var isLoopback: Bool {
        if host == "localhost" || host == "::1" { return true }
        let numbers = host.split(separator: ".", omittingEmptySubsequences: false).compactMap { UInt8($0) }
        return numbers.count == 4 && numbers[0] == 127 && host.split(separator: ".").count == 4
    }
}
