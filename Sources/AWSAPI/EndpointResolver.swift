// Where a service of a region lives, and which region a call to it is signed for.
// Which override holds is decided when it is built: option, environment, profile, in this order.
import Foundation

/// Finds the URL and the signing region of a call.
package struct EndpointResolver: Sendable {
    /// The place of one call.
    package struct Endpoint: Hashable, Sendable {
        /// URL without a trailing slash.
        package let url: String
        /// The region in the signature's scope.
        package let signingRegion: String
    }

    private let option: String?
    private let environment: [String: String]
    private let profile: @Sendable (AWSService) -> String?
    private let ignoresConfigured: Bool

    /// A resolver.
    /// - Parameters:
    ///   - option: the value of `--endpoint-url`; it wins over all.
    ///   - environment: read for `AWS_ENDPOINT_URL_<ID>`, `AWS_ENDPOINT_URL`.
    ///   - ignoresConfigured: whether only the option counts.
    ///   - profile: the profile's endpoint for a service, or nil.
    package init(
        option: String? = nil, environment: [String: String] = [:], ignoresConfigured: Bool = false,
        profile: @escaping @Sendable (AWSService) -> String? = { _ in nil }
    ) {
        self.option = option
        self.environment = environment
        self.profile = profile
        self.ignoresConfigured = ignoresConfigured
    }

    /// The endpoint of a service in a region.
    /// - Throws: `EndpointError` for a region that is none, a service that is missing there, or a bad override.
    package func endpoint(for service: AWSService, region: String) throws(EndpointError) -> Endpoint {
        guard let partition = Partition.containing(region) else {
            throw EndpointError(
                "Endpoint of '\(service.name)' is not known: got region '\(Self.shown(region))', "
                    + "expected a name like 'eu-west-1'\nhint: set --region or AWS_REGION")
        }
        var signingRegion = region
        if service.isGlobal {
            guard let home = partition.home(of: service) else {
                throw EndpointError("Service '\(service.name)' does not exist beside region '\(region)'")
            }
            signingRegion = home
        }
        if let override = override(of: service) {
            return Endpoint(url: try Self.check(override), signingRegion: signingRegion)
        }
        let rest =
            switch partition.hostShape(of: service) {
            case .regional: "\(signingRegion).\(partition.suffix)"
            case .dualStack: "\(signingRegion).\(partition.dualStackSuffix)"
            case .single: partition.suffix
            }
        return Endpoint(url: "https://\(service.hostPrefix).\(rest)", signingRegion: signingRegion)
    }

    private func override(of service: AWSService) -> String? {
        if let option { return option }
        guard !ignoresConfigured else { return nil }
        let named = environment["AWS_ENDPOINT_URL_\(service.id)"] ?? ""
        if !named.isEmpty { return named }
        let general = environment["AWS_ENDPOINT_URL"] ?? ""
        return general.isEmpty ? profile(service) : general
    }

    /// Keys go to this URL: it must be https, or http on this machine, with no login and no query in it.
    private static func check(_ url: String) throws(EndpointError) -> String {
        let parts = URLParts(url)
        guard parts.scheme == "https" || parts.scheme == "http", !parts.host.isEmpty,
            parts.authority.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }), !parts.authority.contains("@"),
            parts.query.isEmpty, !url.contains("#")
        else {
            // The URL itself is not shown: it may hold a password.
            throw EndpointError(
                "Endpoint URL is not usable: expected 'https://host' or 'http://127.0.0.1:port'\n"
                    + "hint: check --endpoint-url, AWS_ENDPOINT_URL and the profile's endpoint_url")
        }
        guard parts.scheme == "https" || parts.isLoopback else {
            throw EndpointError(
                "Endpoint URL '\(parts.scheme)://\(parts.authority)' is not safe: plain http shows every request\n"
                    + "hint: use https, or an address of this machine such as http://127.0.0.1:5000")
        }
        let path = parts.path == "/" ? "" : parts.path
        // HTTP clients leave a default port out of the Host header, which is signed.
        let port = parts.scheme == "https" ? ":443" : ":80"
        let authority = parts.authority.hasSuffix(port) ? String(parts.authority.dropLast(port.count)) : parts.authority
        return "\(parts.scheme)://\(authority)\(path.hasSuffix("/") ? String(path.dropLast()) : path)"
    }

    private static func shown(_ region: String) -> String {
        String(region.unicodeScalars.prefix(40).map { $0.isASCII && $0.value > 0x20 ? Character($0) : "?" })
    }
}

/// Why a call has no place to go.
package struct EndpointError: Error, Sendable, CustomStringConvertible {
    /// What is wrong, then a hint.
    package let description: String

    init(_ description: String) {
        self.description = description
    }
}
