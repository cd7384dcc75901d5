// The network by libcurl: many requests at once on one thread. This file is the door, and what libcurl's result codes
// mean for a caller; CurlLoop is the thread, CurlTransfer one request. Chosen over larger clients for its proxies,
// compression and small build.
import CCurl
import CCurlShim
import Foundation
import Synchronization

/// Sends requests by libcurl.
///
/// Follows no redirect. Speaks https, and http to this machine and the link-local services of keys only. Proxies come
/// from the environment (`https_proxy`, `no_proxy`), as libcurl reads it. One thread; it ends with the last reference.
package final class CurlTransport: Transport {
    /// The limits of one request.
    package struct Limits: Hashable, Sendable {
        /// Until the connection stands.
        package var connect = Duration.seconds(10)
        /// From the request's turn to the answer's last byte.
        package var total = Duration.seconds(120)
        /// How long an answer may come slower than `lowSpeed`.
        package var stall = Duration.seconds(30)
        /// Bytes per second below which an answer counts as stalled.
        package var lowSpeed = 64
        /// The decompressed body, in bytes.
        package var bodyBytes = 64 << 20
        /// All header lines, in bytes.
        package var headerBytes = 64 << 10
        /// Requests at once to one host; others wait their turn.
        package var perHost = 16

        /// The defaults.
        package init() {}

        func exceeded(by host: String) -> TransportError {
            TransportError(
                kind: .tooLarge,
                message: "Answer of '\(host)' was cut off: more than \(bodyBytes) bytes of body "
                    + "or \(headerBytes) of headers")
        }
    }

    private let loop: CurlLoop
    private let limits: Limits
    private let certificates: CertificateStore

    /// A transport.
    /// - Parameter certificates: the authorities to trust.
    /// - Throws: `TransportError` when libcurl cannot start.
    package init(limits: Limits = Limits(), certificates: CertificateStore = .find()) throws {
        guard Self.isStarted else {
            throw TransportError(kind: .refused, message: "libcurl did not start")
        }
        self.limits = limits
        self.certificates = certificates
        loop = try CurlLoop(limits: limits, certificates: certificates)
        loop.start()
    }

    deinit {
        loop.stop()
    }

    /// Sends one request. Cancelling the task ends the transfer at once.
    package func send(_ request: AWSRequest) async throws -> AWSReply {
        let url = URLParts(request.url)
        guard url.scheme == "https" || (url.scheme == "http" && (url.isLoopback || url.isKeyService)) else {
            throw TransportError(
                kind: .refused,
                message: "Request to '\(url.scheme)://\(url.authority)' was not sent: plain http shows every request\n"
                    + "hint: use https, or an address of this machine such as http://127.0.0.1:5000")
        }
        if url.scheme == "https", let problem = certificates.problem {
            throw TransportError(kind: .untrusted, message: "Request to '\(url.authority)' was not sent: \(problem)")
        }
        let id = loop.newID()
        defer {
            // A cancellation may come when the answer already has; and the thread must not end under a request.
            withExtendedLifetime(self) { loop.forget(id) }
        }
        let reply = try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                loop.submit(CurlJob(id: id, request: request, url: url, continuation: continuation))
            }
        } onCancel: {
            loop.cancel(id)
        }
        return try unpacked(reply, from: url.authority)
    }

    private func unpacked(_ reply: AWSReply, from host: String) throws(TransportError) -> AWSReply {
        guard reply.header("Content-Encoding")?.lowercased() == "gzip" else { return reply }
        do throws(Gzip.Failure) {
            let body = try Gzip.unpacked(reply.body, limit: limits.bodyBytes)
            return AWSReply(status: reply.status, headers: reply.headers, body: body)
        } catch {
            guard error == .broken else { throw limits.exceeded(by: host) }
            throw TransportError(
                kind: .interrupted, message: "Answer of '\(host)' was cut off: its gzip cannot be unpacked")
        }
    }

    /// libcurl's global start, once per process and before any thread uses it.
    private static let isStarted = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK
}

/// A request on its way to the thread, with the one who waits for its answer.
struct CurlJob: Sendable {
    let id: UInt64
    let request: AWSRequest
    let url: URLParts
    let continuation: CheckedContinuation<AWSReply, any Error>
}

/// What libcurl's result codes mean.
enum CurlFailure {
    static func kind(of result: CURLcode) -> TransportError.Kind {
        switch result {
        case CURLE_OPERATION_TIMEDOUT: .timeout
        case CURLE_COULDNT_RESOLVE_HOST: .unknownHost
        case CURLE_COULDNT_RESOLVE_PROXY, CURLE_COULDNT_CONNECT, CURLE_PROXY: .connect
        case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_ISSUER_ERROR: .untrusted
        case CURLE_URL_MALFORMAT: .refused
        // Also CURLE_UNSUPPORTED_PROTOCOL: the scheme was checked, so it means an answer that is no HTTP.
        default: .interrupted
        }
    }

    /// What failed, on which host.
    ///
    /// - Parameter text: libcurl's own, which says it where we have no plainer words.
    static func message(_ result: CURLcode, _ text: String, host: String) -> String {
        switch result {
        case CURLE_COULDNT_RESOLVE_HOST: "No way to '\(host)': no such name is known here (DNS)"
        case CURLE_COULDNT_RESOLVE_PROXY: "No way to '\(host)': the proxy's name is not known here (DNS)"
        case CURLE_COULDNT_CONNECT: "No way to '\(host)': nothing there takes the connection"
        case CURLE_OPERATION_TIMEDOUT: "No answer from '\(host)' in time: \(text)"
        case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_ISSUER_ERROR: "'\(host)' is not trusted: \(text)"
        default: "Request to '\(host)' failed: \(text)"
        }
    }

    /// - Parameter text: libcurl's own. OpenSSL says `certificate is not yet valid` and `certificate has expired`.
    static func hint(
        for kind: TransportError.Kind, _ text: String, _ certificates: CertificateStore = .find()
    ) -> String? {
        let isOfTime = ["not yet valid", "has expired", "not activated", "certificate expired"].contains {
            text.localizedStandardContains($0)
        }
        switch kind {
        case .untrusted where isOfTime:
            return "compare this machine's clock ('date -u') with the true time, and set it by NTP, such as by "
                + "'timedatectl set-ntp true'; if it is right, the certificate is at fault"
        case .connect, .unknownHost: return "check the network, the proxy (https_proxy, no_proxy) and the endpoint"
        case .untrusted: return certificates.hint
        case .timeout, .interrupted, .tooLarge, .refused: return nil
        }
    }
}
