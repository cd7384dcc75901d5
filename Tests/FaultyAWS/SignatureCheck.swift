// Checking Signature Version 4 from the bytes of the wire. It shares nothing with the client's signer on purpose.
// Source: AWS "Create a signed AWS API request", canonical request and string to sign.

import COpenSSL
import Foundation
import SimulatedAWS

/// Who may sign, and what the time is.
struct SignatureCheck {
    let keys: [AccessKey]
    let now: Date
    let service: Service
    /// How far a client's clock may be off, either way, in seconds.
    var tolerance = SignatureCheck.tolerance

    /// How far AWS lets it be off. Source: "Troubleshoot signed requests for AWS APIs": five minutes.
    static let tolerance: TimeInterval = 300

    /// The key that signed.
    /// - Throws: `AWSFailure` under the name that the service gives to what is wrong.
    func signer(of request: WireRequest, _ scope: CredentialScope) throws -> AccessKey {
        guard let key = keys.first(where: { $0.id == scope.keyID }) else { throw AWSFailure.unknownKey(service) }
        guard let sent = request.header("x-amz-date"), let date = Timestamp.fromCompact(sent),
            sent.hasPrefix(scope.day)
        else { throw AWSFailure.incompleteSignature("existence of either a 'X-Amz-Date' or a 'Date' header.") }
        guard abs(date.timeIntervalSince(now)) <= tolerance else {
            throw AWSFailure.clockSkew(service, sent: sent, now: Timestamp.compact(now), isLate: date < now)
        }
        guard mustBeSigned(request).isSubset(of: scope.signedHeaders),
            signature(of: request, scope, secret: key.secret, date: sent) == scope.signature
        else { throw AWSFailure.wrongSignature(service) }
        guard request.header("x-amz-security-token") == key.sessionToken else { throw AWSFailure.unknownKey(service) }
        if let end = key.expiresAt, end <= now { throw AWSFailure.expiredToken(service) }
        return key
    }

    private func mustBeSigned(_ request: WireRequest) -> Set<String> {
        Set(request.headers.map { $0.name.lowercased() }.filter { $0.hasPrefix("x-amz-") }).union(["host"])
    }

    private func signature(of request: WireRequest, _ scope: CredentialScope, secret: String, date: String) -> String {
        let path = "\(scope.day)/\(scope.region)/\(scope.service)/aws4_request"
        let canonical = canonicalRequest(request, signed: scope.signedHeaders)
        let text = "AWS4-HMAC-SHA256\n\(date)\n\(path)\n\(digest(canonical))"
        var key = Array("AWS4\(secret)".utf8)
        for part in [scope.day, scope.region, scope.service, "aws4_request"] {
            key = authenticationCode(key: key, part)
        }
        return hexadecimal(authenticationCode(key: key, text))
    }

    private func canonicalRequest(_ request: WireRequest, signed: [String]) -> String {
        let halves = request.target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        let path = halves.first.map { $0.isEmpty ? "/" : encoded($0.utf8, keep: "/") } ?? "/"
        let query = halves.count > 1 ? canonicalQuery(halves[1]) : ""
        let headers = signed.map { "\($0):\(canonicalValue(request, $0))\n" }.joined()
        return [request.method, path, query, headers, signed.joined(separator: ";"), digest(request.body)]
            .joined(separator: "\n")
    }

    private func canonicalValue(_ request: WireRequest, _ name: String) -> String {
        request.headers.filter { $0.name.lowercased() == name }
            .map { $0.value.split(whereSeparator: { $0 == " " || $0 == "\t" }).joined(separator: " ") }
            .joined(separator: ",")
    }

    private func canonicalQuery(_ query: some StringProtocol) -> String {
        let pairs = query.utf8.split(separator: UInt8(ascii: "&")).map { pair in
            let halves = pair.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            let value = halves.count > 1 ? Form.decoded(halves[1]) : ""
            return (encoded(Form.decoded(halves[0]).utf8, keep: ""), encoded(value.utf8, keep: ""))
        }
        return pairs.sorted { $0 < $1 }.map { "\($0.0)=\($0.1)" }.joined(separator: "&")
    }

    private func encoded(_ bytes: some Sequence<UInt8>, keep: String) -> String {
        var text = ""
        for byte in bytes {
            let isPlain =
                switch byte {
                case 48...57, 65...90, 97...122, 45, 46, 95, 126: true
                default: keep.utf8.contains(byte)
                }
            text += isPlain ? String(UnicodeScalar(byte)) : "%" + hexadecimal([byte]).uppercased()
        }
        return text
    }
}

/// HMAC-SHA256.
func authenticationCode(key: [UInt8], _ text: String) -> [UInt8] {
    var out = [UInt8](repeating: 0, count: 32)
    let message = Array(text.utf8)
    _ = HMAC(EVP_sha256(), key, Int32(key.count), message, message.count, &out, nil)
    return out
}

extension AWSFailure {
    static func wrongSignature(_ service: Service) -> AWSFailure {
        let message =
            "The request signature we calculated does not match the signature you provided. Check your AWS Secret "
            + "Access Key and signing method. Consult the service documentation for details."
        return switch service.wireProtocol {
        case .ec2:
            AWSFailure(
                "AuthFailure", status: 401, "AWS was not able to validate the provided access credentials")
        case .query: AWSFailure("SignatureDoesNotMatch", status: 403, message)
        case .json, .rest: AWSFailure("InvalidSignatureException", message)
        }
    }

    static func clockSkew(_ service: Service, sent: String, now: String, isLate: Bool) -> AWSFailure {
        let message =
            isLate
            ? "Signature expired: \(sent) is now earlier than \(now) (\(now) - 5 min.)"
            : "Signature not yet current: \(sent) is still later than \(now) (\(now) + 5 min.)"
        return switch service.wireProtocol {
        case .ec2: AWSFailure("RequestExpired", "Request has expired.")
        case .query: AWSFailure("SignatureDoesNotMatch", status: 403, message)
        case .json, .rest: AWSFailure("InvalidSignatureException", message)
        }
    }

    static func expiredToken(_ service: Service) -> AWSFailure {
        let message = "The security token included in the request is expired"
        return switch service.wireProtocol {
        case .ec2: AWSFailure("RequestExpired", "Request has expired.")
        case .query: AWSFailure("ExpiredToken", status: 403, message)
        case .json, .rest: AWSFailure("ExpiredTokenException", message)
        }
    }

    static func incompleteSignature(_ what: String) -> AWSFailure {
        AWSFailure("IncompleteSignature", "Authorization header requires \(what)")
    }
}
