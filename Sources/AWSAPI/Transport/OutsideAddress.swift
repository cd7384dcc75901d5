// The address of something that is not AWS and that a person named: where signs of life go, where releases are. Nothing
// signed is sent there. Which addresses are safe to name is decided here; CurlTransport sends, and follows no redirect.
import Foundation

/// An address such as `https://hc-ping.com/0a1b2c`, without a slash at its end.
package struct OutsideAddress: Hashable, Sendable {
    /// As it is asked.
    package let text: String
    /// Its host with the port, for people: what stands behind it may be a secret.
    package let host: String

    /// - Throws: `OutsideAddressError` for one that is not https (or http on this machine), holds a login or a query, or
    ///   leads to where machines get their keys.
    package init(_ text: String) throws(OutsideAddressError) {
        let trimmed = text.hasSuffix("/") ? String(text.dropLast()) : text
        let parts = URLParts(trimmed)
        guard text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && !Self.unsafe.contains($0) }), !parts.host.isEmpty,
            parts.scheme == "https" || parts.scheme == "http"
        else { throw OutsideAddressError(why: "is no address such as https://example.org/path") }
        guard parts.query.isEmpty, !trimmed.contains("#"), !trimmed.contains("?") else {
            throw OutsideAddressError(why: "has something behind '?' or '#', which cannot be kept")
        }
        guard parts.scheme == "https" || parts.isLoopback else {
            throw OutsideAddressError(why: "is plain http, which shows everything on its way; write https://")
        }
        guard !parts.isKeyService, !Self.isLinkLocal(parts.host) else {
            throw OutsideAddressError(why: "is where machines get their keys, and nobody else's")
        }
        self.text = trimmed
        host = parts.authority
    }

    /// Quotes, backslash and brackets of no address: they would end it in a shell or a page.
    private static let unsafe = Set("\"'\\<>`{}|^".utf8)

    /// 169.254/16 in whatever way an address of IPv4 can be written, and fe80::/10 with what IPv6 maps of the first;
    /// those of EC2's services too (fd00:ec2::/32).
    private static func isLinkLocal(_ host: String) -> Bool {
        var four = in_addr()
        if inet_aton(host, &four) != 0 { return UInt32(bigEndian: four.s_addr) >> 16 == 0xA9FE }
        var six = in6_addr()
        // A zone, as in fe80::1%eth0, is no part of the address.
        guard inet_pton(AF_INET6, String(host.prefix { $0 != "%" }), &six) == 1 else { return false }
        let bytes = withUnsafeBytes(of: six) { Array($0) }
        let isMapped =
            bytes.prefix(10).allSatisfy { $0 == 0 } && bytes[10] == bytes[11] && [0, 0xFF].contains(bytes[10])
        return bytes[0] == 0xFE && bytes[1] & 0xC0 == 0x80 || bytes.starts(with: [0xFD, 0x00, 0x0E, 0xC2])
            || isMapped && bytes[12] == 0xA9 && bytes[13] == 0xFE
    }
}

/// Why an address is not taken.
package struct OutsideAddressError: Error, Sendable {
    /// Goes on behind the address: `is plain http…`. The address itself is not repeated: it may hold a secret.
    package let why: String
}
