// Which addresses outside of AWS a person may name.
import Testing

@testable import AWSAPI

@Suite struct OutsideAddressTests {
    @Test(
        "https anywhere and http on this machine are taken, without the slash at the end",
        arguments: [
            ("https://hc-ping.com/0a1b-2c", "https://hc-ping.com/0a1b-2c", "hc-ping.com"),
            ("https://example.org:8443/ping/", "https://example.org:8443/ping", "example.org:8443"),
            ("HTTPS://example.org", "HTTPS://example.org", "example.org"),
            ("http://127.0.0.1:8000/x", "http://127.0.0.1:8000/x", "127.0.0.1:8000"),
            ("http://localhost/x", "http://localhost/x", "localhost"),
            ("http://[::1]:80/x", "http://[::1]:80/x", "[::1]:80"),
            ("https://169.254.example.org/x", "https://169.254.example.org/x", "169.254.example.org"),
        ])
    func good(_ typed: String, _ text: String, _ host: String) throws {
        let address = try OutsideAddress(typed)
        #expect(address.text == text && address.host == host)
    }

    @Test(
        "what shows itself on the way, leads to keys or cannot be kept is refused, and not repeated",
        arguments: [
            ("http://example.org/x", "plain http"), ("http://10.0.0.1/x", "plain http"),
            ("http://127.0.0.1.example.org/x", "plain http"),
            ("http://169.254.169.254/latest", "plain http"), ("https://169.254.169.254/latest", "their keys"),
            ("https://169.254.0.7", "their keys"), ("https://0xA9FEA9FE/x", "their keys"),
            ("https://2852039166/x", "their keys"), ("https://0251.0376.0251.0376", "their keys"),
            ("https://169.254.43518", "their keys"), ("https://[fe80::1]/x", "their keys"),
            ("https://[FEBF::1]/x", "their keys"), ("https://[::ffff:169.254.169.254]/x", "their keys"),
            ("https://[::169.254.169.254]/x", "their keys"), ("https://[fd00:ec2::254]/x", "their keys"),
            ("https://[fe80::1%25eth0]/x", "their keys"),
            ("ftp://example.org/x", "no address"), ("example.org/x", "no address"), ("", "no address"),
            ("https://", "no address"), ("https://ada:secret@example.org/x", "no address"),
            ("https://exa mple.org", "no address"), ("https://example.org/\u{e4}", "no address"),
            ("https://example.org/x\nHost: y", "no address"), ("https://example.org/$(x)'", "no address"),
            ("https://example.org/x?token=1", "behind '?'"), ("https://example.org/x#1", "behind '?'"),
            ("https://example.org/?", "behind '?'"),
        ])
    func bad(_ typed: String, _ why: String) {
        let error = #expect(throws: OutsideAddressError.self) { try OutsideAddress(typed) }
        #expect(error?.why.contains(why) == true, "\(error?.why ?? "")")
        #expect(typed.count < 9 || error?.why.contains(typed) == false)
    }
}
