// Whose certificates are trusted: those that the user names, else those of this machine, wherever its system keeps
// them. TLS without a check does not exist here.
// Source for the names: botocore 1.43.11 configprovider.py and endpoint.py, docs.openssl.org/3.0/man3/
// SSL_CTX_load_verify_locations; for the places: Go's crypto/x509 root_linux.go and root_bsd.go; read 2026-11-29.
import Foundation

/// The authorities that a server's certificate must come from.
package struct CertificateStore: Hashable, Sendable {
    /// A PEM file, or a directory of them with names by hash; nil where this machine has none that we know of: then
    /// libcurl's own are used.
    package let path: String?
    /// What named it, for people: a variable, `ca_bundle` with its place, or this machine.
    package let origin: String
    /// True for a directory.
    let isDirectory: Bool
    /// True where somebody named a path for AWS that is not there: then nothing may be sent.
    let isMissing: Bool

    /// Where systems keep them: Debian, Arch and Gentoo; Fedora and older RHEL; openSUSE; RHEL and CentOS; Alpine and
    /// OpenBSD; FreeBSD, twice; NetBSD; illumos; NixOS.
    package static let usualPlaces = [
        "/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/ca-bundle.pem",
        "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem", "/etc/ssl/cert.pem", "/usr/local/etc/ssl/cert.pem",
        "/usr/local/share/certs/ca-root-nss.crt", "/etc/openssl/certs/ca-certificates.crt",
        "/etc/certs/ca-certificates.crt", "/etc/ssl/certs/ca-bundle.crt",
    ]

    /// Finds them: `AWS_CA_BUNDLE`, the profile's `ca_bundle`, `REQUESTS_CA_BUNDLE`, as botocore has it; then
    /// `SSL_CERT_FILE`, `SSL_CERT_DIR` and `CURL_CA_BUNDLE` as far as they are there, then this machine's. An empty
    /// variable says nothing. Looks at the disk.
    /// - Parameter profile: the setting of the profile in use; nil where it has none.
    package static func find(
        environment: [String: String] = [:], profile: String? = nil, usualPlaces: [String] = usualPlaces
    ) -> CertificateStore {
        let named = [
            ("AWS_CA_BUNDLE", environment["AWS_CA_BUNDLE"]), ("ca_bundle of the profile", profile),
            ("REQUESTS_CA_BUNDLE", environment["REQUESTS_CA_BUNDLE"]),
        ]
        for case (let origin, let path?) in named where !path.isEmpty {
            return CertificateStore(UserPath.expanded(path, environment: environment), origin)
        }
        let general = [
            ("SSL_CERT_FILE", environment["SSL_CERT_FILE"]), ("SSL_CERT_DIR", environment["SSL_CERT_DIR"]),
            ("CURL_CA_BUNDLE", environment["CURL_CA_BUNDLE"]),
        ].flatMap { name, paths in (paths ?? "").split(separator: ":").map { CertificateStore(String($0), name) } }
        let own = usualPlaces.lazy.map { CertificateStore($0, "this machine's") }
        return general.first { !$0.isMissing } ?? own.first { !$0.isMissing } ?? .none
    }

    private static let none = CertificateStore(path: nil, origin: "libcurl's own", isDirectory: false, isMissing: false)

    private init(path: String?, origin: String, isDirectory: Bool, isMissing: Bool) {
        self.path = path
        self.origin = origin
        self.isDirectory = isDirectory
        self.isMissing = isMissing
    }

    private init(_ path: String, _ origin: String) {
        var info = stat()
        let isThere = stat(path, &info) == 0 && access(path, R_OK) == 0
        self.init(
            path: path, origin: origin, isDirectory: isThere && info.st_mode & S_IFMT == S_IFDIR, isMissing: !isThere)
    }

    /// Why nothing can be sent by TLS, with a hint; nil where something can.
    var problem: String? {
        guard isMissing, let path else { return nil }
        return "certificates '\(path)' are not there or may not be read (\(origin))\n"
            + "hint: correct \(origin), or leave it out for this machine's certificates"
    }

    /// What helps where the file itself was not accepted.
    var needsPEM: String? {
        path.map { "'\($0)' (\(origin)) must hold certificates in PEM form" }
    }

    /// What helps where a server's certificate was not accepted.
    var hint: String {
        let proxy =
            "behind an inspecting proxy, set AWS_CA_BUNDLE, or ca_bundle in the profile, to a PEM file with its authority"
        guard let path else {
            return "no certificates were found on this machine: install its package 'ca-certificates', or set "
                + "SSL_CERT_FILE to a PEM file; \(proxy)"
        }
        return "what is trusted stands in '\(path)' (\(origin)); \(proxy)"
    }
}
