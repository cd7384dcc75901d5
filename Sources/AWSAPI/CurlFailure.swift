// What libcurl's result codes mean for a caller.
import CCurl

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

    static func hint(for kind: TransportError.Kind) -> String? {
        switch kind {
        case .connect: "check the network, the proxy variables (https_proxy, no_proxy) and the endpoint"
        case .untrusted: "behind an inspecting proxy, set AWS_CA_BUNDLE to a PEM file with its authority"
        case .timeout, .interrupted, .tooLarge, .refused: nil
        }
    }
}
