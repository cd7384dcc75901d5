// What libcurl's result codes mean for a caller.
import CCurl
import Foundation

enum CurlFailure {
    static func kind(of result: CURLcode) -> TransportError.Kind {
        switch result {
        case CURLE_OPERATION_TIMEDOUT: .timeout
        case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY, CURLE_COULDNT_CONNECT, CURLE_PROXY: .connect
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
        case .connect: return "check the network, the proxy (https_proxy, no_proxy) and the endpoint"
        case .untrusted: return certificates.hint
        case .timeout, .interrupted, .tooLarge, .refused: return nil
        }
    }
}
